package org.nififer.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Split;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.NetworkParameters;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.evaluation.EvaluationSettings;
import org.nififer.trainer.evaluation.ModelEvaluator;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;
import org.nififer.trainer.evaluation.TestModels;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelCardTest {

    private static final String TRAINING = """
            {"schedule": {"epochs": 25, "kind": "step"}, "optimizer": {"kind": "sam", "weightDecay": 5e-4}, "augmentation": {"operations": ["flip", "rotation"]},
             "seed": -1234567, "device": null, "note": "a | b <script>", "runId": "0123456789abcdef", "bestEpoch": 2,
             "trainingSamples": 90, "samples": {"train": {"fear": 40, "anger": 50}}, "history": [{"epoch": 1}], "initialWeights": {"sha256": "abc", "format": "timm"}}""";

    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void testCardOfATrainedModel() throws IOException {
        final Path file = write(ModelDescription.of(TestModels.TINY).withTraining("fingerprint-of-the-data", mapper.readTree(TRAINING), null));
        ModelCard.writeBeside(file);
        final String card = Files.readString(directory.resolve(ModelCard.FILE));

        try (ModelFile model = ModelFile.open(file)) {
            assertTrue(card.startsWith("# Model card of " + model.id() + "\n"), card);
        }

        for (final String section : List.of("The model", "Intended use", "Prohibited and unsuitable use", "Data", "Training", "Metrics", "Limits")) {
            assertTrue(card.contains("\n## " + section + "\n"), section);
        }

        assertTrue(card.contains("| Fingerprint of the dataset | fingerprint-of-the-data |"), card);
        assertTrue(card.contains("| train | fear 40, anger 50 |"), card);
        assertTrue(card.contains("| Weights at the start | timm file, SHA-256 abc |"), card);
        assertTrue(card.contains("| schedule.epochs | 25 |\n| schedule.kind | step |\n"
                + "| optimizer.kind | sam |\n| optimizer.weightDecay | 0.0005 |\n| augmentation.operations | flip, rotation |\n"
                + "| seed | -1234567 |\n| note | a \\| b &lt;script> |\n| bestEpoch | 2 |\n"), card);
        assertTrue(card.contains("AI Act, art. 5(1)(f)"), card);
        assertTrue(card.contains("Not evaluated."), card);
    }

    @Test
    void testCardOfAModelThatWasNotTrainedHere() throws IOException {
        final String card = text(write(ModelDescription.of(TestModels.TINY)));

        assertTrue(card.contains("| Fingerprint of the dataset | unknown |"), card);
        assertTrue(card.contains("Not trained here"), card);
    }

    @Test
    void testEvaluationIsInTheCard() throws IOException {
        final Path file = write(ModelDescription.of(TestModels.TINY));
        final JsonNode evaluation = evaluation(file);
        final String card;
        try (ModelFile model = ModelFile.open(file)) {
            card = text(ModelCard.of(model, evaluation, "metrics.json"));
        }

        assertTrue(card.contains(String.format(Locale.ROOT, "On the test split of %s (fingerprint %s), 16 samples.", evaluation.path("dataset").asText(),
                evaluation.path("datasetFingerprint").asText())), card);
        assertEquals(8, card.lines().filter(line -> line.matches("\\| [a-z]+ \\| 0\\.\\d{3} \\(0\\.\\d\\d–[01]\\.\\d\\d\\) \\|.*\\| 2 \\|")).count(), card);
        assertTrue(card.contains("- Measured on fewer than 30 samples, so that its figures say little: fear (2), "), card);
        assertTrue(card.contains("- Its confidence is off by 0."), card);
    }

    @Test
    void testEvaluationOfAnotherModelIsRefused() throws IOException {
        final Path file = write(ModelDescription.of(TestModels.TINY));
        try (ModelFile model = ModelFile.open(file)) {
            final JsonNode other = mapper.readTree("{\"model\": {\"id\": \"x\"}}");
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ModelCard.of(model, other, "metrics.json"));
            assertEquals(String.format(Locale.ROOT, "metrics.json is no evaluation of model %s; expected what evaluate --json wrote for it", model.id()), exception.getMessage());
        }
    }

    @Test
    void testTheFileItselfSaysForWhatItIsNot() throws IOException {
        final String header = Files.readString(write(ModelDescription.of(TestModels.TINY)), StandardCharsets.ISO_8859_1);

        assertTrue(header.contains("never the emotion felt"), "Whoever opens the file with any program finds it");
        assertFalse(header.contains("To answer"));
    }

    private JsonNode evaluation(final Path file) throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TEST, 2));
        try (ExpressionClassifier classifier = ExpressionClassifier.open(file); DatasetReader reader = DatasetReader.open(dataset)) {
            return mapper.readTree(new ModelEvaluator(List.of(new NamedModel("m", classifier)), EvaluationSettings.of(Split.TEST, 0, 1))
                    .evaluate(reader, ProgressListener.NONE).json());
        }
    }

    private Path write(final ModelDescription description) throws IOException {
        final Path file = directory.resolve("model.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(description.architecture(), 1)) {
            ModelFile.write(file, description, parameters);
        }

        return file;
    }

    private static String text(final Path file) throws IOException {
        try (ModelFile model = ModelFile.open(file)) {
            return text(ModelCard.of(model));
        }
    }

    private static String text(final ModelCard card) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        card.write(output);
        return output.toString(StandardCharsets.UTF_8);
    }
}
