package org.nififer.processors.training;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.Labelled;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.NumberValidator;
import org.nififer.trainer.run.AugmentationSettings;
import org.nififer.trainer.run.ClassWeights;
import org.nififer.trainer.run.TargetSettings;
import org.nififer.trainer.run.Teacher;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Of a recipe that is not the paper's: what the steps learn.
 */
final class TargetProperties {

    static final TrainingChoices CHOICES = new TrainingChoices();

    static final PropertyDescriptor SOFT_TARGETS = CHOICES.add((request, value) -> request.settings().targets().softVotes(Boolean.parseBoolean(value)),
            new PropertyDescriptor.Builder()
                    .name("Soft Targets")
                    .description("Whether the distribution of the votes is learned where a sample has votes, instead of its label alone")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .allowableValues("true", "false")
                    .defaultValue("true"));

    static final PropertyDescriptor LABEL_SMOOTHING = CHOICES.add((request, value) -> request.settings().targets().labelSmoothing(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Label Smoothing")
                    .description("The part of each target that all expressions share; 0.1 is usual")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(part -> part >= 0 && part < 1, "a number from 0 to below 1"))
                    .defaultValue("0"));

    static final PropertyDescriptor CLASS_WEIGHTS = CHOICES.add((request, value) -> request.settings().targets().classWeights(Labelled.of(ClassWeights.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Class Weights")
                    .description("How much the samples of an expression count, for a dataset that is not balanced")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .allowableValues(Choices.of(ClassWeights.values(), ClassWeights::label, ClassWeights::description))
                    .defaultValue(ClassWeights.NONE.label()));

    static final PropertyDescriptor ORIGINAL_PART = CHOICES.add((request, value) -> request.settings().targets().originalPart(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Original Label Part")
                    .description("The part of the target that is the original label of a sample, where it has one beside its votes as FER-2013 with the votes of FER+ has: 0 for "
                            + "none, 1 for nothing else")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(part -> part >= 0 && part <= 1, "a number from 0 to 1"))
                    .defaultValue("0"));

    static final PropertyDescriptor VOTE_WEIGHTS = CHOICES.add((request, value) -> request.settings().targets().voteWeights(Boolean.parseBoolean(value)),
            new PropertyDescriptor.Builder()
                    .name("Vote Weights")
                    .description("Whether a sample counts by the part of its annotators that chose an expression, and not unknown or no face")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .allowableValues("true", "false")
                    .defaultValue("false"));

    static final PropertyDescriptor BALANCED_SAMPLING = CHOICES.add((request, value) -> request.settings().targets().balancedSampling(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Balanced Sampling")
                    .description("How much oftener an epoch shows samples of rare expressions, in place of some of the frequent ones: their chance is proportional to (1 / "
                            + "samples of their expression) to this power; 0 for every sample once, 1 for every expression as often")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(power -> power >= 0 && power <= 1, "a number from 0 to 1"))
                    .defaultValue("0"));

    static final PropertyDescriptor LOGIT_ADJUSTMENT = CHOICES.add((request, value) -> request.settings().targets().logitAdjustment(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Logit Adjustment")
                    .description("How many times the logarithm of how frequent an expression is goes to its logit in the loss, so that the network need not learn that; the model "
                            + "answers without it, and so finds rare expressions oftener. 1 is usual, 0 for none")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(tau -> tau >= 0 && tau <= TargetSettings.LARGEST_LOGIT_ADJUSTMENT,
                            String.format(Locale.ROOT, "a number from 0 to %s", TargetSettings.LARGEST_LOGIT_ADJUSTMENT)))
                    .defaultValue("0"));

    static final PropertyDescriptor TEACHER = CHOICES.add((request, value) -> request.teacher(Path.of(value).toAbsolutePath()),
            new PropertyDescriptor.Builder()
                    .name("Teacher")
                    .description("A trained model, the path of a .safetensors of nifi-fer or of a .onnx with its description beside it, that answers for unlabelled samples: its "
                            + "probabilities are what the new model learns of them. Without one, unlabelled samples are left out")
                    .required(false)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
                    .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
                    .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR));

    static final PropertyDescriptor TEACHER_WEIGHT = CHOICES.add((request, value) -> request.teacherWeight(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Teacher Weight")
                    .description("How much of the target of a labelled sample is the answer of the teacher, 0 to 1; the rest is its label. That of an unlabelled sample is all of "
                            + "it")
                    .required(true)
                    .dependsOn(TEACHER)
                    .addValidator(new NumberValidator(weight -> weight >= 0 && weight <= 1, "a number from 0 to 1"))
                    .defaultValue(Double.toString(Teacher.DEFAULT_WEIGHT)));

    static final PropertyDescriptor TEACHER_TEMPERATURE = CHOICES.add((request, value) -> request.teacherTemperature(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Teacher Temperature")
                    .description("What the logits of the teacher are divided by before the softmax: above 1 its answers are softer, and tell more of the expressions that it "
                            + "doubts between; 1 to 4 is usual")
                    .required(true)
                    .dependsOn(TEACHER)
                    .addValidator(new NumberValidator(temperature -> temperature > 0 && temperature <= Teacher.LARGEST_TEMPERATURE,
                            String.format(Locale.ROOT, "a number above 0 and at most %s, such as 2", Teacher.LARGEST_TEMPERATURE)))
                    .defaultValue(Double.toString(Teacher.DEFAULT_TEMPERATURE)));

    static final PropertyDescriptor MIXUP = CHOICES.add((request, value) -> request.settings().mixup(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Mixup")
                    .description("Mixes pairs of images and their targets; the number is the alpha of the beta distribution that the proportion is drawn from, 0.2 is usual, 0 "
                            + "for none")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(alpha -> alpha >= 0 && alpha <= AugmentationSettings.LARGEST_MIXUP, "a number from 0 to 2"))
                    .defaultValue("0"));

    static final PropertyDescriptor CUT_MIX = CHOICES.add((request, value) -> request.settings().cutMix(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("CutMix")
                    .description("Puts windows of images into others and mixes their targets as much; the number is the alpha of the beta distribution that the size is drawn "
                            + "from, 1 is usual, 0 for none. With \"Mixup\" every batch has one of the two")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(alpha -> alpha >= 0 && alpha <= AugmentationSettings.LARGEST_MIXUP, "a number from 0 to 2"))
                    .defaultValue("0"));

    private TargetProperties() {
    }
}
