package org.nififer.trainer.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.EvaluationMetrics.Averages;
import org.nififer.trainer.evaluation.McNemarTest;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AblationReportTest {

    @Test
    void testTableHasMeanAndDeviationOfTheSample() throws IOException {
        final List<AblationResult.Run> runs = List.of(run(0, 0.5), run(1, 0.75), run(2, 0.625));
        final AblationReport report = report(runs, List.of(new AblationResult.Comparison(0, new McNemarTest("SwinT", "SwinT-SE", 5, 3, 1, 1, McNemarTest.EXACT, null, 0.625))));

        // The deviations of 0.5, 0.75 and 0.625 from their mean are -0.125, 0.125 and 0: the root of (2 * 0.125^2) / 2 is 0.125.
        assertEquals("""
                | model         |        accuracy |   accuracy of 7 |       precision |          recall |              F1 |
                |---------------|----------------:|----------------:|----------------:|----------------:|----------------:|
                | SwinT-SE      | 0.6250 ± 0.1250 | 0.3125 ± 0.0625 | 0.5000 ± 0.0000 | 0.6250 ± 0.1250 | 0.6250 ± 0.1250 |

                Mean ± standard deviation over the seeds 0, 1, 2, on the 10 test samples of dataset abc; precision, recall and F1 are weighted by support. 12 seconds, without \
                the 1 of 3 runs that were finished before.
                """, report.markdown());
        assertEquals("model,seeds,accuracy,accuracyDeviation,accuracy7,accuracy7Deviation,precision,precisionDeviation,recall,recallDeviation,f1,f1Deviation\r\n"
                + "SwinT-SE,3,0.625,0.125,0.3125,0.0625,0.5,0.0,0.625,0.125,0.625,0.125\r\n", report.csv());
        final JsonNode json = new ObjectMapper().readTree(report.json());
        assertEquals(0.125, json.at("/table/0/accuracy/deviation").asDouble());
        assertEquals("SwinT-SE", json.at("/runs/2/row").asText());
        assertEquals(3, json.at("/comparisons/0/onlyFirst").asInt());
    }

    @Test
    void testOneSeedHasNoDeviation() throws IOException {
        final AblationReport report = report(List.of(run(4, 0.5)), List.of());
        assertTrue(report.markdown().contains("| SwinT-SE      |          0.5000 |"), report.markdown());
        assertTrue(report.markdown().contains("Seed 4, on the 10 test samples"), report.markdown());
        assertTrue(report.csv().endsWith("\r\nSwinT-SE,1,0.5,,0.25,,0.5,,0.5,,0.5,\r\n"), report.csv());
        assertFalse(new ObjectMapper().readTree(report.json()).at("/table/0/accuracy").has("deviation"));
    }

    private static AblationReport report(final List<AblationResult.Run> runs, final List<AblationResult.Comparison> comparisons) {
        return new AblationReport(new AblationResult("faces.tar", "abc", 10, runs.stream().map(AblationResult.Run::seed).toList(), List.of(AblationResult.Row.of("SwinT-SE", runs)),
                runs, comparisons, 12.3, 1));
    }

    private static AblationResult.Run run(final long seed, final double accuracy) {
        final EvaluationMetrics metrics = new EvaluationMetrics(10, accuracy, accuracy / 2, 0, new Averages(0.5, accuracy, accuracy), new Averages(0, 0, 0), List.of(),
                new long[0][], List.of());
        return new AblationResult.Run("SwinT-SE", seed, "model", 2, 1, 3, 0.5, metrics, null);
    }
}
