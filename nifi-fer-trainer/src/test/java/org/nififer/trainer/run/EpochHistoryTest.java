package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.EvaluationMetrics.Averages;
import org.nififer.trainer.evaluation.EvaluationMetrics.ClassMetrics;
import org.nififer.trainer.run.WeightSettings.BestBy;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EpochHistoryTest {

    private static final int FREQUENT = 90;
    private static final int RARE = 10;

    @Test
    void testTheBestEpochIsThatOfTheFigure() {
        assertEquals(1, bestEpoch(BestBy.ACCURACY));
        assertEquals(2, bestEpoch(BestBy.MACRO_RECALL));
    }

    /** Of two epochs, the first of which knows the frequent expression alone; the third expression, which no sample shows, is answered by both. */
    private static int bestEpoch(final BestBy bestBy) {
        final EpochHistory history = new EpochHistory(bestBy);
        history.add(new EpochTrainer.Trained(1, 0.5, 0.001, 1), validation(1, 0), 100);
        history.add(new EpochTrainer.Trained(1, 0.5, 0.001, 1), validation(0.9, 0.8), 100);
        return history.bestEpoch();
    }

    private static Validation validation(final double frequentRecall, final double rareRecall) {
        final List<ClassMetrics> classes = List.of(new ClassMetrics("happiness", 1, frequentRecall, 1, FREQUENT), new ClassMetrics("fear", 1, rareRecall, 1, RARE),
                new ClassMetrics("contempt", 0, 0, 0, 0));
        final double accuracy = (FREQUENT * frequentRecall + RARE * rareRecall) / (FREQUENT + RARE);
        final Averages averages = new Averages(1, 1, 1);
        return new Validation(new EvaluationMetrics(FREQUENT + RARE, accuracy, accuracy, 0, averages, averages, classes, new long[0][], List.of()), 1);
    }
}
