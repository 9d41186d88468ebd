package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.dataset.Split;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.core.network.Precision;
import org.nififer.core.network.SwinConfiguration;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.evaluation.DatasetEvaluator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertTrue;

class DistillationTest {

    private static final SwinConfiguration SMALL = new SwinConfiguration(48, 4, 64, List.of(2, 2), List.of(2, 4), 6, 4, 0, 8, 16);
    private static final List<Expression> FOUR = List.of(Expression.HAPPINESS, Expression.SURPRISE, Expression.ANGER, Expression.NEUTRAL);

    @TempDir
    private Path directory;

    @Test
    void testX() throws IOException {
        final Path many = DrawnDataset.write(directory.resolve("many.tar"), FOUR, Map.of(Split.TRAIN, 110, Split.VALIDATION, 20, Split.TEST, 40));
        for (int seed = 1; seed < 4; seed++) {
        final Path teacher = directory.resolve("teacher" + seed);
        long t = System.nanoTime();
        System.out.println("teacher " + train(many, teacher, Optional.empty(), 1, 12) + " " + (System.nanoTime() - t) / 1e9);
        final Path few = DrawnDataset.write(directory.resolve("few.tar"), FOUR, Map.of(Split.TRAIN, 8, Split.VALIDATION, 20, Split.TEST, 40), Map.of(Split.TRAIN, 102));
        for (final double temperature : new double[]{1, 2}) {
            t = System.nanoTime();
            final double with = train(few, directory.resolve("with" + temperature + seed), Optional.of(Teacher.open(teacher.resolve(TrainingRun.MODEL), 0, temperature)), seed, 12);
            System.out.println("with T " + temperature + " " + with + " " + (System.nanoTime() - t) / 1e9);
        }
        System.out.println("without " + train(few, directory.resolve("without" + seed), Optional.empty(), seed, 12));
        System.out.println("without long " + train(few, directory.resolve("withoutlong" + seed), Optional.empty(), seed, 60));
        }
    }

    private double train(final Path dataset, final Path folder, final Optional<Teacher> teacher, final long seed, final int epochs) throws IOException {
        final TrainingSettings settings = new TrainingSettings(SMALL, ScheduleSettings.of(epochs, 0.005), new OptimizerSettings(OptimizerKind.SGD, 0.05, 0.9, 0, 8, 1),
                TargetSettings.DEFAULT, new AugmentationSettings(TrainingAugmentation.NONE, 0), WeightSettings.DEFAULT, seed, Precision.FP32);
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            new TrainingRun(settings, InitialWeights.random(SMALL), teacher, index, folder, new TrainingListener() {
                @Override
                public void started(final String runId, final TrainingSettings started, final int trainingSamples, final int validationSamples) {
                }

                @Override
                public void stepped(final int epoch, final int samples, final double loss) {
                }

                @Override
                public void epochEnded(final EpochRecord epoch) {
                }
            }).run();
            try (ExpressionClassifier classifier = ExpressionClassifier.open(folder.resolve(TrainingRun.MODEL))) {
                return new DatasetEvaluator(classifier).evaluate(index, index.samples(Split.TEST)).accuracy();
            }
        }
    }
}
