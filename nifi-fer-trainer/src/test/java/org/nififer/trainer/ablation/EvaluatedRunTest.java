package org.nififer.trainer.ablation;

import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.EvaluationMetrics.Averages;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EvaluatedRunTest {

    private static final String EVALUATION = """
            {"dataset": "faces.tar", "datasetFingerprint": "abc", "split": "test", "model": {"name": "m", "id": "0123", "variant": "swin"},
             "samples": 10, "accuracy": 0.5, "accuracy7": 0.25, "cohenKappa": 0.1, "weighted": {"precision": 0.1, "recall": 0.2, "f1": 0.3},
             "macro": {"precision": 0.4, "recall": 0.5, "f1": 0.6}, "perClass": [], "confusion": [[1, 2]], "labels": ["fear"], "more": true,
             "intervals": {"level": 0.95, "resamples": 10, "seed": 3, "accuracy": {"low": 0.4, "high": 0.6}, "accuracy7": {"low": 0, "high": 1},
              "weighted": {"precision": {"low": 0, "high": 1}, "recall": {"low": 0, "high": 1}, "f1": {"low": 0, "high": 1}},
              "macro": {"precision": {"low": 0, "high": 1}, "recall": {"low": 0, "high": 1}, "f1": {"low": 0, "high": 1}}, "perClass": []}}
            """;

    @Test
    void testTheFiguresAreThoseOfTheEvaluation() throws IOException {
        final EvaluatedRun evaluated = read("SwinT", 4, EVALUATION);

        assertEquals("faces.tar", evaluated.dataset());
        final AblationResult.Run run = evaluated.run();
        assertEquals("0123", run.modelId());
        assertEquals(List.of("SwinT", 4L, 25, 20, 12.5, 0.75),
                List.of(run.row(), run.seed(), run.epochs(), run.bestEpoch(), run.trainingSeconds(), run.validationAccuracy()));
        final EvaluationMetrics test = run.test();
        assertEquals(0.25, test.accuracy7());
        assertEquals(new Averages(0.1, 0.2, 0.3), test.weighted());
        assertEquals(2, test.confusion()[0][1]);
        assertEquals(0.6, run.intervals().accuracy().high());
    }

    @Test
    void testWhatIsNoEvaluationIsRefused() {
        for (final String wrong : List.of("", "[]", "{", EVALUATION.replace("\"split\"", "\"splits\""), EVALUATION.replace("\"id\"", "\"ids\""),
                EVALUATION.replace("\"accuracy\": 0.5", "\"accuracy\": \"half\""), EVALUATION.replace("\"samples\": 10,", ""), EVALUATION.replace("\"intervals\"", "\"none\""))) {
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> read("SwinT", 4, wrong), wrong);
            assertTrue(exception.getMessage().startsWith("SwinT with seed 4 has no evaluation of one model: "), exception.getMessage());
        }
    }

    @Test
    void testOneTableIsOfOneSplitOfOneDataset() throws IOException {
        final List<String> rows = List.of("A", "B");
        final AblationResult result = AblationResult.ofEvaluations(rows, List.of(read("B", 0, EVALUATION), read("A", 0, EVALUATION)), 7);
        assertEquals(rows, result.table().stream().map(AblationResult.Row::row).toList());
        assertEquals(10, result.testSamples());
        assertEquals(7, result.wallSeconds());

        for (final String other : List.of(EVALUATION.replace("abc", "abd"), EVALUATION.replace("\"test\"", "\"validation\""),
                EVALUATION.replace("\"samples\": 10", "\"samples\": 9"))) {
            final List<EvaluatedRun> runs = List.of(read("A", 0, EVALUATION), read("B", 0, other));
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> AblationResult.ofEvaluations(rows, runs, 7));
            assertTrue(exception.getMessage().startsWith("A with seed 0 was measured on the 10 test samples of dataset abc, B with seed 0 on the "), exception.getMessage());
        }
    }

    private static EvaluatedRun read(final String row, final long seed, final String evaluation) throws IOException {
        return EvaluatedRun.read(new EvaluatedRun.Training(row, seed, 25, 20, 12.5, 0.75), new ByteArrayInputStream(evaluation.getBytes(StandardCharsets.UTF_8)));
    }
}
