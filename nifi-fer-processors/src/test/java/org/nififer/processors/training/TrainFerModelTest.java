package org.nififer.processors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.model.ModelFile;
import org.nififer.network.Precision;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.TestFiles;
import org.nififer.processors.common.Waiting;
import org.nififer.trainer.checkpoint.Checkpoint;
import org.nififer.trainer.checkpoint.CheckpointStore;
import org.nififer.trainer.checkpoint.RunIdentity;
import org.nififer.trainer.run.DeviceLock;
import org.nififer.trainer.run.ProcessLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class TrainFerModelTest {

    @TempDir
    private Path directory;
    private TestRunner runner;

    @BeforeEach
    void setUp() {
        runner = TestRunners.newTestRunner(TrainFerModel.class);
        runner.setProperty(NetworkProperties.PRESET, "custom");
        runner.setProperty(NetworkProperties.EMBEDDING_DIMENSION, "16");
        runner.setProperty(NetworkProperties.DEPTHS, "1,1");
        runner.setProperty(NetworkProperties.HEADS, "1,2");
        runner.setProperty(NetworkProperties.WINDOW_SIZE, "3");
        runner.setProperty(NetworkProperties.IMAGE_SIZE, "48");
        runner.setProperty(RecipeProperties.OPTIMIZER, "sgd");
        runner.setProperty(RecipeProperties.EPOCHS, "1");
        runner.setProperty(TrainFerModel.WORKING_DIRECTORY, directory.resolve("work").toString());
    }

    @Test
    void testAnotherProcessTrainsAModel() throws IOException {
        runner.setProperty(NetworkProperties.PATCH_SIZE, "8");
        runner.setProperty(NetworkProperties.PATCH_EMBEDDING, "convolutional");
        final byte[] dataset = TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION);
        runner.enqueue(dataset, Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile model = runner.getFlowFilesForRelationship(TrainFerModel.MODEL).getFirst();
        model.assertAttributeEquals("filename", "model.safetensors");
        final Path file = directory.resolve("model.safetensors");
        Files.write(file, model.toByteArray());
        model.assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(file));

        final MockFlowFile report = runner.getFlowFilesForRelationship(TrainFerModel.REPORT).getFirst();
        final JsonNode json = new ObjectMapper().readTree(report.getContent());
        assertEquals(1, json.path("epochs").size());
        assertEquals(8, json.path("settings").path("architecture").path("patchSize").asInt());
        assertEquals(Precision.ofThisMachine().label(), json.path("settings").path("precision").asText());
        assertEquals("convolutional", json.path("settings").path("architecture").path("patchEmbedding").asText());
        assertEquals(model.getAttribute(FerAttributes.MODEL_ID), json.path("modelId").asText());

        final MockFlowFile card = runner.getFlowFilesForRelationship(TrainFerModel.CARD).getFirst();
        card.assertAttributeEquals("filename", "MODEL_CARD.md");
        card.assertAttributeEquals("mime.type", "text/markdown");
        card.assertAttributeEquals(FerAttributes.MODEL_ID, model.getAttribute(FerAttributes.MODEL_ID));
        assertTrue(card.getContent().contains(json.path("datasetFingerprint").asText()), card.getContent());

        final MockFlowFile original = runner.getFlowFilesForRelationship(TrainFerModel.ORIGINAL).getFirst();
        original.assertContentEquals(dataset);
        original.assertAttributeEquals(FerAttributes.MODEL_ID, model.getAttribute(FerAttributes.MODEL_ID));
        assertEquals(1, runner.getCounterValue(TrainingEvents.EPOCHS_COUNTER));
        assertEquals(16, runner.getCounterValue(TrainingEvents.IMAGES_COUNTER));

        final MockFlowFile progress = runner.getFlowFilesForRelationship(TrainFerModel.PROGRESS).getFirst();
        progress.assertAttributeEquals(FerAttributes.EPOCH, "1");
        progress.assertAttributeEquals(FerAttributes.RUN_ID, json.path("runId").asText());
        final JsonNode epoch = new ObjectMapper().readTree(progress.getContent());
        assertEquals(json.path("epochs").get(0).path("trainingLoss"), epoch.path("trainingLoss"));
        assertEquals(1, epoch.path("epochs").asInt());
        assertWorkIsCleanedUp();
    }

    @Test
    void testDatasetThatIsNotSplitGoesToFailure() throws IOException {
        runner.enqueue(TestFiles.dataset(2, Split.TRAIN), Map.of("filename", "my faces.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(AbstractFerProcessor.FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(AbstractFerProcessor.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("dataset-my_faces.tar has no validation samples"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
        assertWorkIsCleanedUp();
    }

    @Test
    void testAStoppedTrainingGoesOnWhenItIsStartedAgain() throws Exception {
        runner.setProperty(RecipeProperties.EPOCHS, "3");
        runner.setProperty(RecipeProperties.BATCH_SIZE, "1");
        runner.enqueue(TestFiles.dataset(5, Split.TRAIN, Split.VALIDATION), Map.of("filename", "faces.tar"));
        final Thread operator = new Thread(() -> {
            while (runner.getCounterValue(TrainingEvents.EPOCHS_COUNTER) == null) {
                LockSupport.parkNanos(10_000_000);
            }

            ((TrainFerModel) runner.getProcessor()).stopTraining();
        });
        operator.start();
        runner.run();
        operator.join();

        runner.assertQueueNotEmpty();
        runner.assertTransferCount(AbstractFerProcessor.FAILURE, 0);
        runner.assertTransferCount(TrainFerModel.MODEL, 0);
        // Progress left while the training ran.
        runner.assertTransferCount(TrainFerModel.PROGRESS, 1);

        final Path abandoned = Files.createDirectories(directory.resolve("work").resolve("fer-training-0123456789abcdef").resolve("deep")).getParent();
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        final Path another = Files.createDirectories(directory.resolve("work").resolve("fer-training-fedcba9876543210"));
        runner.run();

        final JsonNode report = new ObjectMapper().readTree(runner.getFlowFilesForRelationship(TrainFerModel.REPORT).getFirst().getContent());
        assertEquals(3, report.path("epochs").size());
        runner.assertTransferCount(TrainFerModel.PROGRESS, 3);
        assertEquals(3, runner.getCounterValue(TrainingEvents.EPOCHS_COUNTER));
        assertFalse(Files.exists(abandoned));
        Files.delete(another);
        assertWorkIsCleanedUp();
    }

    @Test
    void testADatasetWaitsWhileAnotherTrainingHasTheDevice() throws IOException {
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION), Map.of("filename", "faces.tar"));
        final DeviceLock lock = DeviceLock.acquire(directory.resolve("work"), DeviceLock.device(), "training elsewhere");
        try (lock) {
            runner.run();
            runner.assertQueueNotEmpty();
            runner.assertTransferCount(AbstractFerProcessor.FAILURE, 0);
            runner.assertPenalizeCount(1);
        }
    }

    @Test
    void testResultsThatWereNotTakenBeforeACrashAreTaken() throws IOException {
        final byte[] dataset = TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION);
        final Path folder = folderOf(dataset);
        TestFiles.writeModel(folder.resolve("model.safetensors"), 1);
        Files.writeString(folder.resolve("MODEL_CARD.md"), "# A card");
        Files.writeString(folder.resolve("report.json"), "{\"modelId\":\"m\",\"runId\":\"r\",\"validation\":{\"accuracy\":0.5}}");
        runner.run();

        runner.getFlowFilesForRelationship(TrainFerModel.MODEL).getFirst().assertAttributeEquals(FerAttributes.VALIDATION_ACCURACY, "0.5");
        runner.assertTransferCount(TrainFerModel.PROGRESS, 0);
        assertWorkIsCleanedUp();
    }

    @Test
    void testCheckpointsOfAnotherTrainingAreNeverRemoved() throws IOException {
        final byte[] dataset = TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION);
        final Path folder = folderOf(dataset);
        final Path model = directory.resolve("model.safetensors");
        TestFiles.writeModel(model, 1);
        final ObjectMapper mapper = new ObjectMapper();
        final CheckpointStore checkpoints = new CheckpointStore(folder);
        checkpoints.write(new Checkpoint.State(new RunIdentity("of another version", mapper.createObjectNode(), ""), 7, mapper.createObjectNode()), Map.of(), model);
        final AssertionError error = assertThrows(AssertionError.class, () -> runner.run());

        assertTrue(error.getCause().getMessage().contains(folder.toString()), error.getCause().getMessage());
        assertTrue(checkpoints.lastWhole().contains("epoch 7"), checkpoints.lastWhole());
        runner.assertQueueNotEmpty();
        runner.assertTransferCount(AbstractFerProcessor.FAILURE, 0);
    }

    @Test
    void testNobodyElseMayLookIntoTheFolder() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        final Path folder = folderOf(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        runner.assertQueueNotEmpty();

        // Whoever may have planted results there.
        TestFiles.writeModel(folder.resolve("model.safetensors"), 1);
        Files.writeString(folder.resolve("report.json"), "{}");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        final AssertionError error = assertThrows(AssertionError.class, () -> runner.run());

        assertTrue(error.getCause().getCause().getMessage().contains("with rwxrwx---; expected"), error.getCause().getCause().getMessage());
        runner.assertQueueNotEmpty();
        runner.assertTransferCount(TrainFerModel.MODEL, 0);
    }

    @Test
    void testAFolderThatSomebodyWorksInIsLeftAlone() throws IOException {
        final Path folder = folderOf(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION));
        final Path log = Files.writeString(folder.resolve("trainer.log"), "of the training that is under way");
        final Path library = Files.writeString(Files.createDirectories(folder.resolve("tmp")).resolve("library.so"), "in use");
        final ProcessLock lock = ProcessLock.acquire(folder.resolve("lock"), "another processor");
        try (lock) {
            runner.run();
            assertEquals("of the training that is under way", Files.readString(log));
            assertTrue(Files.exists(library));
            runner.assertQueueNotEmpty();
            // Once for the device, and now for the folder.
            runner.assertPenalizeCount(2);

            Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            TrainingDirectory.removeOlder(folder.getParent(), Duration.ofHours(1), runner.getLogger());
            assertTrue(Files.exists(library));
        }

        TrainingDirectory.removeOlder(folder.getParent(), Duration.ofHours(1), runner.getLogger());
        assertFalse(Files.exists(folder));
    }

    /** The folder of a dataset that waits for the device. */
    private Path folderOf(final byte[] dataset) throws IOException {
        runner.enqueue(dataset, Map.of("filename", "faces.tar"));
        final DeviceLock lock = DeviceLock.acquire(directory.resolve("work"), DeviceLock.device(), "training elsewhere");
        try (lock) {
            runner.run();
        }

        runner.clearTransferState();
        try (Stream<Path> files = Files.list(directory.resolve("work"))) {
            return files.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void testTrainingStartsFromTheModelOfAnotherOne() throws IOException {
        final Path weights = directory.resolve("weights.safetensors");
        TestFiles.writeModel(weights, 1);
        runner.setProperty(NetworkProperties.INITIAL_WEIGHTS, weights.toString());
        runner.removeProperty(NetworkProperties.IMAGE_SIZE);
        runner.setProperty(NetworkProperties.NORMALIZATION, "imagenet");
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION), Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile report = runner.getFlowFilesForRelationship(TrainFerModel.REPORT).getFirst();
        final JsonNode json = new ObjectMapper().readTree(report.getContent());
        assertEquals("weights.safetensors", json.path("initialWeights").path("file").asText());
        assertEquals(0.485, json.path("initialWeights").path("mean").get(0).asDouble());
        try (ModelFile model = ModelFile.open(weights)) {
            assertEquals(model.description().architecture().imageSize(), json.path("settings").path("architecture").path("imageSize").asInt());
        }
    }

    @Test
    void testATeacherAnswersForUnlabelledSamples() throws IOException {
        final Path teacher = directory.resolve("teacher.safetensors");
        TestFiles.writeModel(teacher, 1);
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        runner.setProperty(TargetProperties.TEACHER, teacher.toString());
        runner.setProperty(TargetProperties.TEACHER_TEMPERATURE, "2");
        runner.enqueue(mixedDataset(), Map.of("filename", "faces.tar"));
        runner.run();

        final JsonNode json = new ObjectMapper().readTree(runner.getFlowFilesForRelationship(TrainFerModel.REPORT).getFirst().getContent());
        assertEquals(TestFiles.modelId(teacher), json.path("teacher").path("modelId").asText());
        assertEquals(2, json.path("teacher").path("temperature").asDouble());
        assertEquals(2, json.path("samples").path("train").path("unlabelled").asInt());
        assertEquals(4, runner.getCounterValue(TrainingEvents.IMAGES_COUNTER));
        assertWorkIsCleanedUp();
    }

    @Test
    void testATeacherThatCannotTeachKeepsTheDatasetInItsQueue() throws IOException {
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        runner.setProperty(TargetProperties.TEACHER, Files.write(directory.resolve("garbage.safetensors"), new byte[10]).toString());
        runner.enqueue(mixedDataset(), Map.of("filename", "faces.tar"));
        final AssertionError error = assertThrows(AssertionError.class, () -> runner.run());

        assertTrue(error.getCause().getMessage().contains("garbage.safetensors"), error.getCause().getMessage());
        runner.assertQueueNotEmpty();
        runner.assertTransferCount(AbstractFerProcessor.FAILURE, 0);
    }

    @Test
    void testATeacherWithoutAnythingToSayIsAFailure() throws IOException {
        final Path teacher = directory.resolve("teacher.safetensors");
        TestFiles.writeModel(teacher, 1);
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        runner.setProperty(TargetProperties.TEACHER, teacher.toString());
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION), Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile failed = runner.getFlowFilesForRelationship(AbstractFerProcessor.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_SETTING");
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("The teacher has nothing to say"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    @Test
    void testVerificationOpensTheTeacher() throws IOException {
        assertEquals(Outcome.SKIPPED, verify().getOutcome());
        final Path teacher = directory.resolve("teacher.safetensors");
        TestFiles.writeModel(teacher, 1, List.of(Expression.FEAR, Expression.ANGER));
        runner.setProperty(TargetProperties.TEACHER, teacher.toString());
        assertEquals(Outcome.SKIPPED, verify().getOutcome(), "the paper's recipe has no teacher");
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        final ConfigVerificationResult result = verify();
        assertEquals(Outcome.SUCCESSFUL, result.getOutcome(), result.getExplanation());
        assertEquals(String.format(Locale.ROOT, "Model %s tells apart fear, anger", TestFiles.modelId(teacher)), result.getExplanation());
        Files.write(teacher, new byte[10]);
        assertEquals(Outcome.FAILED, verify().getOutcome());
        Files.delete(teacher);
        assertTrue(verify().getExplanation().startsWith("There is no file "), verify().getExplanation());
    }

    private ConfigVerificationResult verify() {
        return ((TrainFerModel) runner.getProcessor()).verify(runner.getProcessContext(), runner.getLogger(), Map.of()).getFirst();
    }

    /** Two labelled and two unlabelled train samples, and two to validate. */
    private static byte[] mixedDataset() throws IOException {
        return TestFiles.dataset(List.of(TestFiles.sample(Expression.FEAR, Split.TRAIN), TestFiles.sample(Expression.ANGER, Split.TRAIN), TestFiles.unlabelled(7),
                TestFiles.unlabelled(8), TestFiles.sample(Expression.FEAR, Split.VALIDATION), TestFiles.sample(Expression.ANGER, Split.VALIDATION)));
    }

    @Test
    void testWeightsThatCannotBeReadKeepTheDatasetInItsQueue() throws IOException {
        final Path weights = Files.write(directory.resolve("weights.pth"), new byte[100]);
        runner.setProperty(NetworkProperties.INITIAL_WEIGHTS, weights.toString());
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION), Map.of("filename", "faces.tar"));
        final AssertionError error = assertThrows(AssertionError.class, () -> runner.run());

        assertTrue(error.getCause().getMessage().contains("weights.pth"), error.getCause().getMessage());
        runner.assertQueueNotEmpty();
        runner.assertTransferCount(AbstractFerProcessor.FAILURE, 0);
        assertWorkIsCleanedUp();
    }

    @Test
    void testTheSeedMayComeWithTheDataset() throws IOException {
        runner.setProperty(RecipeProperties.SEED, "${copy.index}");
        runner.assertValid();
        final byte[] dataset = TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION);
        runner.enqueue(dataset, Map.of("filename", "faces.tar", "copy.index", "7"));
        runner.enqueue(dataset, Map.of("filename", "faces.tar", "copy.index", "seven"));
        runner.enqueue(dataset, Map.of("filename", "faces.tar"));
        runner.run(3);

        final MockFlowFile original = runner.getFlowFilesForRelationship(TrainFerModel.ORIGINAL).getFirst();
        original.assertAttributeEquals(FerAttributes.SEED, "7");
        original.assertAttributeEquals(FerAttributes.EPOCHS, "1");
        original.assertAttributeEquals(FerAttributes.BEST_EPOCH, "1");
        final JsonNode report = new ObjectMapper().readTree(runner.getFlowFilesForRelationship(TrainFerModel.REPORT).getFirst().getContent());
        assertEquals(7, report.at("/settings/seed").asInt());
        original.assertAttributeEquals(FerAttributes.TRAINING_SECONDS, report.at("/epochs/0/seconds").asText());

        final List<MockFlowFile> failed = runner.getFlowFilesForRelationship(AbstractFerProcessor.FAILURE);
        assertEquals(2, failed.size());
        failed.getFirst().assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_SETTING");
        failed.getFirst().assertAttributeEquals(FerAttributes.ERROR_MESSAGE, "The seed of faces.tar is 'seven'; expected a whole number");
        failed.getLast().assertAttributeEquals(FerAttributes.ERROR_MESSAGE, "The seed of faces.tar is ''; expected a whole number");
    }

    @Test
    void testADatasetWaitsForItsTurnWithoutAProcess() throws IOException {
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION), Map.of("filename", "faces.tar"));
        final ProcessLock turn = TrainingDirectory.takeTurn(Files.createDirectories(directory.resolve("work")));
        try (turn) {
            runner.run();
            runner.assertQueueNotEmpty();
            runner.assertPenalizeCount(1);
            assertWorkIsCleanedUp();
        }

        runner.run();
        runner.assertTransferCount(TrainFerModel.MODEL, 1);
    }

    @Test
    void testADatasetThatHasWaitedTooLongForItsTurn() throws IOException {
        assertEquals(Set.of("model", "report", "card", "progress", "original", "failure"), relationships());
        runner.setProperty(Waiting.MAXIMUM_WAIT, "1 hour");
        assertEquals(Set.of("model", "report", "card", "progress", "original", "failure", "timeout"), relationships());
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION), Map.of("filename", "faces.tar", FerAttributes.WAITING_SINCE,
                runner.getProcessor().getIdentifier() + " 1000"));
        final ProcessLock turn = TrainingDirectory.takeTurn(Files.createDirectories(directory.resolve("work")));
        try (turn) {
            runner.run();
        }

        runner.assertAllFlowFilesTransferred(Waiting.TIMEOUT, 1);
        final MockFlowFile late = runner.getFlowFilesForRelationship(Waiting.TIMEOUT).getFirst();
        late.assertAttributeEquals(FerAttributes.ERROR_CODE, "WAITED_TOO_LONG");
        assertTrue(late.getAttribute(FerAttributes.ERROR_MESSAGE).startsWith("faces.tar has waited for longer than 1 hour: Another training is under way in "),
                late.getAttribute(FerAttributes.ERROR_MESSAGE));
        late.assertAttributeNotExists(FerAttributes.WAITING_SINCE);
    }

    private Set<String> relationships() {
        return runner.getProcessor().getRelationships().stream().map(Relationship::getName).collect(Collectors.toSet());
    }

    @Test
    void testATrainingThatDiesIsNotTriedForEver() throws IOException {
        runner.setProperty(TrainFerModel.TRAINER_HEAP, "8 MB");
        runner.setProperty(TrainFerModel.MAXIMUM_ATTEMPTS, "2");
        final byte[] dataset = TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION);
        runner.enqueue(dataset, Map.of("filename", "faces.tar"));
        runner.run();
        runner.assertQueueNotEmpty();
        runner.assertTransferCount(AbstractFerProcessor.FAILURE, 0);

        // As after a restart of NiFi.
        final TestRunner restarted = TestRunners.newTestRunner(TrainFerModel.class);
        runner.getProcessContext().getAllProperties().entrySet().stream().filter(property -> property.getValue() != null)
                .forEach(property -> restarted.setProperty(property.getKey(), property.getValue()));
        restarted.enqueue(dataset, Map.of("filename", "faces.tar"));
        restarted.run();
        restarted.assertAllFlowFilesTransferred(AbstractFerProcessor.FAILURE, 1);
        final MockFlowFile failed = restarted.getFlowFilesForRelationship(AbstractFerProcessor.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "TRAINING_FAILED");
        final String message = failed.getAttribute(FerAttributes.ERROR_MESSAGE);
        assertTrue(message.startsWith("The training on faces.tar has died 2 times."), message);
        assertTrue(message.contains("OutOfMemoryError") || message.contains("Too small"), message);

        // Sent there again with more memory it goes on in its folder.
        restarted.clearTransferState();
        restarted.setProperty(TrainFerModel.TRAINER_HEAP, "1 GB");
        restarted.enqueue(dataset, Map.of("filename", "faces.tar"));
        restarted.run();
        restarted.assertTransferCount(TrainFerModel.MODEL, 1);
        assertWorkIsCleanedUp();
    }

    @Test
    void testLearningRateMustBeANumber() {
        for (final String wrong : List.of("fast", "0.01x", "0,01", "-1", "0", "11", "NaN")) {
            runner.setProperty(RecipeProperties.LEARNING_RATE, wrong);
            runner.assertNotValid();
        }

        runner.setProperty(RecipeProperties.LEARNING_RATE, "1e-3");
        runner.assertValid();
    }

    private void assertWorkIsCleanedUp() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("work"))) {
            assertEquals(List.of(), files.filter(Files::isDirectory).toList());
        }
    }
}
