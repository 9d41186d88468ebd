package org.nififer.augmentation;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A row of image operations, applied from first to last.
 *
 * @param operations at least one
 */
public record ImageOperations(List<ImageOperation> operations) {

    private static final Pattern OPERATION = Pattern.compile("(?<name>[a-z-]+)\\((?<parameters>[^()]*)\\)");

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

    /** Whether a text names a rotation that leaves black corners; other programs' texts do not. */
    public static boolean leavesBlackCorners(final String text) {
        try {
            return parse(text).operations().stream().anyMatch(operation -> operation instanceof final Rotation rotation && rotation.border() == RotationBorder.BLACK);
        } catch (final InvalidInputException e) {
            return false;
        }
    }

    private static ImageOperation parseOperation(final String part, final String text) throws InvalidInputException {
        final Matcher matcher = OPERATION.matcher(part);
        if (!matcher.matches()) {
            throw invalid(text, String.format(Locale.ROOT, "'%s' is not of the form name(parameters)", part), null);
        }

        final String parameters = matcher.group("parameters");
        try {
            return parseOperation(matcher.group("name"), parameters.isEmpty() ? List.of() : List.of(parameters.split(",", -1)));
        } catch (final IllegalArgumentException e) {
            throw invalid(text, e.getMessage(), e);
        }
    }

    private static ImageOperation parseOperation(final String name, final List<String> parameters) {
        return switch (name) {
            case "autocontrast" -> withoutParameters(new Autocontrast(), parameters);
            case "brightness" -> Brightness.parse(parameters);
            case "flip" -> withoutParameters(new Flip(), parameters);
            case "rotation" -> Rotation.parse(parameters);
            case "crop" -> Crop.parse(parameters);
            case "erasing" -> Erasing.parse(parameters);
            default -> throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "'%s' is no image operation; expected some of [autocontrast, brightness, flip, rotation, crop, erasing]", name));
        };
    }

    private static ImageOperation withoutParameters(final ImageOperation operation, final List<String> parameters) {
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException("This operation has no parameters");
        }

        return operation;
    }

    private static InvalidInputException invalid(final String text, final String problem, final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "'%s' is not a row of image operations such as 'autocontrast() rotation(-3.5)': %s", text, problem), cause);
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
