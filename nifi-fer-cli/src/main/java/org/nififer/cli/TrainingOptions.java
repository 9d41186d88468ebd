package org.nififer.cli;

import org.nififer.network.Precision;
import org.nififer.trainer.optimizer.DecayedWeights;
import org.nififer.trainer.run.ClassWeights;
import org.nififer.trainer.run.LearningRateDecay;
import org.nififer.trainer.run.OptimizerSettings;
import org.nififer.trainer.run.ScheduleSettings;
import org.nififer.trainer.run.TrainingAugmentation;
import org.nififer.trainer.run.TrainingColour;
import org.nififer.trainer.run.TrainingRequest;
import org.nififer.trainer.run.WeightSettings.BestBy;
import picocli.CommandLine.Option;

/**
 * How a network is trained, but for optimizer and seed, which an ablation varies; the defaults are the paper's.
 */
final class TrainingOptions {

    @Option(names = "--rho", paramLabel = "RADIUS", description = "Of sharpness-aware minimization; 0.05 for sam and 0.5 for asam if not given.")
    private Double rho;

    @Option(names = "--sam-part", paramLabel = "PART", defaultValue = "1",
            description = "The last part of the training in which sharpness-aware minimization is used, above 0 and at most 1; the optimizer inside it steps alone before.")
    private double samPart;

    @Option(names = "--sam-interval", paramLabel = "STEPS", defaultValue = "1",
            description = "Sharpness-aware minimization looks for the worst point every so many steps; those between reuse what it found (LookSAM), in one pass each.")
    private int samInterval;

    @Option(names = "--momentum", defaultValue = "" + OptimizerSettings.DEFAULT_MOMENTUM, description = "Of SGD, 0 to 1.")
    private double momentum;

    @Option(names = "--beta1", defaultValue = "" + OptimizerSettings.DEFAULT_BETA1, description = "Of AdamW, for the mean of the gradients, 0 to 1.")
    private double beta1;

    @Option(names = "--beta2", defaultValue = "" + OptimizerSettings.DEFAULT_BETA2, description = "Of AdamW, for the mean of their squares, 0 to 1.")
    private double beta2;

    @Option(names = "--weight-decay", paramLabel = "DECAY", description = "0.0005 for SGD and 0.05 for AdamW, which decouples it from the gradient, if not given.")
    private Double weightDecay;

    @Option(names = "--decayed-weights", defaultValue = "matrices", converter = Converters.Decayed.class, completionCandidates = Converters.Decayed.class,
            description = "What weight decay shrinks: ${COMPLETION-CANDIDATES}; matrices spares biases, normalisations and tables of relative position biases.")
    private DecayedWeights decayedWeights;

    @Option(names = "--clip-norm", paramLabel = "NORM", defaultValue = "0",
            description = "The greatest norm of the gradients of all parameters together, to which longer ones are shortened; 0 for none, 1 is usual with AdamW.")
    private double clipNorm;

    @Option(names = "--batch-size", defaultValue = "" + OptimizerSettings.DEFAULT_BATCH_SIZE, description = "Samples that go through the network together.")
    private int batchSize;

    @Option(names = "--accumulation", paramLabel = "BATCHES", defaultValue = "1", description = "Batches whose gradients make one step together.")
    private int accumulation;

    @Option(names = "--epochs", defaultValue = "" + ScheduleSettings.DEFAULT_EPOCHS, description = "Passes over the train split.")
    private int epochs;

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "The highest; 0.01 for SGD and 0.001 for AdamW if not given.")
    private Double learningRate;

    @Option(names = "--schedule", defaultValue = "step", converter = Converters.Decay.class, completionCandidates = Converters.Decay.class,
            description = "How the learning rate falls: ${COMPLETION-CANDIDATES}.")
    private LearningRateDecay schedule;

    @Option(names = "--decay-factor", defaultValue = "" + ScheduleSettings.DEFAULT_DECAY_FACTOR, description = "What a step of the schedule multiplies it by.")
    private double decayFactor;

    @Option(names = "--decay-epochs", defaultValue = "" + ScheduleSettings.DEFAULT_DECAY_EPOCHS, description = "Epochs between two steps of the schedule.")
    private int decayEpochs;

    @Option(names = "--minimum-learning-rate", paramLabel = "RATE", defaultValue = "0", description = "What the cosine falls to.")
    private double minimumLearningRate;

    @Option(names = "--warmup-epochs", paramLabel = "EPOCHS", defaultValue = "0",
            description = "In which the learning rate rises evenly, step by step, before the first epoch with all of it.")
    private int warmupEpochs;

    @Option(names = "--patience", paramLabel = "EPOCHS", defaultValue = "0",
            description = "End after so many epochs in a row without a better validation accuracy; 0 for no end before the last epoch.")
    private int patience;

    @Option(names = "--soft-targets", arity = "1", paramLabel = "true|false", defaultValue = "true", description = "Learn the distribution of the votes where a sample has votes.")
    private boolean softTargets;

    @Option(names = "--label-smoothing", paramLabel = "PART", defaultValue = "0", description = "The part of each target that all expressions share, 0 to 1.")
    private double labelSmoothing;

    @Option(names = "--class-weights", defaultValue = "none", converter = Converters.Weights.class, completionCandidates = Converters.Weights.class,
            description = "How much the samples of an expression count: ${COMPLETION-CANDIDATES}; balanced counts rare expressions more, effective somewhat more.")
    private ClassWeights classWeights;

    @Option(names = "--original-part", paramLabel = "PART", defaultValue = "0",
            description = "The part of the target that is the original label of a sample where it has one beside its votes, 0 (none) to 1.")
    private double originalPart;

    @Option(names = "--vote-weights", arity = "1", paramLabel = "true|false", defaultValue = "false",
            description = "Let a sample count by the part of its annotators that chose an expression, and not unknown or no face.")
    private boolean voteWeights;

    @Option(names = "--balanced-sampling", paramLabel = "POWER", defaultValue = "0", description = "Draw a sample with a chance proportional to (1 / samples of its "
            + "expression)^POWER: 0 for every sample once an epoch, 0.5 for the square root, 1 for every expression as often.")
    private double balancedSampling;

    @Option(names = "--logit-adjustment", paramLabel = "TAU", defaultValue = "0", description = "Add TAU * log(prior of each expression) to the logits in the loss, so that the "
            + "network need not learn which are frequent; 0 for none, 1 is usual.")
    private double logitAdjustment;

    @Option(names = "--augmentation", paramLabel = "OPERATIONS", defaultValue = "flip-rotate", converter = Converters.Augmentation.class,
            description = "Of the training images, anew in every epoch: some of autocontrast,brightness,contrast,greyscale,flip,rotation,shift,zoom,crop,erasing, each alone or "
                    + "with strength and chance, such as rotation:15,zoom:0.85-1.1@0.5,erasing:0.25; or flip-rotate, which is flip,rotation,autocontrast; or none, which is the "
                    + "paper's.")
    private TrainingAugmentation augmentation;

    @Option(names = {"--colour", "--color"}, defaultValue = "auto", converter = Converters.Colour.class, completionCandidates = Converters.Colour.class,
            description = "Of the images that the network sees, and that the model will see: ${COMPLETION-CANDIDATES}; auto is grey where every training image is grey.")
    private TrainingColour colour;

    @Option(names = "--mixup", paramLabel = "ALPHA", defaultValue = "0", description = "Mix pairs of training images and their targets; 0 for no mixing, 0.2 is usual.")
    private double mixup;

    @Option(names = "--cutmix", paramLabel = "ALPHA", defaultValue = "0",
            description = "Put windows of training images into others, and mix their targets as much; 0 for none, 1 is usual. With --mixup every batch has one of the two.")
    private double cutMix;

    @Option(names = "--drop-path", paramLabel = "RATE", description = "Stochastic depth of the last block, 0 to 1; that of the architecture if not given.")
    private Double dropPath;

    @Option(names = "--best-by", defaultValue = "accuracy", converter = Converters.BestEpoch.class, completionCandidates = Converters.BestEpoch.class, paramLabel = "FIGURE",
            description = "By which validation figure the epoch is chosen that becomes the model, and --patience counts: ${COMPLETION-CANDIDATES}; macro-recall counts every "
                    + "expression the same, however rare it is.")
    private BestBy bestBy;

    @Option(names = "--average-decay", paramLabel = "DECAY", defaultValue = "0",
            description = "Of an exponential moving average of the weights, which is validated and becomes the model; 0 for none, 0.999 is usual.")
    private double averageDecay;

    @Option(names = "--freeze-stages", paramLabel = "N", defaultValue = "0", description = "How many stages, with what comes before them, stay as they are.")
    private int frozenStages;

    @Option(names = "--precision", defaultValue = "auto", converter = Converters.PrecisionChoice.class, completionCandidates = Converters.PrecisionChoice.class,
            description = "Of the matrix products: ${COMPLETION-CANDIDATES}; auto is bf16 where the CPU multiplies it in hardware.")
    private Precision precision;

    @Option(names = "--calibrated", arity = "1", paramLabel = "true|false", defaultValue = "false",
            description = "Fit a temperature to the validation split at the end and store it in the model: its answers stay, its confidence becomes as high as it is right.")
    private boolean calibrated;

    /** Chooses all of it. */
    void apply(final TrainingRequest.Builder request) {
        request.network().dropPathRate(dropPath);
        request.settings().augmentation(augmentation).mixup(mixup).cutMix(cutMix).averageDecay(averageDecay).frozenStages(frozenStages).precision(precision)
                .calibrated(calibrated).colour(colour).bestBy(bestBy);
        request.settings().optimizer().momentum(momentum).beta1(beta1).beta2(beta2).weightDecay(weightDecay).decayedWeights(decayedWeights).clipNorm(clipNorm).rho(rho)
                .sharpnessPart(samPart).sharpnessInterval(samInterval).batchSize(batchSize).accumulation(accumulation);
        request.settings().schedule().epochs(epochs).learningRate(learningRate).decay(schedule).decayFactor(decayFactor).decayEpochs(decayEpochs)
                .minimumLearningRate(minimumLearningRate).warmupEpochs(warmupEpochs).patience(patience);
        request.settings().targets().softVotes(softTargets).labelSmoothing(labelSmoothing).classWeights(classWeights).originalPart(originalPart).voteWeights(voteWeights)
                .balancedSampling(balancedSampling).logitAdjustment(logitAdjustment);
    }
}
