package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Labelled;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tensors of a file are called there.
 *
 * @param format    whose names they are
 * @param originals the file's names by those of {@link org.nififer.network.NetworkConfiguration#tensorShapes()}
 */
public record TensorNames(Format format, Map<String, String> originals) {

    /** What wrappers put before all names, in any order: torch's DataParallel and compile, Lightning and scripts of one's own. */
    private static final List<String> PREFIXES = List.of("module.", "model.", "_orig_mod.", "network.", "net.", "backbone.", "encoder.");

    /** What torch's compile leaves in the names of a network of which it has compiled a part. */
    private static final String COMPILED = "_orig_mod.";

    /**
     * What some versions save beside the weights and no network here needs: constants of the architecture, which it computes, how many batches a norm has seen, and how many
     * networks an average was made of.
     */
    private static final List<String> BUFFERS = List.of(".relative_position_index", ".attn_mask", ".num_batches_tracked", "n_averaged");

    /** Every ResNet has it, whoever trained it. */
    private static final String RESNET = "layer1.0.conv1.weight";

    private static final String HUGGING_FACE = " under the names of Hugging Face's transformers, which keep queries, keys and values apart. The same weights are published for "
            + "timm: take the file with timm in its name, or write timm.create_model(NAME, pretrained=True).state_dict()";

    /** What else people have, by a name that every such file has. */
    private static final Map<Pattern, String> OTHERS = others();

    private static final Pattern TORCHVISION = Pattern.compile("features\\.(\\d{1,3})\\.(.*)");
    private static final Pattern MICROSOFT_MERGING = Pattern.compile("layers\\.(\\d{1,3})\\.downsample\\.(.*)");
    private static final int LONGEST_PRINTED = 120;
    private static final Pattern HEAD = Pattern.compile("head\\.(weight|bias)");

    /**
     * Whose names the tensors of a file have. The values are the same: all of these networks compute alike.
     */
    public enum Format implements Labelled {
        /** A model of this project, which describes itself. */
        NIFI_FER,
        /** {@code layers.1.downsample...}, {@code head.fc...}: patch merging is at the start of a stage. */
        TIMM,
        /** {@code features.1.0...}, {@code head...}: stages and patch merging are numbered through. Or a ResNet, {@code layer1.0...}, {@code fc...}, which timm names alike. */
        TORCHVISION,
        /** {@code layers.0.downsample...}, {@code head...}: patch merging is at the end of a stage. The authors' own code, and timm before 0.9. */
        MICROSOFT;

    }

    /**
     * Recognises the format and translates the names. Names that no network has stay as they are.
     *
     * @param file what error messages call the file
     * @throws InvalidInputException where the file holds neither a Swin nor a ResNet
     */
    public static TensorNames of(final Collection<String> names, final String file) throws InvalidInputException {
        final Map<String, String> unwrapped = unwrapped(names, file);
        final Format format = format(unwrapped.keySet(), file);
        final Map<String, String> originals = new LinkedHashMap<>();
        for (final Map.Entry<String, String> tensor : unwrapped.entrySet()) {
            put(originals, translate(tensor.getKey(), format), tensor.getValue(), file);
        }

        return new TensorNames(format, originals);
    }

    private static void put(final Map<String, String> originals, final String name, final String original, final String file) throws InvalidInputException {
        final String other = originals.put(name, original);
        if (other != null) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the tensors %s and %s, which are both %s", file, printable(other),
                    printable(original), printable(name)));
        }
    }

    /** The names without what wrappers have put before all of them, and those of the file; without buffers. */
    private static Map<String, String> unwrapped(final Collection<String> names, final String file) throws InvalidInputException {
        final List<String> weights = names.stream().filter(name -> BUFFERS.stream().noneMatch(name::endsWith)).toList();
        String prefix = "";
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            prefix += next.get();
            final String outer = prefix;
            next = weights.isEmpty() ? Optional.empty() : PREFIXES.stream().filter(start -> weights.stream().allMatch(name -> name.startsWith(outer + start))).findFirst();
        }

        final Map<String, String> unwrapped = new LinkedHashMap<>();
        for (final String original : weights) {
            put(unwrapped, original.substring(prefix.length()).replace(COMPILED, ""), original, file);
        }

        return unwrapped;
    }

    private static Format format(final Collection<String> names, final String file) throws InvalidInputException {
        for (final Map.Entry<Pattern, String> other : OTHERS.entrySet()) {
            if (names.stream().anyMatch(other.getKey().asPredicate())) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s holds %s; expected a Swin Transformer (the first version) or a ResNet with the "
                        + "names of timm, torchvision or Microsoft", file, other.getValue()));
            }
        }

        if (names.contains("features.0.0.weight") || names.contains(RESNET)) {
            return Format.TORCHVISION;
        }

        if (names.contains("patch_embed.proj.weight")) {
            return names.contains("layers.0.downsample.reduction.weight") || names.contains("head.weight") ? Format.MICROSOFT : Format.TIMM;
        }

        throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s holds neither a Swin Transformer nor a ResNet: its %d tensors have none of "
                + "patch_embed.proj.weight (timm, Microsoft), features.0.0.weight (torchvision) and %s (ResNet) among them; the first is %s", file, names.size(), RESNET,
                names.stream().findFirst().map(TensorNames::printable).orElse("none")));
    }

    private static Map<Pattern, String> others() {
        final Map<Pattern, String> others = new LinkedHashMap<>();
        others.put(Pattern.compile("\\.(lora_[AB]|lora_down|lora_up)\\."), "a LoRA, changes to the weights of another network");
        others.put(Pattern.compile("(continuous_position_bias_mlp|embeddings\\.patch_embeddings\\.projection|attention\\.self\\.query|^(resnet\\.)?embedder\\.embedder\\.)"),
                "a network" + HUGGING_FACE);
        others.put(Pattern.compile("\\.attn\\.(logit_scale|cpb_mlp\\.)"), "a Swin Transformer V2, which computes its attention in another way");
        others.put(Pattern.compile("\\.attn\\.w_msa\\."), "a Swin Transformer under the names of OpenMMLab");
        others.put(Pattern.compile("^(cls_token|pos_embed)$"), "a Vision Transformer");
        others.put(Pattern.compile("^(conv_stem|_conv_stem)\\.weight$"), "an EfficientNet or MobileNet");
        others.put(Pattern.compile("^(stem\\.0\\.weight|downsample_layers\\.0\\.0\\.weight)$"), "a ConvNeXt");
        others.put(Pattern.compile("^features\\.denseblock1\\."), "a DenseNet");
        others.put(Pattern.compile("^features\\.0\\.weight$"), "a VGG or AlexNet");
        return others;
    }

    /** Whether they are those of a ResNet; else they are a Swin's. */
    public boolean isResNet() {
        return originals.containsKey(RESNET);
    }

    private static String translate(final String name, final Format format) {
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

    /** A name of a file for an error message: short, and without what would confuse a terminal or a log. */
    public static String printable(final String name) {
        final String start = name.length() > LONGEST_PRINTED ? name.substring(0, LONGEST_PRINTED) + "..." : name;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
