package org.nififer.core.weights;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tensors of a file are called there.
 *
 * @param format    whose names they are
 * @param originals the file's names by those of {@link org.nififer.core.network.NetworkConfiguration#tensorShapes()}
 */
record TensorNames(WeightFormat format, Map<String, String> originals) {

    /** What wrappers put before all names: torch's DataParallel, Lightning. */
    private static final List<String> PREFIXES = List.of("module.", "model.");

    /** What some versions save beside the weights and no network here needs: constants of the architecture, which it computes, and how many batches a norm has seen. */
    private static final List<String> BUFFERS = List.of(".relative_position_index", ".attn_mask", ".num_batches_tracked");

    /** Every ResNet has it, whoever trained it. */
    private static final String RESNET = "layer1.0.conv1.weight";

    private static final Pattern TORCHVISION = Pattern.compile("features\\.(\\d{1,3})\\.(.*)");
    private static final Pattern MICROSOFT_MERGING = Pattern.compile("layers\\.(\\d{1,3})\\.downsample\\.(.*)");
    private static final Pattern HEAD = Pattern.compile("head\\.(weight|bias)");

    /**
     * Recognises the format and translates the names. Names that no network has stay as they are.
     *
     * @param file what error messages call the file
     * @throws InvalidInputException where the file holds neither a Swin nor a ResNet
     */
    static TensorNames of(final Collection<String> names, final String file) throws InvalidInputException {
        final String prefix = PREFIXES.stream().filter(start -> names.stream().allMatch(name -> name.startsWith(start))).findFirst().orElse("");
        final WeightFormat format = format(names, prefix, file);
        final Map<String, String> originals = new LinkedHashMap<>();
        for (final String original : names) {
            if (BUFFERS.stream().noneMatch(original::endsWith)) {
                final String name = translate(original.substring(prefix.length()), format);
                final String other = originals.put(name, original);
                if (other != null) {
                    throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the tensors %s and %s, which are both %s", file,
                            PickleNames.printable(other),
                            PickleNames.printable(original), PickleNames.printable(name)));
                }
            }
        }

        return new TensorNames(format, originals);
    }

    private static WeightFormat format(final Collection<String> names, final String prefix, final String file) throws InvalidInputException {
        if (names.contains(prefix + "features.0.0.weight") || names.contains(prefix + RESNET)) {
            return WeightFormat.TORCHVISION;
        }

        if (names.contains(prefix + "patch_embed.proj.weight")) {
            return names.contains(prefix + "layers.0.downsample.reduction.weight") || names.contains(prefix + "head.weight") ? WeightFormat.MICROSOFT : WeightFormat.TIMM;
        }

        throw new InvalidInputException(Code.INVALID_MODEL,
                String.format(Locale.ROOT, "%s holds neither a Swin Transformer nor a ResNet: its %d tensors have none of patch_embed.proj.weight ", file, names.size())
                + String.format(Locale.ROOT, "(timm, Microsoft), features.0.0.weight (torchvision) and %s (ResNet) among them", RESNET));
    }

    /** Whether they are those of a ResNet; else they are a Swin's. */
    boolean isResNet() {
        return originals.containsKey(RESNET);
    }

    private static String translate(final String name, final WeightFormat format) {
        final Matcher head = HEAD.matcher(name);
        if (head.matches()) {
            return "head.fc." + head.group(1);
        }

        return switch (format) {
            case TORCHVISION -> translateTorchvision(name);
            case MICROSOFT -> translateMicrosoft(name);
            default -> name;
        };
    }

    /** Numbered through: 0 embeds patches, odd ones are the blocks of a stage, even ones the merging before the next stage. */
    private static String translateTorchvision(final String name) {
        final Matcher matcher = TORCHVISION.matcher(name);
        if (!matcher.matches()) {
            return name;
        }

        final int number = Integer.parseInt(matcher.group(1));
        final String rest = matcher.group(2);
        if (number == 0) {
            return "patch_embed." + rest.replaceFirst("^0\\.", "proj.").replaceFirst("^2\\.", "norm.");
        }

        final String part = number % 2 == 1 ? String.format(Locale.ROOT, "layers.%d.blocks.%s", number / 2, rest) : String.format(Locale.ROOT, "layers.%d.downsample.%s",
                number / 2, rest);
        return part.replace(".mlp.0.", ".mlp.fc1.").replace(".mlp.3.", ".mlp.fc2.");
    }

    private static String translateMicrosoft(final String name) {
        final Matcher matcher = MICROSOFT_MERGING.matcher(name);
        return matcher.matches() ? String.format(Locale.ROOT, "layers.%d.downsample.%s", Integer.parseInt(matcher.group(1)) + 1, matcher.group(2)) : name;
    }
}
