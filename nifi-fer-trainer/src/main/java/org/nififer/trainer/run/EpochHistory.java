package org.nififer.trainer.run;

import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.LearningCurve;
import org.nififer.trainer.run.WeightSettings.BestBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The epochs of a run that have ended, in this process or an earlier one, and the best of them, whose weights are the model.
 */
final class EpochHistory {

    private final BestBy bestBy;
    private final List<EpochRecord> epochs = new ArrayList<>();
    private Optional<EvaluationMetrics> best = Optional.empty();

    /** Of a run whose epochs are compared by a figure. */
    EpochHistory(final BestBy bestBy) {
        this.bestBy = bestBy;
    }

    /**
     * How far a run has come, for its checkpoint.
     *
     * @param epochs those that have ended, in their order, at least one
     * @param best   the validation figures of the best of them
     * @param steps  of the optimizer so far
     */
    record Progress(List<EpochRecord> epochs, EvaluationMetrics best, long steps) {
    }

    /** Goes on from a checkpoint; nothing has ended yet here. */
    void restore(final Progress progress) {
        epochs.addAll(progress.epochs());
        best = Optional.of(progress.best());
    }

    /** What a checkpoint after the last epoch remembers. */
    Progress progress(final long steps) {
        return new Progress(epochs(), best(), steps);
    }

    /**
     * Adds the next epoch.
     *
     * @param samples that it learned from
     * @return the epoch, which is the best so far where its figure is higher than that of all before it
     */
    EpochRecord add(final EpochTrainer.Trained trained, final Validation validated, final int samples) {
        final EvaluationMetrics metrics = validated.metrics();
        final boolean better = best.isEmpty() || bestBy.of(metrics) > bestBy.of(best.get());
        final EpochRecord epoch = new EpochRecord(next(), trained.learningRate(), trained.loss(), trained.accuracy(), validated.loss(), metrics.accuracy(),
                metrics.weighted().f1(), better, trained.seconds(), samples / trained.seconds());
        epochs.add(epoch);
        best = better ? Optional.of(metrics) : best;
        return epoch;
    }

    /** All of them, in their order. */
    List<EpochRecord> epochs() {
        return List.copyOf(epochs);
    }

    /** The number of the epoch that comes, from 1. */
    int next() {
        return epochs.size() + 1;
    }

    /** The number of the best epoch; 0 before the first. */
    int bestEpoch() {
        return epochs.stream().filter(EpochRecord::best).mapToInt(EpochRecord::epoch).max().orElse(0);
    }

    /** The validation figures of the best epoch, of at least one. */
    EvaluationMetrics best() {
        return best.orElseThrow();
    }

    /** How the run went so far, for its model: without the seconds, so that equal runs leave equal files. */
    List<LearningCurve.Epoch> curve() {
        return epochs.stream().map(epoch -> new LearningCurve.Epoch(epoch.epoch(), epoch.learningRate(), epoch.trainingLoss(), epoch.trainingAccuracy(), epoch.validationLoss(),
                epoch.validationAccuracy(), epoch.validationF1())).toList();
    }
}
