package org.nififer.processors.service;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.MockPropertyConfiguration;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.model.Classification;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.model.Normalization;
import org.nififer.model.OnnxExport;
import org.nififer.model.OnnxModelFile;
import org.nififer.model.ShippedModel;
import org.nififer.network.NetworkParameters;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;
import org.nififer.processors.common.TestFiles;
import org.nififer.service.api.ExpressionAnswer;
import org.nififer.service.api.ExpressionModel;
import org.nififer.service.api.FaceImage;
import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FerModelServiceTest {

    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    private final FerModelService service = new FerModelService();

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void setUp() throws Exception {
        file = directory.resolve("model.safetensors");
        runner.addControllerService("model", service);
        runner.setProperty(service, ModelServiceProperties.MODEL_SOURCE, "file");
        runner.setProperty(service, ModelServiceProperties.MODEL_FILE, file.toString());
        runner.enableControllerService(service);
    }

    @Test
    void testTheShippedModelIsTheDefault() throws Exception {
        final FerModelService enabled = new FerModelService();
        runner.addControllerService("default", enabled);
        runner.enableControllerService(enabled);
        try (ExpressionModel model = enabled.acquire()) {
            assertEquals(TestFiles.modelId(ShippedModel.file()), model.id());
            assertEquals(8, model.classify(List.of(face())).getFirst().probabilities().size());
        }
    }

    @Test
    void testTasksShareOneClassifier() throws IOException {
        TestFiles.writeModel(file, 1);
        try (ExpressionModel first = service.acquire(); ExpressionModel second = service.acquire()) {
            assertSame(((SharedClassifier.Lease) first).classifier(), ((SharedClassifier.Lease) second).classifier());
            assertEquals(TestFiles.modelId(file), first.id());
        }
    }

    @Test
    void testAReplacedModelIsUsedWhileTheOldOneServesItsLease() throws IOException {
        TestFiles.writeModel(file, 1);
        try (ExpressionModel before = service.acquire()) {
            TestFiles.writeModel(file, 2);
            try (ExpressionModel after = service.acquire()) {
                assertNotEquals(before.id(), after.id());
                assertEquals(1, before.classify(List.of(face())).size());
            }
        }
    }

    @Test
    void testGarbageInItsPlaceLeavesTheOldModelInUse() throws IOException {
        TestFiles.writeModel(file, 1);
        final String before;
        try (ExpressionModel lease = service.acquire()) {
            before = lease.id();
        }

        Files.write(file, "garbage".getBytes(StandardCharsets.UTF_8));
        try (ExpressionModel lease = service.acquire()) {
            assertEquals(before, lease.id());
        }
    }

    @Test
    void testModelsNoLongerUsedAreFreed() throws IOException {
        TestFiles.writeModel(file, 1);
        service.acquire().close();
        try (NDManager manager = TorchEngine.newManager()) {
            final int before = manager.getParentManager().getManagedArrays().size();
            for (int seed = 2; seed < 8; seed++) {
                TestFiles.writeModel(file, seed);
                try (ExpressionModel lease = service.acquire()) {
                    TestFiles.writeModel(file, seed + 100);
                    service.acquire().close();
                    lease.close();
                }
            }

            assertEquals(before, manager.getParentManager().getManagedArrays().size());
            runner.disableControllerService(service);
            assertTrue(manager.getParentManager().getManagedArrays().size() < before);
        }
    }

    @Test
    void testGarbageFromTheStartIsAnError() throws IOException {
        Files.write(file, "garbage".getBytes(StandardCharsets.UTF_8));
        final ModelUnavailableException exception = assertThrows(ModelUnavailableException.class, service::acquire);
        assertInstanceOf(InvalidInputException.class, exception.getCause());
        assertFalse(exception.isOnItsWay());
    }

    @Test
    void testWhatIsPlainlyNoModelIsToldWhenTheServiceIsEnabled() throws Exception {
        final Path readme = Files.writeString(directory.resolve("README.md"), "# A model");
        final FerModelService enabled = new FerModelService();
        runner.addControllerService("readme", enabled);
        runner.setProperty(enabled, ModelServiceProperties.MODEL_SOURCE, "file");
        runner.setProperty(enabled, ModelServiceProperties.MODEL_FILE, readme.toString());
        runner.enableControllerService(enabled);
        final MockComponentLog log = runner.getControllerServiceLogger("readme");
        for (int attempt = 0; attempt < 500 && log.getWarnMessages().isEmpty(); attempt++) {
            Thread.sleep(20);
        }

        assertTrue(log.getWarnMessages().getFirst().getMsg().endsWith("The model cannot be used, and whatever needs it will wait for another one: " + readme
                + " is a text file; expected is a model of nifi-fer, a .safetensors file, or a .onnx file with its description in a .json beside it"),
                log.getWarnMessages().getFirst().getMsg());
    }

    @Test
    void testTheModelMayComeLater() throws IOException {
        final ModelUnavailableException exception = assertThrows(ModelUnavailableException.class, service::acquire);
        assertEquals("There is no model " + file + " yet", exception.getMessage());
        assertTrue(exception.isOnItsWay());
        TestFiles.writeModel(file, 1);
        service.acquire().close();
    }

    @Test
    void testTheModelInMemoryOutlivesItsFile() throws IOException {
        TestFiles.writeModel(file, 1);
        final String before = TestFiles.modelId(file);
        service.acquire().close();

        Files.delete(file);
        try (ExpressionModel lease = service.acquire()) {
            assertEquals(before, lease.id());
        }

        TestFiles.writeModel(file, 2);
        try (ExpressionModel lease = service.acquire()) {
            assertEquals(TestFiles.modelId(file), lease.id());
        }
    }

    @Test
    void testVerificationRunsAnImage() throws IOException {
        assertEquals(Outcome.SKIPPED, verify().getFirst().getOutcome());
        TestFiles.writeModel(file, 1);
        assertEquals(List.of(Outcome.SUCCESSFUL, Outcome.SUCCESSFUL, Outcome.SUCCESSFUL), verify().stream().map(ConfigVerificationResult::getOutcome).toList());
        Files.write(file, "garbage".getBytes(StandardCharsets.UTF_8));
        assertEquals(Outcome.FAILED, verify().getLast().getOutcome());
    }

    @Test
    void testVerificationTellsWhatTheModelIs() throws IOException {
        TestFiles.writeModel(file, 1);
        final String explanation = verify(Map.of(ModelServiceProperties.MODEL_FILE, file.toString(), ModelServiceProperties.PRECISION, "fp32", ModelServiceProperties.DEVICE,
                "cpu"))
                .get(1).getExplanation();

        assertTrue(explanation.matches("Model [0-9a-f]{16}: swin-se, [0-9,]+ parameters, 8 expressions, fp32 on cpu"), explanation);
    }

    @Test
    void testAGpuThatIsNotThereIsAMessage() throws IOException {
        TestFiles.writeModel(file, 1);
        final ConfigVerificationResult result = verify(Map.of(ModelServiceProperties.MODEL_FILE, file.toString(), ModelServiceProperties.DEVICE, "gpu",
                ModelServiceProperties.GPU_INDEX, "99"))
                .getLast();
        assertEquals(Outcome.FAILED, result.getOutcome());
        assertTrue(result.getExplanation().startsWith("gpu:99 was asked for, but libtorch sees"), result.getExplanation());

        runner.disableControllerService(service);
        runner.setProperty(service, ModelServiceProperties.DEVICE, "gpu");
        runner.setProperty(service, ModelServiceProperties.GPU_INDEX, "99");
        runner.enableControllerService(service);
        assertInstanceOf(InvalidInputException.class, assertThrows(ModelUnavailableException.class, service::acquire).getCause());
        assertInstanceOf(InvalidInputException.class, assertThrows(ModelUnavailableException.class, service::acquire).getCause());
    }

    @Test
    void testSettingsReachTheModel() throws IOException {
        TestFiles.writeModel(file, 1);
        runner.disableControllerService(service);
        runner.setProperty(service, ModelServiceProperties.PRECISION, "bf16");
        runner.setProperty(service, ModelServiceProperties.BATCH_LIMIT, "3");
        runner.setProperty(service, ModelServiceProperties.CORES, "1");
        runner.enableControllerService(service);
        try (ExpressionModel lease = service.acquire()) {
            assertEquals("bf16", lease.precision());
            assertEquals(7, lease.classify(Collections.nCopies(7, face())).size());
        }
    }

    @Test
    void testWrongSettingsAreInvalid() {
        runner.disableControllerService(service);
        for (final Map.Entry<PropertyDescriptor, String> setting : Map.of(ModelServiceProperties.BATCH_LIMIT, "0", ModelServiceProperties.CORES, "-1",
                ModelServiceProperties.DEVICE, "tpu",
                ModelServiceProperties.PRECISION, "int8", ModelServiceProperties.WARM_UP, "maybe").entrySet()) {
            runner.setProperty(service, setting.getKey(), setting.getValue());
            runner.assertNotValid(service);
            runner.removeProperty(service, setting.getKey());
            runner.assertValid(service);
        }

        runner.setProperty(service, ModelServiceProperties.MODEL_SOURCE, "url");
        for (final String address : List.of("ftp://host/m.safetensors", "http://host/m.pth", "m.safetensors", "https://host/a b.onnx")) {
            runner.setProperty(service, ModelServiceProperties.MODEL_URL, address);
            runner.assertNotValid(service);
        }

        runner.setProperty(service, ModelServiceProperties.MODEL_URL, "https://host/models/m.onnx?version=3");
        runner.assertValid(service);
        runner.setProperty(service, ModelServiceProperties.MODEL_SHA256, "abc");
        runner.assertNotValid(service);
    }

    @Test
    void testAnOnnxModelAndItsDescriptionAreWatched() throws IOException {
        TestFiles.writeModel(directory.resolve("source.safetensors"), 1);
        final Path onnx = directory.resolve("model.onnx");
        OnnxExport.export(directory.resolve("source.safetensors"), onnx);
        runner.disableControllerService(service);
        runner.setProperty(service, ModelServiceProperties.MODEL_SOURCE, "file");
        runner.setProperty(service, ModelServiceProperties.MODEL_FILE, onnx.toString());
        runner.enableControllerService(service);
        final String before;
        try (ExpressionModel lease = service.acquire()) {
            before = lease.id();
            assertEquals("onnx", lease.kind());
        }

        final Path description = OnnxModelFile.descriptionFile(onnx);
        Files.writeString(description, Files.readString(description).replaceFirst("\"temperature\" : 1.0", "\"temperature\" : 2.5"));
        try (ExpressionModel lease = service.acquire()) {
            assertNotEquals(before, lease.id());
            assertEquals(2.5, lease.temperature());
        }

        Files.writeString(onnx, "garbage");
        try (ExpressionModel lease = service.acquire()) {
            assertEquals(2.5, lease.temperature());
        }
    }

    @Test
    void testAModelOfOtherClassesLeavesTheOldOneInUse() throws IOException {
        TestFiles.writeModel(file, 1);
        final String before = TestFiles.modelId(file);
        service.acquire().close();
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2)).windowSize(4)
                .mlpRatio(2).classes(2).seReduction(4).build();
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 1)) {
            ModelFile.write(file, ModelDescription.of(configuration, List.of("cat", "dog"), Normalization.HALF), parameters);
            try (ExpressionModel lease = service.acquire()) {
                assertEquals(before, lease.id());
            }

            ModelFile.write(file, ModelDescription.of(configuration, List.of("anger", "fear"), Normalization.HALF), parameters);
        }

        try (ExpressionModel lease = service.acquire()) {
            assertEquals(List.of("anger", "fear"), lease.expressions());
        }
    }

    @Test
    void testAWeightThatIsNoNumberLeavesTheOldModelInUse() throws IOException {
        TestFiles.writeModel(file, 1);
        final String before = TestFiles.modelId(file);
        service.acquire().close();
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, content.putFloat(content.capacity() - 4, Float.NaN).array());
        // As if it had been written a second later: its size is that of the old one.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));

        try (ExpressionModel lease = service.acquire()) {
            assertEquals(before, lease.id());
        }
    }

    @Test
    void testAServiceOfAnEarlierVersionKeepsItsCores() {
        final MockPropertyConfiguration earlier = new MockPropertyConfiguration(Map.of("Threads", "3"));
        service.migrateProperties(earlier);

        assertEquals(Map.of("Cores", "3"), earlier.getRawProperties());
    }

    @Test
    void testOthersAreToldWhatTheModelIs() throws IOException {
        TestFiles.writeModel(file, 1);
        try (ExpressionModel lease = service.acquire(); ExpressionClassifier classifier = ExpressionClassifier.open(file)) {
            assertEquals(List.of(TestFiles.modelId(file), TestFiles.MODEL_IMAGE_SIZE, 8, "rgb", "swin-se", "cpu", 1.0, false),
                    List.of(lease.id(), lease.imageSize(), lease.expressions().size(), lease.colour(), lease.kind(), lease.device(), lease.temperature(), lease.isMirrored()));
            assertEquals(classifier.summary().parameters(), lease.parameters());
            assertEquals(2, new ObjectMapper().readTree(lease.description().orElseThrow()).at("/architecture/patchSize").asInt());
            final ExpressionAnswer answer = lease.classify(List.of(face())).getFirst();
            final Classification.WithFeatures expected = classifier.classifyWithFeatures(List.of(DrawnFaces.face(Expression.FEAR, 0, 48))).getFirst();
            expected.classification().orElseThrow().probabilities()
                    .forEach((expression, probability) -> assertEquals(probability, answer.probabilities().get(expression.label()), 1e-3));
            assertArrayEquals(expected.pooled(), answer.features(), 1e-2F);
            assertEquals(expected.gated().length, answer.gated().length);
        }
    }

    private static FaceImage face() {
        final RgbImage face = DrawnFaces.face(Expression.FEAR, 0, 48);
        return new FaceImage(face.width(), face.height(), face.pixels());
    }

    private List<ConfigVerificationResult> verify() {
        return verify(Map.of(ModelServiceProperties.MODEL_FILE, file.toString()));
    }

    private List<ConfigVerificationResult> verify(final Map<PropertyDescriptor, String> properties) {
        final Map<PropertyDescriptor, String> all = new HashMap<>(properties);
        if (properties.containsKey(ModelServiceProperties.MODEL_FILE)) {
            all.put(ModelServiceProperties.MODEL_SOURCE, "file");
        }

        return service.verify(new MockConfigurationContext(service, all, null, Map.of()), runner.getLogger(), Map.of());
    }
}
