package org.nififer.processors.training;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.Expression;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.Split;
import org.nififer.processors.common.AbstractModelProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choice;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Waiting;
import org.nififer.trainer.evaluation.EvaluationSettings;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an operator sets of an EvaluateFerModel, and what it means.
 */
final class EvaluationProperties {

    /** Where the model comes from that is measured. */
    enum ModelSource implements Choice {
        SERVICE("The model that a service holds, for the one that is in use"),
        FILE("A file that attributes of the dataset name, for one model of many");

        private final String description;

        ModelSource(final String description) {
            this.description = description;
        }

        @Override
        public String getDescription() {
            return description;
        }
    }

    static final PropertyDescriptor MODEL_SOURCE = new PropertyDescriptor.Builder()
            .name("Model Source")
            .description("Where the model that is measured comes from")
            .required(true)
            .allowableValues(ModelSource.class)
            .defaultValue(ModelSource.SERVICE)
            .build();

    static final PropertyDescriptor SERVICE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(AbstractModelProcessor.MODEL_SERVICE)
            .dependsOn(MODEL_SOURCE, ModelSource.SERVICE)
            .build();

    static final PropertyDescriptor MODEL_FILE = new PropertyDescriptor.Builder()
            .name("Model File")
            .description("The path of the model: a .safetensors file of nifi-fer, or a .onnx file with its description beside it, which is to be there first. The dataset "
                    + "waits until the file is there; it is opened for this dataset and closed after it")
            .required(true)
            .dependsOn(MODEL_SOURCE, ModelSource.FILE)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .build();

    static final PropertyDescriptor SPLIT = new PropertyDescriptor.Builder()
            .name("Split")
            .description("Which split of the dataset is classified and measured")
            .required(true)
            .allowableValues(Choices.of(Split.values(), Split::label, EvaluationProperties::description))
            .defaultValue(Split.TEST.label())
            .build();

    static final PropertyDescriptor LABELS = new PropertyDescriptor.Builder()
            .name("Labels")
            .description("By which labels the answers are measured, where the samples have several")
            .required(true)
            .allowableValues(Choices.of(LabelSet.values(), LabelSet::label, LabelSet::description))
            .defaultValue(LabelSet.MAJORITY.label())
            .build();

    static final PropertyDescriptor LEFT_OUT = new PropertyDescriptor.Builder()
            .name("Left Out Expressions")
            .description("Expressions that are not measured, separated by commas, such as contempt, which FER-2013 does not label: samples of them are left out, and answers are "
                    + "the best of the others. The result tells")
            .required(false)
            .addValidator(EvaluationProperties::validateLeftOut)
            .build();

    static final PropertyDescriptor MISTAKES = new PropertyDescriptor.Builder()
            .name("Mistakes Shown")
            .description("How many of the surest mistakes the page shows with their images, which are photos of people: with 0 it can go where the dataset itself may not")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(0, EvaluationSettings.MAXIMUM_MISTAKES, true))
            .defaultValue(Integer.toString(EvaluationSettings.DEFAULT_MISTAKES))
            .build();

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("Of the resamples for the confidence intervals and of the samples drawn for the maps: the same seed gives the same report")
            .required(true)
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .defaultValue("0")
            .build();

    static final PropertyDescriptor EXPECTED_MODEL = new PropertyDescriptor.Builder()
            .name("Expected Model Id")
            .description("The dataset waits until the service holds, or the file is, the model of this id; the empty string takes whatever model is there. The default is "
                    + "the model "
                    + "that TrainFerModel has just trained, which takes a moment to get from there to its place. Where that model never comes, say because a later one has "
                    + "replaced it, set the empty string to go on: without any value the default is back")
            .required(false)
            .addValidator(Validator.VALID)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .defaultValue("${" + FerAttributes.MODEL_ID + "}")
            .build();

    /** In the order of the dialog. */
    static final List<PropertyDescriptor> ALL = List.of(MODEL_SOURCE, SERVICE, MODEL_FILE, SPLIT, LABELS, LEFT_OUT, MISTAKES, SEED, EXPECTED_MODEL,
            Waiting.MAXIMUM_WAIT, Attempts.MAXIMUM_ATTEMPTS);

    private EvaluationProperties() {
    }

    private static String description(final Split split) {
        return switch (split) {
            case TEST -> "The samples that training never sees: what a model is judged by";
            case VALIDATION -> "The samples that chose the best epoch";
            case TRAIN -> "The samples that the model learned from: shows how far it only remembers";
        };
    }

    private static ValidationResult validateLeftOut(final String subject, final String input, final ValidationContext context) {
        final ValidationResult.Builder result = new ValidationResult.Builder().subject(subject).input(input).valid(true);
        try {
            EvaluationSettings.of(Split.TEST, 0, 0).withLabels(LabelSet.MAJORITY, leftOut(input));
        } catch (final IllegalArgumentException e) {
            result.valid(false).explanation(e.getMessage());
        }

        return result.build();
    }

    private static Set<Expression> leftOut(final String labels) {
        return labels == null ? Set.of() : Arrays.stream(labels.split(",", -1)).map(String::strip).map(Expression::ofLabel).collect(Collectors.toSet());
    }

    static EvaluationSettings settings(final PropertyContext context) {
        return EvaluationSettings.of(Choices.chosen(context.getProperty(SPLIT), Split.values(), Split::label),
                context.getProperty(MISTAKES).asInteger(), context.getProperty(SEED).asLong())
                .withLabels(Choices.chosen(context.getProperty(LABELS), LabelSet.values(), LabelSet::label), leftOut(context.getProperty(LEFT_OUT).getValue()));
    }
}
