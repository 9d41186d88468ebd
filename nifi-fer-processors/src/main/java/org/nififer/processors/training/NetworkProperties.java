package org.nififer.processors.training;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.Labelled;
import org.nififer.model.ModelVariant;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkPreset;
import org.nififer.network.PatchEmbedding;
import org.nififer.processors.common.Choices;
import org.nififer.trainer.run.TrainingRequest;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which network is trained, and what it starts from.
 */
final class NetworkProperties {

    static final TrainingChoices CHOICES = new TrainingChoices();

    private static final Validator WHOLE_NUMBERS = StandardValidators.createRegexMatchingValidator(Pattern.compile("[1-9]\\d{0,3}(,[1-9]\\d{0,3}){0,7}"));

    static final PropertyDescriptor PRESET = CHOICES.add(NetworkProperties::choosePreset,
            new PropertyDescriptor.Builder()
                    .name("Preset")
                    .description("The architecture: swin-t is the paper's (224 pixels, 27.6 million parameters), swin-mini a small one for CPUs (48 pixels), "
                            + "fer-small a deeper one with convolutions before it (48 pixels), "
                            + "custom one by numbers; resnet-50 and resnet-mini are convolutional networks of about the same sizes to compare with. Not used where \"Initial "
                            + "Weights\" are given, which bring their own")
                    .required(true)
                    .allowableValues(Stream.concat(Arrays.stream(NetworkPreset.values()).map(NetworkPreset::label), Stream.of(TrainingChoices.CUSTOM)).toArray(String[]::new))
                    .defaultValue(NetworkPreset.SWIN_T.label()));

    static final PropertyDescriptor EMBEDDING_DIMENSION = CHOICES.add((request, value) -> request.network().embeddingDimension(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Embedding Dimension")
                    .description("Channels of the first stage; each further stage doubles them")
                    .required(true)
                    .dependsOn(PRESET, TrainingChoices.CUSTOM)
                    .addValidator(StandardValidators.createLongValidator(1, 4096, true))
                    .defaultValue("96"));

    static final PropertyDescriptor DEPTHS = CHOICES.add((request, value) -> request.network().depths(numbers(value)),
            new PropertyDescriptor.Builder()
                    .name("Depths")
                    .description("Blocks of each stage, separated by commas")
                    .required(true)
                    .dependsOn(PRESET, TrainingChoices.CUSTOM)
                    .addValidator(WHOLE_NUMBERS)
                    .defaultValue("2,2,6,2"));

    static final PropertyDescriptor HEADS = CHOICES.add((request, value) -> request.network().heads(numbers(value)),
            new PropertyDescriptor.Builder()
                    .name("Heads")
                    .description("Attention heads of each stage, separated by commas; they divide its channels")
                    .required(true)
                    .dependsOn(PRESET, TrainingChoices.CUSTOM)
                    .addValidator(WHOLE_NUMBERS)
                    .defaultValue("3,6,12,24"));

    static final PropertyDescriptor WINDOW_SIZE = CHOICES.add((request, value) -> request.network().windowSize(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Window Size")
                    .description("The side of an attention window in tokens, each of a patch of the image")
                    .required(true)
                    .dependsOn(PRESET, TrainingChoices.CUSTOM)
                    .addValidator(StandardValidators.createLongValidator(1, 64, true))
                    .defaultValue("7"));

    static final PropertyDescriptor PATCH_SIZE = CHOICES.add((request, value) -> request.network().patchSize(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Patch Size")
                    .description("The side of the square of pixels that makes one token; 2, 4, 8 or 16 where \"Patch Embedding\" is convolutional")
                    .required(true)
                    .dependsOn(PRESET, TrainingChoices.CUSTOM)
                    .addValidator(StandardValidators.createLongValidator(1, 4096, true))
                    .defaultValue("4"));

    static final PropertyDescriptor PATCH_EMBEDDING = CHOICES.add((request, value) -> request.network().patchEmbedding(Labelled.of(PatchEmbedding.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Patch Embedding")
                    .description("How tokens are made of the image")
                    .required(true)
                    .dependsOn(PRESET, TrainingChoices.CUSTOM)
                    .allowableValues(Choices.of(PatchEmbedding.values(), PatchEmbedding::label, PatchEmbedding::description))
                    .defaultValue(PatchEmbedding.PATCH.label()));

    static final PropertyDescriptor INITIAL_WEIGHTS = CHOICES.add((request, value) -> request.network().initialWeights(Path.of(value).toAbsolutePath()),
            new PropertyDescriptor.Builder()
                    .name("Initial Weights")
                    .description("What the training starts from instead of random weights: a .safetensors of timm, a .pth of torchvision or of the authors of Swin, or a model of "
                            + "nifi-fer; of a Swin or a ResNet. The architecture is read off the file; a head of another size is replaced by a random one, and "
                            + "squeeze-and-excitation that it lacks is random, which log and report say. No code in a .pth is run")
                    .required(false)
                    .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
                    .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
                    .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR));

    static final PropertyDescriptor IMAGE_SIZE = CHOICES.add((request, value) -> request.network().imageSize(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Image Size")
                    .description("The side of the images in pixels. Where it is empty, it is that of the preset (224 for custom); with initial weights it is "
                            + "read off them, or the size at "
                            + "which their last stage is one window: 224 for a window of 7, 384 for one of 12; 224 for a ResNet")
                    .required(false)
                    .addValidator(StandardValidators.createLongValidator(1, 4096, true)));

    static final PropertyDescriptor NORMALIZATION = CHOICES.add((request, value) -> request.network().normalization(Labelled.of(Normalization.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Normalization")
                    .description("What images are normalized by. Where it is empty, a model of nifi-fer keeps its own, and other weights get the mean and standard deviation of "
                            + "ImageNet, with which they were trained")
                    .required(false)
                    .dependsOn(INITIAL_WEIGHTS)
                    .allowableValues(Choices.of(Normalization.values(), Normalization::label, Normalization::description)));

    static final PropertyDescriptor VARIANT = CHOICES.add((request, value) -> request.network().variant(Labelled.of(ModelVariant.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Variant")
                    .description("With squeeze-and-excitation before the head (swin-se) or without (swin). A ResNet has none either way")
                    .required(true)
                    .allowableValues(Arrays.stream(ModelVariant.values()).map(ModelVariant::label).toArray(String[]::new))
                    .defaultValue(ModelVariant.SWIN_SE.label()));

    private NetworkProperties() {
    }

    private static void choosePreset(final TrainingRequest.Builder request, final String value) {
        if (!TrainingChoices.CUSTOM.equals(value)) {
            request.network().preset(Labelled.of(NetworkPreset.values(), value));
        }
    }

    private static List<Integer> numbers(final String value) {
        return Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
    }
}
