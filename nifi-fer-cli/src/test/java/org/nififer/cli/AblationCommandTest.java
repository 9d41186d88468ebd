package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.network.ResNetConfiguration;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.PretrainedFiles;
import org.nififer.trainer.evaluation.TestModels;
import org.nififer.trainer.run.DeviceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AblationCommandTest extends CommandLineFixture {

    private static final List<String> TINY = List.of("--preset", "swin-mini", "--embedding-dimension", "16", "--depths", "1,1", "--heads", "1,2", "--window-size", "3",
            "--image-size", "24");

    private final ObjectMapper mapper = new ObjectMapper();

    private Path dataset;
    private Path runs;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 2, Split.VALIDATION, 1, Split.TEST, 1));
        runs = directory.resolve("runs");
    }

    @Test
    void testTableOfThePaperAndMoreSeedsLater() throws IOException {
        assertEquals(0, ablateTiny("--seeds", "1", "--epochs", "1", "--batch-size", "8"), error.toString());
        final JsonNode first = mapper.readTree(runs.resolve("ablation.json").toFile());
        assertEquals(List.of("SwinT", "SwinT-SE", "SwinT-SE-SAM"), first.path("table").findValuesAsText("row"));

        assertEquals(0, ablateTiny("--seeds", "2", "--epochs", "1", "--batch-size", "8"), error.toString());
        assertEquals(3, output.toString().lines().filter("finished before"::equals).count(), output.toString());
        final JsonNode second = mapper.readTree(runs.resolve("ablation.json").toFile());
        assertEquals(3, second.path("earlierRuns").asInt());
        assertEquals(6, second.path("runs").size());
        assertEquals(6, second.path("comparisons").size());
        assertEquals(first.at("/runs/2/modelId"), second.at("/runs/2/modelId"));
        assertTrue(second.path("wallSeconds").asDouble() > 0);
        assertEquals("[swin,sgd][swin-se,sgd][swin-se,sam]", rowSettings("SwinT") + rowSettings("SwinT-SE") + rowSettings("SwinT-SE-SAM"));

        assertTrue(output.toString().endsWith(Files.readString(runs.resolve("ablation.md"))), output.toString());
        assertEquals(4, Files.readString(runs.resolve("ablation.csv")).lines().count());
    }

    private String rowSettings(final String row) throws IOException {
        final JsonNode settings = mapper.readTree(runs.resolve(row).resolve("1").resolve("report.json").toFile()).path("settings");
        assertEquals(1, settings.path("seed").asInt());
        return String.format(Locale.ROOT, "[%s,%s]", settings.at("/architecture/seReduction").asInt() == 0 ? "swin" : "swin-se", settings.at("/optimizer/kind").asText());
    }

    @Test
    void testInitialWeightsAndRowsOfChoice() throws IOException {
        final Path published = PretrainedFiles.published(directory, TestModels.TINY, 3);
        final String[] options = {"--initial-weights", published.toString(), "--rows", "SwinT-SE-ASAM,SwinT", "--seeds", "1", "--first-seed", "7", "--epochs", "1"};
        assertEquals(0, ablate(options), error.toString());
        assertTrue(output.toString().contains("squeeze-and-excitation of the weights is left out"), output.toString());
        final JsonNode result = mapper.readTree(runs.resolve("ablation.json").toFile());
        assertEquals(List.of("SwinT-SE-ASAM", "SwinT"), result.path("table").findValuesAsText("row"));
        assertEquals(7, result.at("/seeds/0").asInt());

        final JsonNode asam = mapper.readTree(runs.resolve("SwinT-SE-ASAM").resolve("7").resolve("report.json").toFile());
        assertEquals(0.5, asam.at("/settings/optimizer/sharpness/rho").asDouble());
        assertEquals(1, ablate(append(options, "--learning-rate", "0.5")));
        assertTrue(error.toString().contains("is the report of another run"), error.toString());
        assertEquals(0, ablate(append(options, "--learning-rate", "0.5", "--restart")), error.toString());
        assertFalse(output.toString().contains("finished before"), output.toString());
    }

    /** 36 pixels: 9 x 9 places in the first stage of the ResNet, 5 x 5 in the second. */
    @Test
    void testAConvolutionalNetworkBeside() throws IOException {
        final String[] options = {"--preset", "swin-mini", "--embedding-dimension", "16", "--depths", "1,1", "--heads", "1,2", "--window-size", "3", "--image-size", "36",
            "--rows", "SwinT,ResNet-SGD", "--seeds", "1", "--epochs", "1", "--batch-size", "8"};
        assertEquals(0, ablate(options), error.toString());
        final JsonNode result = mapper.readTree(runs.resolve("ablation.json").toFile());
        assertEquals(List.of("SwinT", "ResNet-SGD"), result.path("table").findValuesAsText("row"));
        final JsonNode settings = mapper.readTree(runs.resolve("ResNet-SGD").resolve("0").resolve("report.json").toFile()).path("settings");
        assertEquals("{\"imageSize\":36,\"width\":64,\"depths\":[3,3],\"dropPathRate\":0.0,\"classes\":8}", settings.path("architecture").toString());
        assertEquals("sgd", settings.at("/optimizer/kind").asText());
        assertEquals(0, ablate(options), error.toString());
        assertEquals(2, output.toString().lines().filter("finished before"::equals).count(), output.toString());
    }

    @Test
    void testConvolutionalNetworksThatDoNotFit() throws IOException {
        assertUsage("--preset resnet-mini is no Swin; --cnn-preset names the network of the row ResNet-SGD", "--preset", "resnet-mini", "--rows", "ResNet-SGD");
        assertUsage("'swin-mini' is not one of [resnet-50, resnet-mini]", "--cnn-preset", "swin-mini");
        assertUsage("image size 16 must be 33 to 4096 for 4 stages", "--preset", "swin-mini", "--window-size", "2", "--image-size", "16", "--cnn-preset", "resnet-50", "--rows",
                "ResNet-SGD");
        assertUsage("--initial-weights and --cnn-initial-weights go together", "--rows", "SwinT,ResNet-SGD", "--initial-weights", "swin.pth");
        assertUsage("--initial-weights is for rows that --rows does not name", "--rows", "ResNet-SGD", "--initial-weights", "swin.pth");
        assertUsage("--cnn-initial-weights is for rows that --rows does not name", "--rows", "SwinT", "--cnn-initial-weights", "resnet.pth");

        final Path swin = PretrainedFiles.published(directory, TestModels.TINY, 3);
        assertEquals(1, ablate("--rows", "ResNet-SGD", "--cnn-initial-weights", swin.toString()));
        assertTrue(error.toString().contains("The initial weights of the row ResNet-SGD are those of a swin; expected a resnet"), error.toString());
        final Path resNet = PretrainedFiles.published(Files.createDirectory(directory.resolve("resnet")), new ResNetConfiguration(224, 4, List.of(1), 0, 8), 3);
        assertEquals(1, ablate("--rows", "SwinT", "--initial-weights", resNet.toString()));
        assertTrue(error.toString().contains("The initial weights of the row SwinT are those of a resnet; expected a swin"), error.toString());
        assertEquals(1, ablate("--rows", "SwinT,ResNet-SGD", "--initial-weights", swin.toString(), "--cnn-initial-weights", resNet.toString()));
        assertTrue(error.toString().contains("The rows read images of different sizes, SwinT 8, ResNet-SGD 224 pixels; expected one size for all"), error.toString());
        assertFalse(Files.exists(runs.resolve("SwinT")));
        assertEquals(0, ablate("--rows", "ResNet-SGD", "--cnn-initial-weights", resNet.toString(), "--image-size", "20", "--seeds", "1", "--epochs", "1"), error.toString());
        assertEquals(20, mapper.readTree(runs.resolve("ResNet-SGD").resolve("0").resolve("report.json").toFile()).at("/settings/architecture/imageSize").asInt());
    }

    private static String[] append(final String[] options, final String... more) {
        final List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void testBadInputIsToldBeforeAnythingIsTrained() throws IOException {
        assertUsage("0 seeds; expected 1 to 1000", "--seeds", "0");
        assertUsage("'SwinT-CNN' is not one of [SwinT, SwinT-SE, SwinT-SE-SAM, SwinT-SE-ASAM, ResNet-SGD]", "--rows", "SwinT,SwinT-CNN");
        assertUsage("--rows names a row twice", "--rows", "SwinT,SwinT");
        assertUsage("number of epochs", "--epochs", "0");
        assertUsage("Unknown option", "--optimizer", "sgd");

        DrawnDataset.write(dataset, Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        assertEquals(1, ablateTiny());
        assertTrue(error.toString().contains("faces.tar has no test samples"), error.toString());
        assertFalse(Files.exists(runs));
    }

    private void assertUsage(final String message, final String... options) {
        assertEquals(2, ablate(options));
        assertTrue(error.toString().contains(message), error.toString());
    }

    @Test
    void testTheDeviceIsTakenForAllOfIt() throws IOException {
        final DeviceLock lock = DeviceLock.acquire(directory, DeviceLock.device(), "training elsewhere");
        try (lock) {
            assertEquals(1, ablateTiny());
            assertTrue(error.toString().contains("training elsewhere"), error.toString());
        }
    }

    private int ablateTiny(final String... options) {
        final List<String> all = new ArrayList<>(TINY);
        all.addAll(List.of(options));
        return ablate(all.toArray(String[]::new));
    }

    private int ablate(final String... options) {
        final List<String> all = new ArrayList<>(List.of("ablation", "--output-directory", runs.toString()));
        all.addAll(List.of(options));
        all.add(dataset.toString());
        return execute(all.toArray(String[]::new));
    }
}
