package org.nififer.processors.training;

import org.apache.nifi.components.PropertyDependency;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.context.PropertyContext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Translates the {@link TrainingProperties} to the options of the command line.
 */
final class TrainingArguments {

    /** What says of the network what initial weights say. */
    private static final Map<PropertyDescriptor, String> ARCHITECTURE_OPTIONS = Map.ofEntries(
            Map.entry(TrainingProperties.EMBEDDING_DIMENSION, "--embedding-dimension"),
            Map.entry(TrainingProperties.DEPTHS, "--depths"),
            Map.entry(TrainingProperties.HEADS, "--heads"),
            Map.entry(TrainingProperties.WINDOW_SIZE, "--window-size"),
            Map.entry(TrainingProperties.PATCH_SIZE, "--patch-size"),
            Map.entry(TrainingProperties.PATCH_EMBEDDING, "--patch-embedding"));

    private static final Map<PropertyDescriptor, String> OPTIONS = Map.ofEntries(
            Map.entry(TrainingProperties.IMAGE_SIZE, "--image-size"),
            Map.entry(TrainingProperties.NORMALIZATION, "--normalization"),
            Map.entry(TrainingProperties.VARIANT, "--variant"),
            Map.entry(TrainingProperties.OPTIMIZER, "--optimizer"),
            Map.entry(TrainingProperties.RHO, "--rho"),
            Map.entry(TrainingProperties.EPOCHS, "--epochs"),
            Map.entry(TrainingProperties.BATCH_SIZE, "--batch-size"),
            Map.entry(TrainingProperties.LEARNING_RATE, "--learning-rate"),
            Map.entry(TrainingProperties.AUGMENTATION, "--augmentation"),
            Map.entry(TrainingProperties.COLOUR, "--colour"),
            Map.entry(TrainingProperties.SEED, "--seed"),
            Map.entry(TrainingProperties.CALIBRATED, "--calibrated"),
            Map.entry(TrainingProperties.ACCUMULATION, "--accumulation"),
            Map.entry(TrainingProperties.MOMENTUM, "--momentum"),
            Map.entry(TrainingProperties.FIRST_BETA, "--beta1"),
            Map.entry(TrainingProperties.SECOND_BETA, "--beta2"),
            Map.entry(TrainingProperties.WEIGHT_DECAY, "--weight-decay"),
            Map.entry(TrainingProperties.DECAYED_WEIGHTS, "--decayed-weights"),
            Map.entry(TrainingProperties.CLIP_NORM, "--clip-norm"),
            Map.entry(TrainingProperties.SHARPNESS_PART, "--sam-part"),
            Map.entry(TrainingProperties.SHARPNESS_INTERVAL, "--sam-interval"),
            Map.entry(TrainingProperties.SCHEDULE, "--schedule"),
            Map.entry(TrainingProperties.DECAY_FACTOR, "--decay-factor"),
            Map.entry(TrainingProperties.DECAY_EPOCHS, "--decay-epochs"),
            Map.entry(TrainingProperties.MINIMUM_LEARNING_RATE, "--minimum-learning-rate"),
            Map.entry(TrainingProperties.WARMUP_EPOCHS, "--warmup-epochs"),
            Map.entry(TrainingProperties.PATIENCE, "--patience"),
            Map.entry(TrainingProperties.SOFT_TARGETS, "--soft-targets"),
            Map.entry(TrainingProperties.LABEL_SMOOTHING, "--label-smoothing"),
            Map.entry(TrainingProperties.CLASS_WEIGHTS, "--class-weights"),
            Map.entry(TrainingProperties.ORIGINAL_PART, "--original-part"),
            Map.entry(TrainingProperties.VOTE_WEIGHTS, "--vote-weights"),
            Map.entry(TrainingProperties.BALANCED_SAMPLING, "--balanced-sampling"),
            Map.entry(TrainingProperties.LOGIT_ADJUSTMENT, "--logit-adjustment"),
            Map.entry(TrainingProperties.TEACHER_WEIGHT, "--teacher-weight"),
            Map.entry(TrainingProperties.TEACHER_TEMPERATURE, "--teacher-temperature"),
            Map.entry(TrainingProperties.MIXUP, "--mixup"),
            Map.entry(TrainingProperties.CUT_MIX, "--cutmix"),
            Map.entry(TrainingProperties.DROP_PATH, "--drop-path"),
            Map.entry(TrainingProperties.AVERAGE_DECAY, "--average-decay"),
            Map.entry(TrainingProperties.FROZEN_STAGES, "--freeze-stages"),
            Map.entry(TrainingProperties.PRECISION, "--precision"));

    private TrainingArguments() {
    }

    /** The options where there is no dataset yet: a seed that it brings stands for any. */
    static List<String> of(final ValidationContext context) {
        final String seed = context.getProperty(TrainingProperties.SEED).getValue();
        return of(context, context.isExpressionLanguagePresent(seed) ? TrainingProperties.SEED.getDefaultValue() : seed);
    }

    /**
     * The options of the command line, in the order of the properties; those that are not shown have no effect.
     *
     * @param seed the one value that may differ from dataset to dataset
     */
    static List<String> of(final PropertyContext context, final String seed) {
        final boolean hasInitialWeights = context.getProperty(TrainingProperties.INITIAL_WEIGHTS).isSet();
        final List<String> arguments = new ArrayList<>();
        if (!hasInitialWeights && !TrainingProperties.CUSTOM.equals(context.getProperty(TrainingProperties.PRESET).getValue())) {
            arguments.addAll(List.of("--preset", context.getProperty(TrainingProperties.PRESET).getValue()));
        }

        for (final PropertyDescriptor property : TrainingProperties.ALL) {
            final String option = hasInitialWeights ? OPTIONS.get(property) : OPTIONS.getOrDefault(property, ARCHITECTURE_OPTIONS.get(property));
            if (option != null && context.getProperty(property).isSet() && isShown(property, context)) {
                arguments.addAll(List.of(option, property.equals(TrainingProperties.SEED) ? seed : context.getProperty(property).getValue()));
            }
        }

        return arguments;
    }

    /** Whether there is a teacher, whose file is not among the options: its place has no effect. */
    static boolean hasTeacher(final PropertyContext context) {
        return context.getProperty(TrainingProperties.TEACHER).isSet() && isShown(TrainingProperties.TEACHER, context);
    }

    private static boolean isShown(final PropertyDescriptor property, final PropertyContext context) {
        for (final PropertyDependency dependency : property.getDependencies()) {
            final String name = dependency.getPropertyName();
            final PropertyDescriptor other = TrainingProperties.ALL.stream().filter(candidate -> candidate.getName().equals(name)).findFirst().orElseThrow();
            final PropertyValue value = context.getProperty(other);
            final boolean matches = value.isSet() && (dependency.getDependentValues() == null || dependency.getDependentValues().contains(value.getValue()));
            if (!matches || !isShown(other, context)) {
                return false;
            }
        }

        return true;
    }
}
