package org.nififer.trainer.run;

import org.nififer.model.ModelDescription;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.weights.TensorNames;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a training starts from; a file of weights is open until this is closed.
 */
public interface InitialWeights extends Closeable {

    /** The model before its training: all eight expressions, and the normalisation that its images get; their colours are a choice of the training. */
    ModelDescription description();

    /**
     * The weights, to be closed by the caller.
     *
     * @param seed of those that are random
     */
    NetworkParameters load(long seed) throws IOException;

    /** Where the weights come from; empty where all are random. */
    Optional<Origin> origin();

    /**
     * A file of weights, and what was made of it.
     *
     * @param file   its name
     * @param sha256 its hash, 64 hexadecimal digits
     * @param format whose names its tensors have
     * @param mean   that its images get subtracted, each channel
     * @param std    that they are divided by then
     * @param notes  what differs between the file and the network that starts from it, and what was assumed; a sentence each
     */
    record Origin(String file, String sha256, TensorNames.Format format, List<Double> mean, List<Double> std, List<String> notes) {

        /** What decides what a run does with the file: not its name. */
        String identity() {
            return sha256 + mean + std;
        }
    }

    /** All weights random, the normalisation of the paper. */
    static InitialWeights random(final NetworkConfiguration architecture) {
        return new InitialWeights() {
            @Override
            public ModelDescription description() {
                return ModelDescription.of(architecture);
            }

            @Override
            public NetworkParameters load(final long seed) {
                return NetworkParameters.random(architecture, seed);
            }

            @Override
            public Optional<Origin> origin() {
                return Optional.empty();
            }

            @Override
            public void close() {
                // There is no file.
            }
        };
    }
}
