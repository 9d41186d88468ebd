package org.nififer.network;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The architecture of a ResNet of bottleneck blocks (He et al., 2016, in the version of torchvision, which strides in the middle convolution of a block),
 * and so the names and shapes of its tensors, which are those of torchvision's and timm's {@code resnet.py}. It is the convolutional baseline beside
 * the Swin Transformer, and has no squeeze-and-excitation.
 *
 * @param imageSize    side of the square input, pixels; the last stage must be left at least 2 x 2 of them
 * @param width        channels of the first convolution and within the blocks of the first stage; each further stage doubles the latter, and each
 *                     stage has four times as many outputs
 * @param depths       blocks of each stage
 * @param dropPathRate stochastic depth of the last block in training, 0 to 1 (exclusive), growing linearly from 0
 * @param classes      outputs of the head
 */
@JsonDeserialize(using = JsonDeserializer.None.class)
public record ResNetConfiguration(int imageSize, int width, List<Integer> depths, double dropPathRate, int classes) implements NetworkConfiguration {

    /** Outputs of a block, as a multiple of the channels within it. */
    static final int EXPANSION = 4;

    private static final int STEM_KERNEL = 7;
    private static final int KERNEL = 3;
    private static final int LARGEST_IMAGE = 4096;

    public ResNetConfiguration {
        depths = depths == null ? List.of() : List.copyOf(depths);
    }

    @Override
    public void validate() throws InvalidInputException {
        require(!depths.isEmpty() && depths.size() <= 8 && depths.stream().allMatch(depth -> depth >= 1 && depth <= 64),
                String.format(Locale.ROOT, "depths %s must be 1 to 64 blocks in 1 to 8 stages", depths));
        // A channel of one value has no variance, which a batch of one image would be normalised by.
        final int smallest = (2 << depths.size()) + 1;
        require(imageSize >= smallest && imageSize <= LARGEST_IMAGE, String.format(Locale.ROOT, "image size %d must be %d to %d for %d stages, each of which halves it", imageSize,
                smallest, LARGEST_IMAGE, depths.size()));
        require(width >= 1 && width <= 1024, String.format(Locale.ROOT, "width %d must be in 1 to 1024", width));
        require(dropPathRate >= 0 && dropPathRate < 1, String.format(Locale.ROOT, "drop path rate %s must be in 0 (inclusive) to 1 (exclusive)", dropPathRate));
        require(classes >= 1, String.format(Locale.ROOT, "the number of classes %d must be positive", classes));
    }

    private static void require(final boolean condition, final String message) throws InvalidInputException {
        if (!condition) {
            throw new InvalidInputException(Code.INVALID_SETTING, "Architecture: " + message);
        }
    }

    /** None: the baseline is the plain network. */
    @Override
    public int seReduction() {
        return 0;
    }

    @Override
    public int features() {
        return EXPANSION * width << depths.size() - 1;
    }

    @Override
    public String head() {
        return "fc";
    }

    @Override
    public String family() {
        return "resnet";
    }

    @Override
    public String summary() {
        return String.format(Locale.ROOT, "images of %d pixels, depths %s and width %d", imageSize, depths, width);
    }

    @Override
    public ResNetConfiguration withDropPathRate(final double rate) {
        return new ResNetConfiguration(imageSize, width, depths, rate, classes);
    }

    @Override
    public ResNetConfiguration withClasses(final int number) {
        return new ResNetConfiguration(imageSize, width, depths, dropPathRate, number);
    }

    @Override
    public ResNetConfiguration withImageSize(final int size) {
        return new ResNetConfiguration(size, width, depths, dropPathRate, classes);
    }

    /** That of the first convolution, and of the first stage. */
    @Override
    public long largestActivation() {
        final long side = Math.ceilDiv(imageSize, 2);
        return side * side * width;
    }

    @Override
    public List<String> firstStages(final int stages) {
        return stages == 0 ? List.of() : Stream.concat(Stream.of("conv1.", "bn1."), IntStream.rangeClosed(1, stages).mapToObj(stage -> String.format(Locale.ROOT, "layer%d.",
                stage))).toList();
    }

    @Override
    public Map<String, long[]> parameterShapes() {
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        convolutions().forEach(convolution -> {
            shapes.put(convolution.name + ".weight", new long[]{convolution.outputs, convolution.inputs, convolution.kernel, convolution.kernel});
            shapes.put(convolution.norm + ".weight", new long[]{convolution.outputs});
            shapes.put(convolution.norm + ".bias", new long[]{convolution.outputs});
        });
        shapes.put(head() + ".weight", new long[]{classes, features()});
        shapes.put(head() + ".bias", new long[]{classes});
        return shapes;
    }

    @Override
    public Map<String, long[]> statisticShapes() {
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        convolutions().forEach(convolution -> {
            shapes.put(convolution.norm + ".running_mean", new long[]{convolution.outputs});
            shapes.put(convolution.norm + ".running_var", new long[]{convolution.outputs});
        });
        return shapes;
    }

    /** A convolution without bias and the batch normalisation that follows it. */
    private record Convolution(String name, String norm, int inputs, int outputs, int kernel) {
    }

    private List<Convolution> convolutions() {
        final Stream.Builder<Convolution> convolutions = Stream.builder();
        convolutions.add(new Convolution("conv1", "bn1", IMAGE_CHANNELS, width, STEM_KERNEL));
        int inputs = width;
        for (int stage = 0; stage < depths.size(); stage++) {
            final int inner = width << stage;
            final int outputs = EXPANSION * inner;
            for (int block = 0; block < depths.get(stage); block++) {
                final String prefix = String.format(Locale.ROOT, "layer%d.%d.", stage + 1, block);
                convolutions.add(new Convolution(prefix + "conv1", prefix + "bn1", inputs, inner, 1));
                convolutions.add(new Convolution(prefix + "conv2", prefix + "bn2", inner, inner, KERNEL));
                convolutions.add(new Convolution(prefix + "conv3", prefix + "bn3", inner, outputs, 1));
                if (block == 0) {
                    convolutions.add(new Convolution(prefix + "downsample.0", prefix + "downsample.1", inputs, outputs, 1));
                }

                inputs = outputs;
            }
        }

        return convolutions.build().toList();
    }
}
