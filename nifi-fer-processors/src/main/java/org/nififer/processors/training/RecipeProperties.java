package org.nififer.processors.training;

import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.Labelled;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.NumberValidator;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.OptimizerSettings;
import org.nififer.trainer.run.ScheduleSettings;
import org.nififer.trainer.run.TrainingAugmentation;
import org.nififer.trainer.run.TrainingColour;

import java.util.Locale;

/**
 * What of the recipe is asked of every training.
 */
final class RecipeProperties {

    static final TrainingChoices CHOICES = new TrainingChoices();

    private static final String PAPER = "paper";

    static final PropertyDescriptor OPTIMIZER = CHOICES.add((request, value) -> request.settings().optimizer().kind(Labelled.of(OptimizerKind.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Optimizer")
                    .description("Stochastic gradient descent (sgd) or AdamW (adamw), alone, or with sharpness-aware minimization around it (sam, asam, adamw-sam, adamw-asam), "
                            + "which takes twice the time")
                    .required(true)
                    .allowableValues(Choices.of(OptimizerKind.values(), OptimizerKind::label, OptimizerKind::description))
                    .defaultValue(OptimizerKind.SAM.label()));

    static final PropertyDescriptor RHO = CHOICES.add((request, value) -> request.settings().optimizer().rho(Double.valueOf(value)),
            new PropertyDescriptor.Builder()
                    .name("Rho")
                    .description("The radius of the ball in which sharpness-aware minimization looks for the worst point; where it is empty, 0.05, "
                            + "and 0.5 for asam and adamw-asam, which measure in parts of each weight")
                    .required(false)
                    .dependsOn(OPTIMIZER, TrainingChoices.kinds(kind -> kind.sharpness() != OptimizerKind.Sharpness.NONE))
                    .addValidator(new NumberValidator(radius -> radius > 0 && radius <= 10, "a number above 0 and at most 10, such as 0.05")));

    static final PropertyDescriptor EPOCHS = CHOICES.add((request, value) -> request.settings().schedule().epochs(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Epochs")
                    .description("Passes over the train split")
                    .required(true)
                    .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
                    .defaultValue(Integer.toString(ScheduleSettings.DEFAULT_EPOCHS)));

    static final PropertyDescriptor BATCH_SIZE = CHOICES.add((request, value) -> request.settings().optimizer().batchSize(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Batch Size")
                    .description("Samples that go through the network together; one step learns from them, or from several such batches where \"Accumulation\" says so")
                    .required(true)
                    .addValidator(StandardValidators.createLongValidator(1, 4096, true))
                    .defaultValue(Integer.toString(OptimizerSettings.DEFAULT_BATCH_SIZE)));

    static final PropertyDescriptor LEARNING_RATE = CHOICES.add((request, value) -> request.settings().schedule().learningRate(Double.valueOf(value)),
            new PropertyDescriptor.Builder()
                    .name("Learning Rate")
                    .description("The highest: that of the first ten epochs in the paper's recipe, where it falls to a tenth every ten epochs. Where it is empty, 0.01, and 0.001 "
                            + "for AdamW")
                    .required(false)
                    .addValidator(new NumberValidator(rate -> rate > 0 && rate <= ScheduleSettings.LARGEST_LEARNING_RATE,
                            String.format(Locale.ROOT, "a number above 0 and at most %s, such as 0.005", ScheduleSettings.LARGEST_LEARNING_RATE))));

    static final PropertyDescriptor AUGMENTATION = CHOICES.add((request, value) -> request.settings().augmentation(TrainingAugmentation.ofLabel(value)),
            new PropertyDescriptor.Builder()
                    .name("Augmentation")
                    .description("What is done to the training images anew in every epoch, beside what BalanceFerDataset has added to the dataset: some of "
                            + "autocontrast, brightness, contrast, greyscale, flip, rotation, shift, zoom, crop and erasing, separated by commas, each alone or with strength and "
                            + "chance, such as rotation:15,zoom:0.85-1.1@0.5,erasing:0.25; or flip-rotate, which is flip,rotation,autocontrast; or none, which is the paper's, "
                            + "but lets a network tell augmented images by black corners where there are some")
                    .required(true)
                    .addValidator(RecipeProperties::validateAugmentation)
                    .defaultValue(TrainingAugmentation.FLIP_ROTATE.label()));

    static final PropertyDescriptor COLOUR = CHOICES.add((request, value) -> request.settings().colour(Labelled.of(TrainingColour.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Colour")
                    .description("Which colours of the images the network sees, and the model will see. A network that has seen grey images alone does not know what colours "
                            + "mean, so it is better shown the luminance of photos in colour")
                    .required(true)
                    .allowableValues(Choices.of(TrainingColour.values(), TrainingColour::label, TrainingColour::description))
                    .defaultValue(TrainingColour.AUTO.label()));

    static final PropertyDescriptor SEED = CHOICES.add((request, value) -> request.settings().seed(Long.parseLong(value)),
            new PropertyDescriptor.Builder()
                    .name("Seed")
                    .description("Of everything random: the same seed, dataset and settings give the same model on the same machine")
                    .required(true)
                    .addValidator(StandardValidators.LONG_VALIDATOR)
                    .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                    .defaultValue("0"));

    static final PropertyDescriptor CALIBRATED = CHOICES.add((request, value) -> request.settings().calibrated(Boolean.parseBoolean(value)),
            new PropertyDescriptor.Builder()
                    .name("Calibrated")
                    .description("Whether a temperature is fitted to the validation split when the training is over, and stored in the model: its answers stay, and its "
                            + "confidence becomes as high as it is right")
                    .required(true)
                    .allowableValues("true", "false")
                    .defaultValue("false"));

    static final PropertyDescriptor RECIPE = CHOICES.add(TrainingChoices.NOTHING,
            new PropertyDescriptor.Builder()
                    .name("Recipe")
                    .description("Everything else about the training")
                    .required(true)
                    .allowableValues(new AllowableValue(PAPER, PAPER, "As the paper has it"), new AllowableValue(TrainingChoices.CUSTOM, TrainingChoices.CUSTOM,
                    "Schedule, targets and all else that the paper has fixed are properties of their own"))
                    .defaultValue(PAPER));

    private RecipeProperties() {
    }

    private static ValidationResult validateAugmentation(final String subject, final String input, final ValidationContext context) {
        final ValidationResult.Builder result = new ValidationResult.Builder().subject(subject).input(input).valid(true);
        try {
            TrainingAugmentation.ofLabel(input);
        } catch (final IllegalArgumentException e) {
            result.valid(false).explanation(e.getMessage());
        }

        return result.build();
    }
}
