package org.nififer.core.augmentation;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.image.RgbImage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A row of image operations, applied from first to last.
 *
 * @param operations at least one
 */
public record ImageOperations(List<ImageOperation> operations) {

    private static final Pattern OPERATION = Pattern.compile("(?<name>[a-z-]+)\\((?<parameter>[^()]*)\\)");

    public ImageOperations {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("At least one operation is needed");
        }
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws InvalidInputException where the text names an unknown operation or an impossible parameter
     */
    public static ImageOperations parse(final String text) throws InvalidInputException {
        final List<ImageOperation> operations = new ArrayList<>();
        for (final String part : text.split(" ")) {
            operations.add(parseOperation(part, text));
        }

        return new ImageOperations(operations);
    }

    private static ImageOperation parseOperation(final String part, final String text) throws InvalidInputException {
        final Matcher matcher = OPERATION.matcher(part);
        if (matcher.matches()) {
            final String parameter = matcher.group("parameter");
            try {
                switch (matcher.group("name")) {
                    case Rotation.NAME:
                        return new Rotation(Double.parseDouble(parameter));
                    case Autocontrast.NAME:
                        if (parameter.isEmpty()) {
                            return new Autocontrast();
                        }

                        break;
                    default:
                        break;
                }
            } catch (final IllegalArgumentException e) {
                throw invalid(text, e);
            }
        }

        throw invalid(text, null);
    }

    private static InvalidInputException invalid(final String text, final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET,
                "'%s' is not a row of image operations; expected rotation(DEGREES) or autocontrast(), separated by a space".formatted(text), cause);
    }

    /** The image after all operations. */
    public RgbImage apply(final RgbImage image) {
        RgbImage result = image;
        for (final ImageOperation operation : operations) {
            result = operation.apply(result);
        }

        return result;
    }

    /** All operations with their parameters, for example {@code autocontrast() rotation(-3.5)}. */
    public String text() {
        return operations.stream().map(ImageOperation::text).collect(Collectors.joining(" "));
    }
}
