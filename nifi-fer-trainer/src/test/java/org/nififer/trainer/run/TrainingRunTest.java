package org.nififer.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ImageColour;
import org.nififer.model.ModelFile;
import org.nififer.model.ModelVariant;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.PretrainedFiles;
import org.nififer.trainer.TestSettings;
import org.nififer.trainer.calibration.ModelCalibrator;
import org.nififer.trainer.calibration.ModelCalibrator.FittedTemperature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingRunTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(48).patchSize(8).embeddingDimension(16).stages(List.of(1, 1), List.of(1, 2)).windowSize(3)
            .mlpRatio(2).seReduction(4).build();
    private static final SwinConfiguration SMALL = SwinConfiguration.builder().imageSize(48).embeddingDimension(64).stages(List.of(2, 2), List.of(2, 4)).windowSize(6)
            .seReduction(16).build();
    private static final List<Expression> FOUR = List.of(Expression.HAPPINESS, Expression.SURPRISE, Expression.ANGER, Expression.NEUTRAL);

    @TempDir
    private Path directory;
    private RunRecorder recorder = new RunRecorder();

    /** It takes minutes where the CPU emulates bfloat16. */
    @Test
    @Tag("long")
    void testASmallNetworkLearnsDrawnFacesOfStrangers() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), FOUR, Map.of(Split.TRAIN, 110, Split.VALIDATION, 20, Split.TEST, 30));
        final TrainingSettings settings = TestSettings.of(SMALL, choices -> {
            choices.seed(1).precision(Precision.FP32).augmentation(TrainingAugmentation.NONE).schedule().epochs(12).learningRate(0.005);
            choices.optimizer().kind(OptimizerKind.SGD).weightDecay(0d).batchSize(8);
        });
        final TrainingReport report = run(settings, dataset);

        assertEquals(12, report.epochs().size());
        try (ExpressionClassifier classifier = ExpressionClassifier.open(directory.resolve("run").resolve(TrainingRun.MODEL));
             DatasetIndex index = DatasetIndex.open(dataset)) {
            assertEquals(report.modelId(), classifier.modelId());
            final double accuracy = Validation.of(classifier, index, index.samples(Split.TEST)).metrics().accuracy();
            // Four expressions: guessing gives 0.25.
            assertTrue(accuracy > 0.45, "Accuracy " + accuracy);
        }
    }

    @Test
    void testAModelThatHasSeenGreyImagesAloneSeesTheLuminance() throws IOException {
        final Path colourful = DrawnDataset.write(directory.resolve("colourful.tar"), FOUR, Map.of(Split.TRAIN, 4, Split.VALIDATION, 2));
        final Path grey = directory.resolve("grey.tar");
        final Path nearlyGrey = directory.resolve("nearly-grey.tar");
        try (DatasetReader reader = DatasetReader.open(colourful); DatasetWriter greyWriter = DatasetWriter.create(grey);
             DatasetWriter nearlyWriter = DatasetWriter.create(nearlyGrey)) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                final Sample luminance = SampleEncoding.PNG.sample(sample.key(), grey(ImageCodec.decode(sample.image(), "face")), sample.metadata().toBuilder());
                greyWriter.write(luminance);
                nearlyWriter.write(sample.key().startsWith("3_anger") ? sample : luminance);
            }
        }

        run(tiny(1, 0.01, 1), grey);
        final RgbImage face = DrawnFaces.face(Expression.ANGER, 1, 48);
        try (ExpressionClassifier classifier = ExpressionClassifier.open(directory.resolve("run").resolve(TrainingRun.MODEL))) {
            assertEquals(ImageColour.GREY, classifier.description().orElseThrow().colour());
            assertEquals(classifier.classify(List.of(grey(face))), classifier.classify(List.of(face)));
        }

        assertEquals(ImageColour.RGB, colourAfter(tiny(1, 0.01, 1), nearlyGrey));
        assertEquals(ImageColour.RGB, colourAfter(tiny(1, 0.01, 1, choices -> choices.colour(TrainingColour.RGB)), grey));
        assertEquals(ImageColour.GREY, colourAfter(tiny(1, 0.01, 1, choices -> choices.colour(TrainingColour.GREY)), colourful));
    }

    private ImageColour colourAfter(final TrainingSettings settings, final Path dataset) throws IOException {
        run(settings, dataset);
        try (ModelFile model = ModelFile.open(directory.resolve("run").resolve(TrainingRun.MODEL))) {
            return model.description().colour();
        }
    }

    private static RgbImage grey(final RgbImage image) {
        final byte[] pixels = new byte[image.pixels().length];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                final int start = (y * image.width() + x) * RgbImage.CHANNELS;
                final double luminance = 0.299 * image.value(x, y, 0) + 0.587 * image.value(x, y, 1) + 0.114 * image.value(x, y, 2);
                Arrays.fill(pixels, start, start + RgbImage.CHANNELS, (byte) Math.round(luminance));
            }
        }

        return new RgbImage(image.width(), image.height(), pixels);
    }

    @Test
    void testTheBestEpochIsTheModelAndTheReportSaysSo() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 4, Split.VALIDATION, 3));
        final TrainingReport report = run(tiny(3, 0.01, 1), dataset);

        final double best = recorder.epochs.stream().mapToDouble(EpochRecord::validationAccuracy).max().orElseThrow();
        assertEquals(best, report.validation().accuracy());
        assertEquals(best, recorder.epochs.get(report.bestEpoch() - 1).validationAccuracy());
        try (ModelFile model = ModelFile.open(directory.resolve("run").resolve(TrainingRun.MODEL))) {
            assertEquals(report.datasetFingerprint(), model.description().datasetFingerprint());
            assertEquals(report.bestEpoch(), model.description().training().path("bestEpoch").asInt());
            assertEquals(best, model.description().metrics().path("accuracy").asDouble());
        }

        final JsonNode json = new ObjectMapper().readTree(directory.resolve("run").resolve(TrainingRun.REPORT).toFile());
        assertEquals(3, json.path("epochs").size());
        assertEquals(4, json.path("samples").path("train").path("contempt").asInt());
    }

    @Test
    void testTheSameSeedGivesTheSameModel() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 4, Split.VALIDATION, 1));
        run(tiny(2, 0.01, 7), dataset);
        final byte[] first = Files.readAllBytes(directory.resolve("run").resolve(TrainingRun.MODEL));
        run(tiny(2, 0.01, 7), dataset);

        assertArrayEquals(first, Files.readAllBytes(directory.resolve("run").resolve(TrainingRun.MODEL)));
    }

    @Test
    void testACalibratedModelAnswersTheSameWithAnotherConfidence() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), FOUR, Map.of(Split.TRAIN, 20, Split.VALIDATION, 8));
        final TrainingReport plain = run(tiny(4, 0.02, 1), dataset);
        final Path first = Files.move(directory.resolve("run").resolve(TrainingRun.MODEL), directory.resolve("plain.safetensors"));
        final TrainingReport report = run(tiny(4, 0.02, 1, choices -> choices.calibrated(true)), dataset);

        assertNull(plain.calibration());
        assertEquals(plain.validation().accuracy(), report.validation().accuracy());
        assertNotEquals(plain.runId(), report.runId());
        assertNotEquals(plain.modelId(), report.modelId());
        final FittedTemperature calibration = report.calibration();
        assertEquals(32, calibration.samples());
        assertTrue(calibration.after() < calibration.before(), calibration::toString);
        final Path second = directory.resolve("run").resolve(TrainingRun.MODEL);
        // A temperature is that of the precision in which the training calibrates, which is its own.
        final ClassifierSettings settings = ClassifierSettings.DEFAULT.withPrecision(report.settings().precision());
        try (ExpressionClassifier uncalibrated = ExpressionClassifier.open(first, settings); ExpressionClassifier calibrated = ExpressionClassifier.open(second, settings);
             DatasetReader reader = DatasetReader.open(dataset); DatasetIndex index = DatasetIndex.open(dataset)) {
            assertEquals(report.modelId(), calibrated.modelId());
            assertEquals(1, uncalibrated.temperature());
            assertEquals(calibration.temperature(), calibrated.temperature());
            // What the command calibrate finds for the same model and split.
            assertEquals(calibration.temperature(), ModelCalibrator.calibrate(uncalibrated, reader, Split.VALIDATION, "faces").temperature(), 1e-9);
            assertEquals(Validation.of(uncalibrated, index, index.samples(Split.VALIDATION)).metrics().accuracy(),
                    Validation.of(calibrated, index, index.samples(Split.VALIDATION)).metrics().accuracy());
        }

        final JsonNode json = new ObjectMapper().readTree(directory.resolve("run").resolve(TrainingRun.REPORT).toFile());
        assertEquals(calibration.temperature(), json.at("/calibration/temperature").asDouble());
        assertTrue(json.at("/settings/calibrated").asBoolean());
    }

    @Test
    void testAModelThatNoTemperatureFitsIsKept() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 4));
        // It learns nothing: what it answers has nothing to do with the image.
        final TrainingReport report = run(tiny(1, 1e-12, 1, choices -> choices.calibrated(true)), dataset);

        assertNull(report.calibration());
        assertEquals(1, recorder.warnings.size());
        assertTrue(recorder.warnings.getFirst().startsWith("The model is not calibrated: No temperature fits the validation samples of "), recorder.warnings.getFirst());
        try (ModelFile model = ModelFile.open(directory.resolve("run").resolve(TrainingRun.MODEL))) {
            assertEquals(report.modelId(), model.id());
            assertNull(model.description().temperature());
        }
    }

    @Test
    void testInitialWeightsAreInTheReportAndInTheRunId() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        final String random = run(tiny(1, 0.01, 1), dataset).runId();
        final TrainingReport first = runFrom(PretrainedFiles.published(directory, TINY, 1), dataset);
        final String same = runFrom(PretrainedFiles.published(directory, TINY, 1), dataset).runId();
        final String other = runFrom(PretrainedFiles.published(directory, TINY, 2), dataset).runId();

        assertEquals(first.runId(), same);
        assertEquals(3, Set.of(random, first.runId(), other).size());
        final JsonNode json = new ObjectMapper().readTree(directory.resolve("run").resolve(TrainingRun.REPORT).toFile()).path("initialWeights");
        assertEquals("pretrained.safetensors", json.path("file").asText());
        assertEquals("timm", json.path("format").asText());
        assertTrue(json.path("notes").get(0).asText().contains("is kept"), json.toString());
        try (ModelFile model = ModelFile.open(directory.resolve("run").resolve(TrainingRun.MODEL))) {
            assertEquals(json.path("sha256"), model.description().training().path("initialWeights").path("sha256"));
            assertEquals(0.485, model.description().mean().getFirst());
        }
    }

    private TrainingReport runFrom(final Path file, final Path dataset) throws IOException {
        try (TransferredWeights weights = TransferredWeights.open(file, ModelVariant.SWIN_SE, OptionalInt.empty(), Optional.empty())) {
            return run(tiny(1, 0.01, 1), weights, dataset);
        }
    }

    @Test
    void testFrozenStagesStayAsTheyWere() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        run(tiny(1, 0.01, 1, choices -> choices.frozenStages(1).precision(Precision.FP32)), dataset);
        try (ModelFile model = ModelFile.open(directory.resolve("run").resolve(TrainingRun.MODEL)); NetworkParameters trained = model.loadParameters();
             NetworkParameters start = NetworkParameters.random(TINY, 1)) {
            for (final String name : start.arrays().keySet()) {
                final boolean frozen = name.startsWith("patch_embed.") || name.startsWith("layers.0.");
                assertEquals(frozen, Arrays.equals(start.arrays().get(name).toFloatArray(), trained.arrays().get(name).toFloatArray()), name);
            }
        }
    }

    /** At such a rate the weights stay, so that what was counted on the way is what the model has at the end. */
    @Test
    void testTrainingAccuracyAndValidationLossAreThoseOfTheModel() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 3, Split.VALIDATION, 2));
        final TrainingSettings settings = tiny(1, 1e-12, 1, choices -> choices.precision(Precision.FP32).augmentation(TrainingAugmentation.NONE).optimizer().batchSize(5));
        final EpochRecord epoch = run(settings, dataset).epochs().getFirst();
        try (ModelFile model = ModelFile.open(directory.resolve("run").resolve(TrainingRun.MODEL)); NetworkParameters parameters = model.loadParameters();
             ExpressionClassifier classifier = ExpressionClassifier.of("", model.description(), parameters, Precision.FP32); DatasetIndex index = DatasetIndex.open(dataset)) {
            final Validation training = Validation.of(classifier, index, index.samples(Split.TRAIN));
            assertEquals(training.metrics().accuracy(), epoch.trainingAccuracy());
            assertEquals(training.loss(), epoch.trainingLoss(), 1e-5);
            assertEquals(Validation.of(classifier, index, index.samples(Split.VALIDATION)).loss(), epoch.validationLoss(), 1e-6);
            assertEquals(epoch.trainingAccuracy(), model.description().training().path("history").get(0).path("trainingAccuracy").asDouble());
            assertEquals(epoch.validationLoss(), model.description().training().path("history").get(0).path("validationLoss").asDouble());
        }
    }

    @Test
    void testPatienceEndsARunThatGetsNoBetter() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        // Nothing is learned at such a rate, so that the first epoch stays the best.
        final TrainingReport report = run(tiny(50, 1e-12, 1, choices -> choices.precision(Precision.FP32).schedule().patience(3)), dataset);

        assertEquals(1, report.bestEpoch());
        assertEquals(4, report.epochs().size());
    }

    @Test
    void testSplitsThatAreMissingAreNamed() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1));
        assertInvalid(tiny(1, 0.01, 0), dataset, InvalidInputException.Code.INVALID_DATASET, "no validation samples");
    }

    @Test
    void testOneExpressionIsNotEnough() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), List.of(Expression.FEAR), Map.of(Split.TRAIN, 3, Split.VALIDATION, 1));
        assertInvalid(tiny(1, 0.01, 0), dataset, InvalidInputException.Code.INVALID_DATASET, "shows only fear");
    }

    @Test
    void testALossThatIsNoNumberEndsTheRun() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 20, Split.VALIDATION, 1));
        final TrainingSettings settings = tiny(60, 10, 0, choices -> {
            choices.precision(Precision.FP32).augmentation(TrainingAugmentation.NONE).schedule().decayFactor(1);
            choices.optimizer().kind(OptimizerKind.SGD).momentum(0.99).weightDecay(0.5);
        });
        assertInvalid(settings, dataset, InvalidInputException.Code.TRAINING_FAILED, "learning rate below 10", "The losses before were");
    }

    @Test
    void testSettingsOutOfRangeAreNamed() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        assertInvalidSetting(dataset, choices -> choices.schedule().epochs(0), "number of epochs is 0");
        assertInvalidSetting(dataset, choices -> choices.schedule().learningRate(-1d), "learning rate is -1.0");
        assertInvalidSetting(dataset, choices -> choices.schedule().decay(LearningRateDecay.COSINE).warmupEpochs(3), "warm-up epochs is 3", "less than the 3 epochs");
        assertInvalidSetting(dataset, choices -> choices.targets().labelSmoothing(1), "label smoothing is 1.0");
        assertInvalidSetting(dataset, choices -> choices.mixup(-1), "mixup is -1.0");
        assertInvalidSetting(dataset, choices -> choices.frozenStages(3), "frozen stages is 3", "0 to 2");
        assertInvalidSetting(dataset, choices -> choices.precision(Precision.FP16), "precision is fp16", "fp32 or bf16");
        assertInvalidSetting(dataset, choices -> choices.optimizer().kind(OptimizerKind.ASAM).rho(0d), "rho is 0.0");
        assertInvalidSetting(dataset, choices -> choices.optimizer().sharpnessPart(0), "part of the training", "is 0.0");
        assertInvalidSetting(dataset, choices -> choices.optimizer().sharpnessInterval(0), "between two climbs is 0");
        assertInvalidSetting(dataset, choices -> choices.optimizer().kind(OptimizerKind.ADAMW).beta1(1), "first beta is 1.0");
        assertInvalidSetting(dataset, choices -> choices.optimizer().kind(OptimizerKind.ADAMW).beta2(-0.1), "second beta is -0.1");
        assertInvalidSetting(dataset, choices -> choices.optimizer().kind(OptimizerKind.SGD).clipNorm(Double.NaN), "clipped to is NaN", "0 (none) to");
        assertInvalidSetting(dataset, choices -> choices.schedule().decay(LearningRateDecay.COSINE).minimumLearningRate(0.02), "minimum learning rate is 0.02",
                "0 to the learning rate, which is 0.01");
    }

    private void assertInvalidSetting(final Path dataset, final Consumer<TrainingSettings.Builder> wrong, final String... messages) throws IOException {
        assertInvalid(tiny(3, 0.01, 0, wrong), dataset, InvalidInputException.Code.INVALID_SETTING, messages);
    }

    private static TrainingSettings tiny(final int epochs, final double learningRate, final long seed) throws IOException {
        return tiny(epochs, learningRate, seed, choices -> {
        });
    }

    private static TrainingSettings tiny(final int epochs, final double learningRate, final long seed, final Consumer<TrainingSettings.Builder> choices) throws IOException {
        return TestSettings.of(TINY, settings -> {
            settings.seed(seed).schedule().epochs(epochs).learningRate(learningRate);
            settings.optimizer().batchSize(4);
            choices.accept(settings);
        });
    }

    private TrainingReport run(final TrainingSettings settings, final Path dataset) throws IOException {
        return run(settings, InitialWeights.random(settings.architecture()), dataset);
    }

    private TrainingReport run(final TrainingSettings settings, final InitialWeights weights, final Path dataset) throws IOException {
        recorder = new RunRecorder();
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            return new TrainingRun(settings, weights, Optional.empty(), index, directory.resolve("run"), recorder).run();
        }
    }

    private void assertInvalid(final TrainingSettings settings, final Path dataset, final InvalidInputException.Code code, final String... messages) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> run(settings, dataset));
        assertEquals(code, exception.code());
        for (final String message : messages) {
            assertTrue(exception.getMessage().contains(message), exception.getMessage());
        }
    }
}
