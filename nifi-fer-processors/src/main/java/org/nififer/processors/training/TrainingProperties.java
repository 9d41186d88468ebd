package org.nififer.processors.training;

import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.model.ModelVariant;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkPreset;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.Precision;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.NumberValidator;
import org.nififer.trainer.optimizer.DecayedWeights;
import org.nififer.trainer.run.AugmentationSettings;
import org.nififer.trainer.run.ClassWeights;
import org.nififer.trainer.run.LearningRateDecay;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.OptimizerSettings;
import org.nififer.trainer.run.ScheduleSettings;
import org.nififer.trainer.run.SharpnessSettings;
import org.nififer.trainer.run.TargetSettings;
import org.nififer.trainer.run.Teacher;
import org.nififer.trainer.run.TrainingAugmentation;
import org.nififer.trainer.run.TrainingColour;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The properties of TrainFerModel that decide its result.
 */
final class TrainingProperties {

    /** The value that brings up properties which would else be in the way. */
    static final String CUSTOM = "custom";

    private static final String PAPER = "paper";
    private static final String AUTO = "auto";
    private static final Validator WHOLE_NUMBERS = StandardValidators.createRegexMatchingValidator(Pattern.compile("[1-9]\\d{0,3}(,[1-9]\\d{0,3}){0,7}"));

    static final PropertyDescriptor PRESET = new PropertyDescriptor.Builder()
            .name("Preset")
            .description("The architecture: swin-t is the paper's (224 pixels, 27.6 million parameters), swin-mini a small one for CPUs (48 pixels), "
                    + "fer-small a deeper one with convolutions before it (48 pixels), "
                    + "custom one by numbers; resnet-50 and resnet-mini are convolutional networks of about the same sizes to compare with. Not used where \"Initial "
                    + "Weights\" are given, which bring their own")
            .required(true)
            .allowableValues(Stream.concat(Arrays.stream(NetworkPreset.values()).map(NetworkPreset::label), Stream.of(CUSTOM)).toArray(String[]::new))
            .defaultValue(NetworkPreset.SWIN_T.label())
            .build();

    static final PropertyDescriptor EMBEDDING_DIMENSION = new PropertyDescriptor.Builder()
            .name("Embedding Dimension")
            .description("Channels of the first stage; each further stage doubles them")
            .required(true)
            .dependsOn(PRESET, CUSTOM)
            .addValidator(StandardValidators.createLongValidator(1, 4096, true))
            .defaultValue("96")
            .build();

    static final PropertyDescriptor DEPTHS = new PropertyDescriptor.Builder()
            .name("Depths")
            .description("Blocks of each stage, separated by commas")
            .required(true)
            .dependsOn(PRESET, CUSTOM)
            .addValidator(WHOLE_NUMBERS)
            .defaultValue("2,2,6,2")
            .build();

    static final PropertyDescriptor HEADS = new PropertyDescriptor.Builder()
            .name("Heads")
            .description("Attention heads of each stage, separated by commas; they divide its channels")
            .required(true)
            .dependsOn(PRESET, CUSTOM)
            .addValidator(WHOLE_NUMBERS)
            .defaultValue("3,6,12,24")
            .build();

    static final PropertyDescriptor WINDOW_SIZE = new PropertyDescriptor.Builder()
            .name("Window Size")
            .description("The side of an attention window in tokens, each of a patch of the image")
            .required(true)
            .dependsOn(PRESET, CUSTOM)
            .addValidator(StandardValidators.createLongValidator(1, 64, true))
            .defaultValue("7")
            .build();

    static final PropertyDescriptor PATCH_SIZE = new PropertyDescriptor.Builder()
            .name("Patch Size")
            .description("The side of the square of pixels that makes one token; 2, 4, 8 or 16 where \"Patch Embedding\" is convolutional")
            .required(true)
            .dependsOn(PRESET, CUSTOM)
            .addValidator(StandardValidators.createLongValidator(1, 4096, true))
            .defaultValue("4")
            .build();

    static final PropertyDescriptor PATCH_EMBEDDING = new PropertyDescriptor.Builder()
            .name("Patch Embedding")
            .description("How tokens are made of the image")
            .required(true)
            .dependsOn(PRESET, CUSTOM)
            .allowableValues(Choices.of(PatchEmbedding.values(), PatchEmbedding::label, PatchEmbedding::description))
            .defaultValue(PatchEmbedding.PATCH.label())
            .build();

    static final PropertyDescriptor INITIAL_WEIGHTS = new PropertyDescriptor.Builder()
            .name("Initial Weights")
            .description("What the training starts from instead of random weights: a .safetensors of timm, a .pth of torchvision or of the authors of Swin, or a model of "
                    + "nifi-fer; of a Swin or a ResNet. The architecture is read off the file; a head of another size is replaced by a random one, and "
                    + "squeeze-and-excitation that it lacks is random, which log and report say. No code in a .pth is run")
            .required(false)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    static final PropertyDescriptor IMAGE_SIZE = new PropertyDescriptor.Builder()
            .name("Image Size")
            .description("The side of the images in pixels. Where it is empty, it is that of the preset (224 for custom); with initial weights it is "
                    + "read off them, or the size at "
                    + "which their last stage is one window: 224 for a window of 7, 384 for one of 12; 224 for a ResNet")
            .required(false)
            .addValidator(StandardValidators.createLongValidator(1, 4096, true))
            .build();

    static final PropertyDescriptor NORMALIZATION = new PropertyDescriptor.Builder()
            .name("Normalization")
            .description("What images are normalized by. Where it is empty, a model of nifi-fer keeps its own, and other weights get the mean and standard deviation of "
                    + "ImageNet, with which they were trained")
            .required(false)
            .dependsOn(INITIAL_WEIGHTS)
            .allowableValues(Choices.of(Normalization.values(), Normalization::label, Normalization::description))
            .build();

    static final PropertyDescriptor VARIANT = new PropertyDescriptor.Builder()
            .name("Variant")
            .description("With squeeze-and-excitation before the head (swin-se) or without (swin). A ResNet has none either way")
            .required(true)
            .allowableValues(Arrays.stream(ModelVariant.values()).map(ModelVariant::label).toArray(String[]::new))
            .defaultValue(ModelVariant.SWIN_SE.label())
            .build();

    static final PropertyDescriptor OPTIMIZER = new PropertyDescriptor.Builder()
            .name("Optimizer")
            .description("Stochastic gradient descent (sgd) or AdamW (adamw), alone, or with sharpness-aware minimization around it (sam, asam, adamw-sam, adamw-asam), which "
                    + "takes twice the time")
            .required(true)
            .allowableValues(Choices.of(OptimizerKind.values(), OptimizerKind::label, OptimizerKind::description))
            .defaultValue(OptimizerKind.SAM.label())
            .build();

    static final PropertyDescriptor RHO = new PropertyDescriptor.Builder()
            .name("Rho")
            .description("The radius of the ball in which sharpness-aware minimization looks for the worst point; where it is empty, 0.05, "
                    + "and 0.5 for asam and adamw-asam, which measure in parts of each weight")
            .required(false)
            .dependsOn(OPTIMIZER, kinds(kind -> kind.sharpness() != OptimizerKind.Sharpness.NONE))
            .addValidator(new NumberValidator(radius -> radius > 0 && radius <= 10, "a number above 0 and at most 10, such as 0.05"))
            .build();

    static final PropertyDescriptor EPOCHS = new PropertyDescriptor.Builder()
            .name("Epochs")
            .description("Passes over the train split")
            .required(true)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .defaultValue(Integer.toString(ScheduleSettings.DEFAULT_EPOCHS))
            .build();

    static final PropertyDescriptor BATCH_SIZE = new PropertyDescriptor.Builder()
            .name("Batch Size")
            .description("Samples that go through the network together; one step learns from them, or from several such batches where \"Accumulation\" says so")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, 4096, true))
            .defaultValue(Integer.toString(OptimizerSettings.DEFAULT_BATCH_SIZE))
            .build();

    static final PropertyDescriptor LEARNING_RATE = new PropertyDescriptor.Builder()
            .name("Learning Rate")
            .description("The highest: that of the first ten epochs in the paper's recipe, where it falls to a tenth every ten epochs. Where it is empty, 0.01, and 0.001 "
                    + "for AdamW")
            .required(false)
            .addValidator(new NumberValidator(rate -> rate > 0 && rate <= ScheduleSettings.LARGEST_LEARNING_RATE,
                    String.format(Locale.ROOT, "a number above 0 and at most %s, such as 0.005", ScheduleSettings.LARGEST_LEARNING_RATE)))
            .build();

    static final PropertyDescriptor AUGMENTATION = new PropertyDescriptor.Builder()
            .name("Augmentation")
            .description("What is done to the training images anew in every epoch, beside what BalanceFerDataset has added to the dataset: some of "
                    + "autocontrast, brightness, contrast, greyscale, flip, rotation, shift, zoom, crop and erasing, separated by commas, each alone or with strength and chance, "
                    + "such as rotation:15,zoom:0.85-1.1@0.5,erasing:0.25; or flip-rotate, which is flip,rotation,autocontrast; or none, which is the paper's, but lets a network "
                    + "tell augmented images by black corners where there are some")
            .required(true)
            .addValidator(TrainingProperties::validateAugmentation)
            .defaultValue(TrainingAugmentation.FLIP_ROTATE.label())
            .build();

    static final PropertyDescriptor COLOUR = new PropertyDescriptor.Builder()
            .name("Colour")
            .description("Which colours of the images the network sees, and the model will see. A network that has seen grey images alone does not know what colours mean, so "
                    + "it is better shown the luminance of photos in colour")
            .required(true)
            .allowableValues(Choices.of(TrainingColour.values(), TrainingColour::label, TrainingColour::description))
            .defaultValue(TrainingColour.AUTO.label())
            .build();

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("Of everything random: the same seed, dataset and settings give the same model on the same machine")
            .required(true)
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .defaultValue("0")
            .build();

    static final PropertyDescriptor CALIBRATED = new PropertyDescriptor.Builder()
            .name("Calibrated")
            .description("Whether a temperature is fitted to the validation split when the training is over, and stored in the model: its answers stay, and its confidence becomes "
                    + "as high as it is right")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    static final PropertyDescriptor RECIPE = new PropertyDescriptor.Builder()
            .name("Recipe")
            .description("Everything else about the training")
            .required(true)
            .allowableValues(new AllowableValue(PAPER, PAPER, "As the paper has it"), new AllowableValue(CUSTOM, CUSTOM, "As the properties say that this value brings up"))
            .defaultValue(PAPER)
            .build();

    static final PropertyDescriptor ACCUMULATION = new PropertyDescriptor.Builder()
            .name("Accumulation")
            .description("Batches whose gradients make one step together, for larger steps than the memory allows batches")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(StandardValidators.createLongValidator(1, OptimizerSettings.LARGEST_BATCH_SIZE, true))
            .defaultValue("1")
            .build();

    static final PropertyDescriptor MOMENTUM = new PropertyDescriptor.Builder()
            .name("Momentum")
            .description("Of stochastic gradient descent")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .dependsOn(OPTIMIZER, kinds(kind -> kind.base() == OptimizerKind.Base.SGD))
            .addValidator(new NumberValidator(momentum -> momentum >= 0 && momentum < 1, "a number from 0 to below 1"))
            .defaultValue(Double.toString(OptimizerSettings.DEFAULT_MOMENTUM))
            .build();

    static final PropertyDescriptor FIRST_BETA = new PropertyDescriptor.Builder()
            .name("First Beta")
            .description("Of AdamW: how much of the mean of the gradients stays from step to step")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .dependsOn(OPTIMIZER, kinds(kind -> kind.base() == OptimizerKind.Base.ADAMW))
            .addValidator(new NumberValidator(beta -> beta >= 0 && beta < 1, "a number from 0 to below 1"))
            .defaultValue(Double.toString(OptimizerSettings.DEFAULT_BETA1))
            .build();

    static final PropertyDescriptor SECOND_BETA = new PropertyDescriptor.Builder()
            .name("Second Beta")
            .description("Of AdamW: how much of the mean of the squares of the gradients stays from step to step")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .dependsOn(OPTIMIZER, kinds(kind -> kind.base() == OptimizerKind.Base.ADAMW))
            .addValidator(new NumberValidator(beta -> beta >= 0 && beta < 1, "a number from 0 to below 1"))
            .defaultValue(Double.toString(OptimizerSettings.DEFAULT_BETA2))
            .build();

    static final PropertyDescriptor WEIGHT_DECAY = new PropertyDescriptor.Builder()
            .name("Weight Decay")
            .description("How much each step shrinks the weights; where it is empty, 0.0005, and 0.05 for AdamW, which keeps it apart from the gradient")
            .required(false)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(decay -> decay >= 0 && decay < 1, "a number from 0 to below 1"))
            .build();

    static final PropertyDescriptor DECAYED_WEIGHTS = new PropertyDescriptor.Builder()
            .name("Decayed Weights")
            .description("What weight decay shrinks")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .allowableValues(Choices.of(DecayedWeights.values(), DecayedWeights::label, DecayedWeights::description))
            .defaultValue(OptimizerSettings.DEFAULT_DECAYED_WEIGHTS.label())
            .build();

    static final PropertyDescriptor CLIP_NORM = new PropertyDescriptor.Builder()
            .name("Clip Norm")
            .description("The greatest norm of the gradients of all parameters together, to which longer ones are shortened; 0 for none, 1 is usual with AdamW")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(norm -> norm >= 0 && norm <= OptimizerSettings.LARGEST_CLIP_NORM, "a number from 0 to " + OptimizerSettings.LARGEST_CLIP_NORM))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor SHARPNESS_PART = new PropertyDescriptor.Builder()
            .name("Sharpness Part")
            .description("The last part of the training in which sharpness-aware minimization is used; before it the optimizer inside it steps alone, in half the time. 1 is all "
                    + "of the training, as in the paper")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .dependsOn(OPTIMIZER, kinds(kind -> kind.sharpness() != OptimizerKind.Sharpness.NONE))
            .addValidator(new NumberValidator(part -> part > 0 && part <= 1, "a number above 0 and at most 1, such as 0.2"))
            .defaultValue("1")
            .build();

    static final PropertyDescriptor SHARPNESS_INTERVAL = new PropertyDescriptor.Builder()
            .name("Sharpness Interval")
            .description("Sharpness-aware minimization looks for the worst point every so many steps; those between reuse what it found (LookSAM), in one pass each. 1 is every "
                    + "step, as in the paper; 5 is that of the authors of LookSAM")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .dependsOn(OPTIMIZER, kinds(kind -> kind.sharpness() != OptimizerKind.Sharpness.NONE))
            .addValidator(StandardValidators.createLongValidator(1, SharpnessSettings.LARGEST_INTERVAL, true))
            .defaultValue("1")
            .build();

    static final PropertyDescriptor SCHEDULE = new PropertyDescriptor.Builder()
            .name("Learning Rate Schedule")
            .description("How the learning rate falls")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .allowableValues(Choices.of(LearningRateDecay.values(), LearningRateDecay::label, LearningRateDecay::description))
            .defaultValue(LearningRateDecay.STEP.label())
            .build();

    static final PropertyDescriptor DECAY_FACTOR = new PropertyDescriptor.Builder()
            .name("Decay Factor")
            .description("What a step multiplies the learning rate by")
            .required(true)
            .dependsOn(SCHEDULE, LearningRateDecay.STEP.label())
            .addValidator(new NumberValidator(factor -> factor > 0 && factor <= 1, "a number above 0 and at most 1"))
            .defaultValue(Double.toString(ScheduleSettings.DEFAULT_DECAY_FACTOR))
            .build();

    static final PropertyDescriptor DECAY_EPOCHS = new PropertyDescriptor.Builder()
            .name("Decay Epochs")
            .description("Epochs between two steps of the learning rate")
            .required(true)
            .dependsOn(SCHEDULE, LearningRateDecay.STEP.label())
            .addValidator(StandardValidators.createLongValidator(1, Integer.MAX_VALUE, true))
            .defaultValue(Integer.toString(ScheduleSettings.DEFAULT_DECAY_EPOCHS))
            .build();

    static final PropertyDescriptor MINIMUM_LEARNING_RATE = new PropertyDescriptor.Builder()
            .name("Minimum Learning Rate")
            .description("What the cosine falls to")
            .required(true)
            .dependsOn(SCHEDULE, LearningRateDecay.COSINE.label())
            .addValidator(new NumberValidator(rate -> rate >= 0 && rate <= ScheduleSettings.LARGEST_LEARNING_RATE, "a number from 0 to the learning rate"))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor WARMUP_EPOCHS = new PropertyDescriptor.Builder()
            .name("Warm-Up Epochs")
            .description("In which the learning rate rises evenly, step by step, before the first epoch with all of it")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(StandardValidators.createLongValidator(0, Integer.MAX_VALUE, true))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor PATIENCE = new PropertyDescriptor.Builder()
            .name("Patience")
            .description("The training ends after so many epochs in a row without a better validation accuracy; 0 for no end before the last epoch")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(StandardValidators.createLongValidator(0, Integer.MAX_VALUE, true))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor SOFT_TARGETS = new PropertyDescriptor.Builder()
            .name("Soft Targets")
            .description("Whether the distribution of the votes is learned where a sample has votes, instead of its label alone")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    static final PropertyDescriptor LABEL_SMOOTHING = new PropertyDescriptor.Builder()
            .name("Label Smoothing")
            .description("The part of each target that all expressions share; 0.1 is usual")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(part -> part >= 0 && part < 1, "a number from 0 to below 1"))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor CLASS_WEIGHTS = new PropertyDescriptor.Builder()
            .name("Class Weights")
            .description("How much the samples of an expression count, for a dataset that is not balanced")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .allowableValues(Choices.of(ClassWeights.values(), ClassWeights::label, ClassWeights::description))
            .defaultValue(ClassWeights.NONE.label())
            .build();

    static final PropertyDescriptor ORIGINAL_PART = new PropertyDescriptor.Builder()
            .name("Original Label Part")
            .description("The part of the target that is the original label of a sample, where it has one beside its votes as FER-2013 with the votes of FER+ has: 0 for none, "
                    + "1 for nothing else")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(part -> part >= 0 && part <= 1, "a number from 0 to 1"))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor VOTE_WEIGHTS = new PropertyDescriptor.Builder()
            .name("Vote Weights")
            .description("Whether a sample counts by the part of its annotators that chose an expression, and not unknown or no face")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    static final PropertyDescriptor BALANCED_SAMPLING = new PropertyDescriptor.Builder()
            .name("Balanced Sampling")
            .description("How much oftener an epoch shows samples of rare expressions, in place of some of the frequent ones: their chance is proportional to (1 / samples of "
                    + "their expression) to this power; 0 for every sample once, 1 for every expression as often")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(power -> power >= 0 && power <= 1, "a number from 0 to 1"))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor LOGIT_ADJUSTMENT = new PropertyDescriptor.Builder()
            .name("Logit Adjustment")
            .description("How many times the logarithm of how frequent an expression is goes to its logit in the loss, so that the network need not learn that; the model answers "
                    + "without it, and so finds rare expressions oftener. 1 is usual, 0 for none")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(tau -> tau >= 0 && tau <= TargetSettings.LARGEST_LOGIT_ADJUSTMENT,
                    String.format(Locale.ROOT, "a number from 0 to %s", TargetSettings.LARGEST_LOGIT_ADJUSTMENT)))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor MIXUP = new PropertyDescriptor.Builder()
            .name("Mixup")
            .description("Mixes pairs of images and their targets; the number is the alpha of the beta distribution that the proportion is drawn from, 0.2 is usual, 0 for none")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(alpha -> alpha >= 0 && alpha <= AugmentationSettings.LARGEST_MIXUP, "a number from 0 to 2"))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor CUT_MIX = new PropertyDescriptor.Builder()
            .name("CutMix")
            .description("Puts windows of images into others and mixes their targets as much; the number is the alpha of the beta distribution that the size is drawn from, 1 is "
                    + "usual, 0 for none. With \"Mixup\" every batch has one of the two")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(alpha -> alpha >= 0 && alpha <= AugmentationSettings.LARGEST_MIXUP, "a number from 0 to 2"))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor DROP_PATH = new PropertyDescriptor.Builder()
            .name("Drop Path Rate")
            .description("Stochastic depth: how often the last block is left out; where it is empty, that of the preset")
            .required(false)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(rate -> rate >= 0 && rate < 1, "a number from 0 to below 1"))
            .build();

    static final PropertyDescriptor AVERAGE_DECAY = new PropertyDescriptor.Builder()
            .name("Weight Average Decay")
            .description("Of an exponential moving average of the weights, which is validated and becomes the model instead of them; 0.999 is usual, 0 for none")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(new NumberValidator(decay -> decay >= 0 && decay < 1, "a number from 0 to below 1"))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor FROZEN_STAGES = new PropertyDescriptor.Builder()
            .name("Frozen Stages")
            .description("How many stages, with what comes before them, stay as they are; for initial weights and few samples")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .addValidator(StandardValidators.createLongValidator(0, 8, true))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor TEACHER = new PropertyDescriptor.Builder()
            .name("Teacher")
            .description("A trained model, the path of a .safetensors of nifi-fer or of a .onnx with its description beside it, that answers for unlabelled samples: its "
                    + "probabilities are what the new model learns of them. Without one, unlabelled samples are left out")
            .required(false)
            .dependsOn(RECIPE, CUSTOM)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    static final PropertyDescriptor TEACHER_WEIGHT = new PropertyDescriptor.Builder()
            .name("Teacher Weight")
            .description("How much of the target of a labelled sample is the answer of the teacher, 0 to 1; the rest is its label. That of an unlabelled sample is all of it")
            .required(true)
            .dependsOn(TEACHER)
            .addValidator(new NumberValidator(weight -> weight >= 0 && weight <= 1, "a number from 0 to 1"))
            .defaultValue(Double.toString(Teacher.DEFAULT_WEIGHT))
            .build();

    static final PropertyDescriptor TEACHER_TEMPERATURE = new PropertyDescriptor.Builder()
            .name("Teacher Temperature")
            .description("What the logits of the teacher are divided by before the softmax: above 1 its answers are softer, and tell more of the expressions that it doubts "
                    + "between; 1 to 4 is usual")
            .required(true)
            .dependsOn(TEACHER)
            .addValidator(new NumberValidator(temperature -> temperature > 0 && temperature <= Teacher.LARGEST_TEMPERATURE,
                    String.format(Locale.ROOT, "a number above 0 and at most %s, such as 2", Teacher.LARGEST_TEMPERATURE)))
            .defaultValue(Double.toString(Teacher.DEFAULT_TEMPERATURE))
            .build();

    static final PropertyDescriptor PRECISION = new PropertyDescriptor.Builder()
            .name("Precision")
            .description("Of the matrix products: auto is bf16 where the CPU multiplies it in hardware")
            .required(true)
            .dependsOn(RECIPE, CUSTOM)
            .allowableValues(AUTO, Precision.FP32.label(), Precision.BF16.label())
            .defaultValue(AUTO)
            .build();

    /** All of them, as they are shown. */
    static final List<PropertyDescriptor> ALL = List.of(PRESET, EMBEDDING_DIMENSION, DEPTHS, HEADS, WINDOW_SIZE, PATCH_SIZE, PATCH_EMBEDDING, INITIAL_WEIGHTS, IMAGE_SIZE,
            NORMALIZATION, VARIANT, OPTIMIZER, RHO, EPOCHS, BATCH_SIZE, LEARNING_RATE, AUGMENTATION, COLOUR, SEED, CALIBRATED, RECIPE, ACCUMULATION, MOMENTUM, FIRST_BETA,
            SECOND_BETA, WEIGHT_DECAY, DECAYED_WEIGHTS, CLIP_NORM, SHARPNESS_PART, SHARPNESS_INTERVAL, SCHEDULE, DECAY_FACTOR, DECAY_EPOCHS, MINIMUM_LEARNING_RATE, WARMUP_EPOCHS,
            PATIENCE, SOFT_TARGETS, LABEL_SMOOTHING, CLASS_WEIGHTS, ORIGINAL_PART, VOTE_WEIGHTS, BALANCED_SAMPLING, LOGIT_ADJUSTMENT, TEACHER,
            TEACHER_WEIGHT, TEACHER_TEMPERATURE, MIXUP, CUT_MIX, DROP_PATH, AVERAGE_DECAY, FROZEN_STAGES, PRECISION);

    private TrainingProperties() {
    }

    private static AllowableValue[] kinds(final Predicate<OptimizerKind> condition) {
        return Arrays.stream(OptimizerKind.values()).filter(condition).map(kind -> new AllowableValue(kind.label())).toArray(AllowableValue[]::new);
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
