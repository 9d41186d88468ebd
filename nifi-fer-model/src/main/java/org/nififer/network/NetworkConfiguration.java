package org.nififer.network;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The architecture of a network in numbers, and so the names and shapes of all that a model file holds.
 */
@JsonDeserialize(using = NetworkConfiguration.Deserializer.class)
public sealed interface NetworkConfiguration permits SwinConfiguration, ResNetConfiguration {

    /** The channels of an image: red, green and blue. */
    int IMAGE_CHANNELS = 3;

    /** Side of the square input, pixels. */
    int imageSize();

    /** Blocks of each stage. */
    List<Integer> depths();

    /** Stochastic depth of the last block in training, 0 to 1 (exclusive), growing linearly from 0. */
    double dropPathRate();

    /** Outputs of the head. */
    int classes();

    /** Reduction r of squeeze-and-excitation, or 0 for none. */
    int seReduction();

    /** Channels of the pooled features, which the head reads. */
    int features();

    /** The name of the head, a linear layer. */
    String head();

    /** What a person calls it: swin or resnet. */
    String family();

    /** The architecture in words, after "a network for". */
    String summary();

    /**
     * Checks that the parts fit each other.
     *
     * @throws InvalidInputException naming the setting, its value and what would be right
     */
    void validate() throws InvalidInputException;

    /** The same architecture with another stochastic depth. */
    NetworkConfiguration withDropPathRate(double rate);

    /** The same architecture with a head of another size. */
    NetworkConfiguration withClasses(int number);

    /** The same architecture for images of another size. */
    NetworkConfiguration withImageSize(int size);

    /** The shape of every parameter, which is what gradients move, by its name, in the order of the network. */
    Map<String, long[]> parameterShapes();

    /** The shape of every running statistic of batch normalisation, which is observed in training and used after it, by its name; empty where there is none. */
    Map<String, long[]> statisticShapes();

    /** The most values that a layer gives for one image. */
    long largestActivation();

    /**
     * What comes first in the network.
     *
     * @param stages the input layer and this many stages; 0 for nothing
     * @return how the names of its parameters and statistics begin
     */
    List<String> firstStages(int stages);

    /** The shapes of parameters and statistics, which together are the network. */
    default Map<String, long[]> tensorShapes() {
        final Map<String, long[]> shapes = new LinkedHashMap<>(parameterShapes());
        shapes.putAll(statisticShapes());
        return shapes;
    }

    /** The number of all trainable values. */
    default long parameterCount() {
        return parameterShapes().values().stream().mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact)).sum();
    }

    /**
     * Tells architectures apart by their fields. A field with the name of the kind would change the files and run ids of Swin Transformers, and Jackson's own
     * deduction looks classes up by name, in the context class loader, which in NiFi may be another NAR's.
     */
    final class Deserializer extends JsonDeserializer<NetworkConfiguration> {

        private static final String RESNET_FIELD = "width";

        @Override
        public NetworkConfiguration deserialize(final JsonParser parser, final DeserializationContext context) throws IOException {
            final JsonNode tree = context.readTree(parser);
            final Class<? extends NetworkConfiguration> kind = tree.has(RESNET_FIELD) ? ResNetConfiguration.class : SwinConfiguration.class;
            return context.readTreeAsValue(tree, kind);
        }
    }
}
