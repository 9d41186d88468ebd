package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.evaluation.TestModels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EvaluateCommandTest extends CommandLineFixture {

    private final ObjectMapper mapper = new ObjectMapper();

    private Path dataset;
    private Path first;
    private Path second;

    @BeforeEach
    void prepare() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TEST, 2));
        first = model("first", 1);
        second = model("second", 2);
    }

    private Path model(final String run, final long seed) throws IOException {
        return writeModel(Files.createDirectories(directory.resolve(run)).resolve("model.safetensors"), ModelDescription.of(TestModels.TINY), seed);
    }

    @Test
    void testModelsAreComparedInTablePageAndJson() throws IOException {
        final Path json = directory.resolve("metrics.json");
        final Path page = directory.resolve("report.html");
        succeed("evaluate", "--model", first.toString(), "--model", second.toString(), "--json", json.toString(), "--report", page.toString(),
                "--landscape", "3x3", "--landscape-samples", "4", "--mistakes", "2", dataset.toString());

        assertTrue(output.toString().contains("first against second: "), output.toString());
        assertTrue(output.toString().contains("sharpness "), output.toString());
        final JsonNode node = mapper.readTree(json.toFile());
        assertEquals("second", node.at("/models/1/model/name").asText());
        assertEquals(4, node.at("/models/1/landscape/samples").asInt());
        assertEquals(1, node.path("comparisons").size());
        assertTrue(Files.readString(page).contains("Comparison of 2 models"));
    }

    @Test
    void testReportOfATrainingGivesTheCurves() throws IOException {
        final Path report = directory.resolve("run-report.json");
        final Path json = directory.resolve("metrics.json");
        Files.writeString(report, String.format(Locale.ROOT, """
                {"modelId": "%s", "bestEpoch": 1, "epochs": [{"epoch": 1, "learningRate": 0.01, "trainingLoss": 2,
                "validationAccuracy": 0.5, "validationF1": 0.5}]}""", id(second)));
        assertEquals(0, execute("evaluate", "--model", second.toString(), "--training-report", report.toString(), "--json", json.toString(), dataset.toString()),
                error.toString());
        assertEquals(2, mapper.readTree(json.toFile()).at("/learningCurve/epochs/0/trainingLoss").asInt());

        assertEquals(1, execute("evaluate", "--model", first.toString(), "--training-report", report.toString(), dataset.toString()));
        assertTrue(error.toString().contains(String.format(Locale.ROOT, "is the report of model '%s'; expected one of [%s]", id(second), id(first))), error.toString());
        Files.writeString(report, "[]");
        assertEquals(1, execute("evaluate", "--model", first.toString(), "--training-report", report.toString(), dataset.toString()));
        assertTrue(error.toString().contains("is no JSON object; expected the report.json of a training run"), error.toString());
    }

    @Test
    void testWrongUsageIsTold() {
        assertUsage("--model names a file twice", "--model", first.toString(), "--model", first.toString());
        assertUsage("--landscape '21'; expected columns and rows, such as 21x21", "--model", first.toString(), "--landscape", "21");
        assertUsage("A landscape of 20 points a side; expected an odd number", "--model", first.toString(), "--landscape", "20x21");
        assertUsage("201 mistakes; expected 0 (none) to 200", "--model", first.toString(), "--mistakes", "201");
    }

    @Test
    void testAnOutputThatCannotBeWrittenIsToldBeforeTheWork() {
        assertEquals(1, execute("evaluate", "--model", first.toString(), "--report", directory.resolve("none").resolve("page.html").toString(), "absent.tar"));
        assertTrue(error.toString().contains("expected a file in a folder that exists"), error.toString());
        assertEquals(1, execute("evaluate", "--model", first.toString(), "--json", first.toString(), dataset.toString()));
        assertTrue(error.toString().contains("is input and output"), error.toString());
    }

    @Test
    void testAnOnnxModelIsComparedWithOurs() throws IOException {
        final Path onnx = directory.resolve("m.onnx");
        succeed("export", "--output", onnx.toString(), second.toString());
        final Path training = directory.resolve("run.json");
        Files.writeString(training, String.format(Locale.ROOT, """
                {"modelId": "%s", "bestEpoch": 1, "epochs": [{"epoch": 1, "learningRate": 0.01, "trainingLoss": 2,
                "validationAccuracy": 0.5, "validationF1": 0.5}]}""", id(first)));
        final Path json = directory.resolve("metrics.json");
        final Path page = directory.resolve("report.html");
        succeed("evaluate", "--model", onnx.toString(), "--model", first.toString(), "--training-report", training.toString(), "--landscape", "3x3",
                "--landscape-samples", "4", "--precision", "fp32", "--json", json.toString(), "--report", page.toString(), dataset.toString());

        final JsonNode node = mapper.readTree(json.toFile());
        assertFalse(node.at("/models/0").hasNonNull("landscape"));
        assertEquals(4, node.at("/models/1/landscape/samples").asInt());
        assertUsage("--landscape with .onnx models only", "--model", onnx.toString(), "--landscape", "3x3");
    }

    @Test
    void testNoInputIsOverwritten() throws IOException {
        final Path onnx = directory.resolve("m.onnx");
        succeed("export", "--output", onnx.toString(), first.toString());
        final Path description = directory.resolve("m.json");
        final Path training = Files.writeString(directory.resolve("run.json"), "{}");
        final byte[] before = Files.readAllBytes(description);
        assertEquals(1, execute("evaluate", "--model", onnx.toString(), "--json", description.toString(), dataset.toString()));
        assertTrue(error.toString().contains(description + " is input and output"), error.toString());
        assertEquals(1, execute("evaluate", "--model", first.toString(), "--training-report", training.toString(), "--json", training.toString(), dataset.toString()));
        assertTrue(error.toString().contains(training + " is input and output"), error.toString());

        final Path both = directory.resolve("both");
        assertEquals(1, execute("evaluate", "--model", first.toString(), "--json", both.toString(), "--report", both.toString(), dataset.toString()));
        assertTrue(error.toString().contains("is --json and --report; expected a file for each"), error.toString());
        assertArrayEquals(before, Files.readAllBytes(description));
    }

    private void assertUsage(final String message, final String... arguments) {
        final String[] all = new String[arguments.length + 2];
        all[0] = "evaluate";
        all[1] = dataset.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        assertEquals(2, execute(all));
        assertTrue(error.toString().contains(message), error.toString());
    }

    @Test
    void testCardWithTheEvaluation() throws IOException {
        final Path json = directory.resolve("metrics.json");
        final Path card = directory.resolve("card.md");
        succeed("evaluate", "--model", first.toString(), "--model", second.toString(), "--json", json.toString(), dataset.toString());
        succeed("card", "--model", second.toString(), "--evaluation", json.toString(), "--output", card.toString());
        assertTrue(Files.readString(card).contains("# Model card of " + id(second)));
        assertTrue(Files.readString(card).contains("On the test split of "));

        Files.delete(card);
        Files.writeString(json, String.format(Locale.ROOT, "{\"model\": {\"id\": \"%s\"}}", id(second)));
        assertEquals(1, execute("card", "--model", second.toString(), "--evaluation", json.toString(), "--output", card.toString()));
        assertTrue(error.toString().contains("metrics.json is no evaluation of model"), error.toString());
        Files.writeString(json, "nonsense");
        assertEquals(1, execute("card", "--model", second.toString(), "--evaluation", json.toString(), "--output", card.toString()));
        assertTrue(error.toString().contains("metrics.json is not JSON; expected what evaluate --json wrote"), error.toString());
        assertFalse(Files.exists(card));
    }

    private static String id(final Path file) throws IOException {
        try (ModelFile model = ModelFile.open(file)) {
            return model.id();
        }
    }
}
