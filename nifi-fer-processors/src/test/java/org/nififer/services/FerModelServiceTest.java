package org.nififer.services;

import ai.djl.ndarray.NDManager;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.TestFiles;
import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.network.TorchEngine;
import org.nififer.services.ExpressionClassifierService.ClassifierLease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        runner.setProperty(service, FerModelService.MODEL_FILE, file.toString());
        runner.enableControllerService(service);
    }

    @Test
    void testTasksShareOneClassifier() throws IOException {
        TestFiles.writeModel(file, 1);
        try (ClassifierLease first = service.acquire(); ClassifierLease second = service.acquire()) {
            assertSame(first.classifier(), second.classifier());
            assertEquals(TestFiles.modelId(file), first.classifier().modelId());
        }
    }

    @Test
    void testAReplacedModelIsUsedWhileTheOldOneServesItsLease() throws IOException {
        TestFiles.writeModel(file, 1);
        try (ClassifierLease before = service.acquire()) {
            TestFiles.writeModel(file, 2);
            try (ClassifierLease after = service.acquire()) {
                assertNotEquals(before.classifier().modelId(), after.classifier().modelId());
                assertEquals(1, before.classifier().classify(List.of(DrawnFaces.face(Expression.FEAR, 0, 48))).size());
            }
        }
    }

    @Test
    void testGarbageInItsPlaceLeavesTheOldModelInUse() throws IOException {
        TestFiles.writeModel(file, 1);
        final String before;
        try (ClassifierLease lease = service.acquire()) {
            before = lease.classifier().modelId();
        }

        Files.write(file, "garbage".getBytes(StandardCharsets.UTF_8));
        try (ClassifierLease lease = service.acquire()) {
            assertEquals(before, lease.classifier().modelId());
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
                try (ClassifierLease lease = service.acquire()) {
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
        assertThrows(InvalidInputException.class, service::acquire);
    }

    @Test
    void testTheModelMayComeLater() throws IOException {
        assertThrows(NoSuchFileException.class, service::acquire);
        TestFiles.writeModel(file, 1);
        service.acquire().close();
    }

    @Test
    void testTheModelInMemoryOutlivesItsFile() throws IOException {
        TestFiles.writeModel(file, 1);
        final String before = TestFiles.modelId(file);
        service.acquire().close();

        Files.delete(file);
        try (ClassifierLease lease = service.acquire()) {
            assertEquals(before, lease.classifier().modelId());
        }

        TestFiles.writeModel(file, 2);
        try (ClassifierLease lease = service.acquire()) {
            assertEquals(TestFiles.modelId(file), lease.classifier().modelId());
        }
    }

    @Test
    void testVerificationRunsAnImage() throws IOException {
        assertEquals(Outcome.SKIPPED, verify().getFirst().getOutcome());
        TestFiles.writeModel(file, 1);
        assertEquals(List.of(Outcome.SUCCESSFUL, Outcome.SUCCESSFUL), verify().stream().map(ConfigVerificationResult::getOutcome).toList());
        Files.write(file, "garbage".getBytes(StandardCharsets.UTF_8));
        assertEquals(Outcome.FAILED, verify().getFirst().getOutcome());
    }

    private List<ConfigVerificationResult> verify() {
        return service.verify(new MockConfigurationContext(Map.of(FerModelService.MODEL_FILE, file.toString()), null, Map.of()),
                runner.getLogger(), Map.of());
    }
}
