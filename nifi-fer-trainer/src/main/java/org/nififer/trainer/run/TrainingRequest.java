package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.InvalidInputException;
import org.nififer.model.ModelVariant;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkConfiguration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What somebody asks a training for, before any file is opened: its settings, and the models that it starts from and learns from. The command line, TrainFerModel and an ablation
 * make one with its builder, and so mean the same by the same choices.
 *
 * @param settings       of the run; without an architecture where initial weights bring it
 * @param initialWeights what it starts from; null, and not in the JSON, for random weights
 * @param teacher        that it learns from as well; null, and not in the JSON, for none
 */
public record TrainingRequest(TrainingSettings settings, @JsonInclude(JsonInclude.Include.NON_NULL) WeightFile initialWeights,
                              @JsonInclude(JsonInclude.Include.NON_NULL) TeacherFile teacher) {

    /**
     * A file of weights, and what becomes of its network.
     *
     * @param file          the path
     * @param variant       the network of the file with squeeze-and-excitation or without
     * @param imageSize     side of the images, pixels; null for what the weights say
     * @param normalization of the images; null for what goes with the weights
     * @param dropPathRate  stochastic depth of the last block; null for what the weights say
     */
    public record WeightFile(Path file, ModelVariant variant, @JsonInclude(JsonInclude.Include.NON_NULL) Integer imageSize,
                             @JsonInclude(JsonInclude.Include.NON_NULL) Normalization normalization, @JsonInclude(JsonInclude.Include.NON_NULL) Double dropPathRate) {
    }

    /**
     * A file with a trained model, see {@link Teacher}.
     *
     * @param file        the path
     * @param weight      of its answers for labelled samples
     * @param temperature of its answers
     */
    public record TeacherFile(Path file, double weight, double temperature) {

        /** The teacher, see {@link Teacher#open}. */
        public Teacher open() throws IOException {
            return Teacher.open(file, weight, temperature);
        }
    }

    /** The paper's training, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** A request in the making: what is not given is as in the paper. */
    public static final class Builder {

        private final NetworkChoice network = new NetworkChoice();
        private final TrainingSettings.Builder settings = TrainingSettings.builder();
        private Path teacher;
        private double teacherWeight = Teacher.DEFAULT_WEIGHT;
        private double teacherTemperature = Teacher.DEFAULT_TEMPERATURE;

        private Builder() {
        }

        /** The network and what its weights are at the start, to be changed. */
        public NetworkChoice network() {
            return network;
        }

        /** How it is trained, to be changed. */
        public TrainingSettings.Builder settings() {
            return settings;
        }

        /** The path of the teacher; null for none. */
        public Builder teacher(final Path value) {
            teacher = value;
            return this;
        }

        /** Without effect where there is no teacher. */
        public Builder teacherWeight(final double value) {
            teacherWeight = value;
            return this;
        }

        /** Without effect where there is no teacher. */
        public Builder teacherTemperature(final double value) {
            teacherTemperature = value;
            return this;
        }

        /**
         * The request; what can be said of it without its files is right.
         *
         * @throws InvalidInputException naming the setting, its value and what would be right
         */
        public TrainingRequest build() throws InvalidInputException {
            final WeightFile weights = network.weights().orElse(null);
            final TrainingRequest request = new TrainingRequest(settings.build(weights == null ? network.architecture() : null), weights,
                    teacher == null ? null : new TeacherFile(teacher, teacherWeight, teacherTemperature));
            request.settings.validate();
            return request;
        }
    }

    /**
     * Opens what the training starts from, to be closed by the caller.
     *
     * @throws InvalidInputException naming the file and what is wrong with it
     */
    public InitialWeights openWeights() throws IOException {
        return initialWeights == null ? InitialWeights.random(settings.architecture()) : TransferredWeights.open(initialWeights.file, initialWeights.variant,
                initialWeights.imageSize == null ? OptionalInt.empty() : OptionalInt.of(initialWeights.imageSize), Optional.ofNullable(initialWeights.normalization));
    }

    /** The settings of the run from these weights, which {@link #openWeights} has opened. */
    public TrainingSettings settings(final InitialWeights weights) {
        if (initialWeights == null) {
            return settings;
        }

        final NetworkConfiguration architecture = weights.description().architecture();
        return settings.withArchitecture(initialWeights.dropPathRate == null ? architecture : architecture.withDropPathRate(initialWeights.dropPathRate));
    }

    /** All of it that decides the result, as text: what is in the files does, and where they lie does not. */
    public String identity() {
        final ObjectNode json = SettingsJson.tree(this);
        for (final String file : List.of("initialWeights", "teacher")) {
            if (json.get(file) instanceof final ObjectNode part) {
                part.remove("file");
            }
        }

        return json.toString();
    }
}
