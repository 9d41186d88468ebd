package org.nififer.processors.training;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.Labelled;
import org.nififer.network.Precision;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.NumberValidator;
import org.nififer.trainer.optimizer.DecayedWeights;
import org.nififer.trainer.run.LearningRateDecay;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.OptimizerSettings;
import org.nififer.trainer.run.ScheduleSettings;
import org.nififer.trainer.run.SharpnessSettings;
import org.nififer.trainer.run.WeightSettings.BestBy;

/**
 * Of a recipe that is not the paper's: how the steps move the weights.
 */
final class StepProperties {

    static final TrainingChoices CHOICES = new TrainingChoices();

    private static final String AUTO = "auto";

    static final PropertyDescriptor ACCUMULATION = CHOICES.add((request, value) -> request.settings().optimizer().accumulation(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Accumulation")
                    .description("Batches whose gradients make one step together, for larger steps than the memory allows batches")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(StandardValidators.createLongValidator(1, OptimizerSettings.LARGEST_BATCH_SIZE, true))
                    .defaultValue("1"));

    static final PropertyDescriptor MOMENTUM = CHOICES.add((request, value) -> request.settings().optimizer().momentum(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Momentum")
                    .description("Of stochastic gradient descent")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .dependsOn(RecipeProperties.OPTIMIZER, TrainingChoices.kinds(kind -> kind.base() == OptimizerKind.Base.SGD))
                    .addValidator(new NumberValidator(momentum -> momentum >= 0 && momentum < 1, "a number from 0 to below 1"))
                    .defaultValue(Double.toString(OptimizerSettings.DEFAULT_MOMENTUM)));

    static final PropertyDescriptor FIRST_BETA = CHOICES.add((request, value) -> request.settings().optimizer().beta1(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("First Beta")
                    .description("Of AdamW: how much of the mean of the gradients stays from step to step")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .dependsOn(RecipeProperties.OPTIMIZER, TrainingChoices.kinds(kind -> kind.base() == OptimizerKind.Base.ADAMW))
                    .addValidator(new NumberValidator(beta -> beta >= 0 && beta < 1, "a number from 0 to below 1"))
                    .defaultValue(Double.toString(OptimizerSettings.DEFAULT_BETA1)));

    static final PropertyDescriptor SECOND_BETA = CHOICES.add((request, value) -> request.settings().optimizer().beta2(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Second Beta")
                    .description("Of AdamW: how much of the mean of the squares of the gradients stays from step to step")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .dependsOn(RecipeProperties.OPTIMIZER, TrainingChoices.kinds(kind -> kind.base() == OptimizerKind.Base.ADAMW))
                    .addValidator(new NumberValidator(beta -> beta >= 0 && beta < 1, "a number from 0 to below 1"))
                    .defaultValue(Double.toString(OptimizerSettings.DEFAULT_BETA2)));

    static final PropertyDescriptor WEIGHT_DECAY = CHOICES.add((request, value) -> request.settings().optimizer().weightDecay(Double.valueOf(value)),
            new PropertyDescriptor.Builder()
                    .name("Weight Decay")
                    .description("How much each step shrinks the weights; where it is empty, 0.0005, and 0.05 for AdamW, which keeps it apart from the gradient")
                    .required(false)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(decay -> decay >= 0 && decay < 1, "a number from 0 to below 1")));

    static final PropertyDescriptor DECAYED_WEIGHTS = CHOICES.add((request, value) -> request.settings().optimizer().decayedWeights(Labelled.of(DecayedWeights.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Decayed Weights")
                    .description("What weight decay shrinks")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .allowableValues(Choices.of(DecayedWeights.values(), DecayedWeights::label, DecayedWeights::description))
                    .defaultValue(OptimizerSettings.DEFAULT_DECAYED_WEIGHTS.label()));

    static final PropertyDescriptor CLIP_NORM = CHOICES.add((request, value) -> request.settings().optimizer().clipNorm(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Clip Norm")
                    .description("The greatest norm of the gradients of all parameters together, to which longer ones are shortened; 0 for none, 1 is usual with AdamW")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(norm -> norm >= 0 && norm <= OptimizerSettings.LARGEST_CLIP_NORM,
                            "a number from 0 to " + OptimizerSettings.LARGEST_CLIP_NORM))
                    .defaultValue("0"));

    static final PropertyDescriptor SHARPNESS_PART = CHOICES.add((request, value) -> request.settings().optimizer().sharpnessPart(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Sharpness Part")
                    .description("The last part of the training in which sharpness-aware minimization is used; before it the optimizer inside it steps alone, in half the time. 1 "
                            + "is all of the training, as in the paper")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .dependsOn(RecipeProperties.OPTIMIZER, TrainingChoices.kinds(kind -> kind.sharpness() != OptimizerKind.Sharpness.NONE))
                    .addValidator(new NumberValidator(part -> part > 0 && part <= 1, "a number above 0 and at most 1, such as 0.2"))
                    .defaultValue("1"));

    static final PropertyDescriptor SHARPNESS_INTERVAL = CHOICES.add((request, value) -> request.settings().optimizer().sharpnessInterval(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Sharpness Interval")
                    .description("Sharpness-aware minimization looks for the worst point every so many steps; those between reuse what it found (LookSAM), in one pass each. 1 is "
                            + "every step, as in the paper; 5 is that of the authors of LookSAM")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .dependsOn(RecipeProperties.OPTIMIZER, TrainingChoices.kinds(kind -> kind.sharpness() != OptimizerKind.Sharpness.NONE))
                    .addValidator(StandardValidators.createLongValidator(1, SharpnessSettings.LARGEST_INTERVAL, true))
                    .defaultValue("1"));

    static final PropertyDescriptor SCHEDULE = CHOICES.add((request, value) -> request.settings().schedule().decay(Labelled.of(LearningRateDecay.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Learning Rate Schedule")
                    .description("How the learning rate falls")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .allowableValues(Choices.of(LearningRateDecay.values(), LearningRateDecay::label, LearningRateDecay::description))
                    .defaultValue(LearningRateDecay.STEP.label()));

    static final PropertyDescriptor DECAY_FACTOR = CHOICES.add((request, value) -> request.settings().schedule().decayFactor(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Decay Factor")
                    .description("What a step multiplies the learning rate by")
                    .required(true)
                    .dependsOn(SCHEDULE, LearningRateDecay.STEP.label())
                    .addValidator(new NumberValidator(factor -> factor > 0 && factor <= 1, "a number above 0 and at most 1"))
                    .defaultValue(Double.toString(ScheduleSettings.DEFAULT_DECAY_FACTOR)));

    static final PropertyDescriptor DECAY_EPOCHS = CHOICES.add((request, value) -> request.settings().schedule().decayEpochs(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Decay Epochs")
                    .description("Epochs between two steps of the learning rate")
                    .required(true)
                    .dependsOn(SCHEDULE, LearningRateDecay.STEP.label())
                    .addValidator(StandardValidators.createLongValidator(1, Integer.MAX_VALUE, true))
                    .defaultValue(Integer.toString(ScheduleSettings.DEFAULT_DECAY_EPOCHS)));

    static final PropertyDescriptor MINIMUM_LEARNING_RATE = CHOICES.add((request, value) -> request.settings().schedule().minimumLearningRate(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Minimum Learning Rate")
                    .description("What the cosine falls to")
                    .required(true)
                    .dependsOn(SCHEDULE, LearningRateDecay.COSINE.label())
                    .addValidator(new NumberValidator(rate -> rate >= 0 && rate <= ScheduleSettings.LARGEST_LEARNING_RATE, "a number from 0 to the learning rate"))
                    .defaultValue("0"));

    static final PropertyDescriptor WARMUP_EPOCHS = CHOICES.add((request, value) -> request.settings().schedule().warmupEpochs(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Warm-Up Epochs")
                    .description("In which the learning rate rises evenly, step by step, before the first epoch with all of it")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(StandardValidators.createLongValidator(0, Integer.MAX_VALUE, true))
                    .defaultValue("0"));

    static final PropertyDescriptor PATIENCE = CHOICES.add((request, value) -> request.settings().schedule().patience(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Patience")
                    .description("The training ends after so many epochs in a row without a better validation accuracy; 0 for no end before the last epoch")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(StandardValidators.createLongValidator(0, Integer.MAX_VALUE, true))
                    .defaultValue("0"));

    static final PropertyDescriptor DROP_PATH = CHOICES.add((request, value) -> request.network().dropPathRate(Double.valueOf(value)),
            new PropertyDescriptor.Builder()
                    .name("Drop Path Rate")
                    .description("Stochastic depth: how often the last block is left out; where it is empty, that of the preset")
                    .required(false)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(rate -> rate >= 0 && rate < 1, "a number from 0 to below 1")));

    static final PropertyDescriptor AVERAGE_DECAY = CHOICES.add((request, value) -> request.settings().averageDecay(Double.parseDouble(value)),
            new PropertyDescriptor.Builder()
                    .name("Weight Average Decay")
                    .description("Of an exponential moving average of the weights, which is validated and becomes the model instead of them; 0.999 is usual, 0 for none")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(new NumberValidator(decay -> decay >= 0 && decay < 1, "a number from 0 to below 1"))
                    .defaultValue("0"));

    static final PropertyDescriptor BEST_EPOCH = CHOICES.add((request, value) -> request.settings().bestBy(Labelled.of(BestBy.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Best Epoch By")
                    .description("By which validation figure the epoch is chosen that becomes the model")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .allowableValues(Choices.of(BestBy.values(), BestBy::label, BestBy::description))
                    .defaultValue(BestBy.ACCURACY.label()));

    static final PropertyDescriptor FROZEN_STAGES = CHOICES.add((request, value) -> request.settings().frozenStages(Integer.parseInt(value)),
            new PropertyDescriptor.Builder()
                    .name("Frozen Stages")
                    .description("How many stages, with what comes before them, stay as they are; for initial weights and few samples")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .addValidator(StandardValidators.createLongValidator(0, 8, true))
                    .defaultValue("0"));

    static final PropertyDescriptor PRECISION = CHOICES.add((request, value) -> request.settings().precision(AUTO.equals(value) ? null : Labelled.of(Precision.values(), value)),
            new PropertyDescriptor.Builder()
                    .name("Precision")
                    .description("Of the matrix products: auto is bf16 where the CPU multiplies it in hardware")
                    .required(true)
                    .dependsOn(RecipeProperties.RECIPE, TrainingChoices.CUSTOM)
                    .allowableValues(AUTO, Precision.FP32.label(), Precision.BF16.label())
                    .defaultValue(AUTO));

    private StepProperties() {
    }
}
