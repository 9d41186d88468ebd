package org.nififer.trainer.run;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.Split;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.trainer.calibration.ModelCalibrator;
import org.nififer.trainer.calibration.ModelCalibrator.FittedTemperature;
import org.nififer.trainer.checkpoint.Checkpoint;
import org.nififer.trainer.checkpoint.RunIdentity;
import org.nififer.trainer.evaluation.LearningCurve;
import org.nififer.trainer.report.ModelCard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Trains a model on the training split of a dataset and leaves {@value #MODEL} (the weights of the epoch with the best
 * validation accuracy, written whenever there is a better one), its card {@value ModelCard#FILE} and {@value #REPORT} in a directory. Each epoch leaves a
 * checkpoint there: a run that was ended in whatever way goes on from it, and comes to the same weights, to the bit, as one that was not.
 */
public final class TrainingRun {

    public static final String MODEL = "model.safetensors";
    public static final String REPORT = "report.json";

    private static final ObjectMapper MAPPER = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final String CPU = "cpu";

    /** How libtorch says that it got no memory, from the system or on a GPU. */
    private static final Pattern MEMORY_MESSAGE = Pattern.compile("can't allocate memory|out of memory", Pattern.CASE_INSENSITIVE);

    private final TrainingSettings settings;
    private final InitialWeights initialWeights;
    private final Optional<Teacher> teacher;
    private final DatasetIndex dataset;
    private final TrainingSamples samples;
    private final RunIdentity identity;
    private final RunFolder folder;
    private final TrainingListener listener;
    private final EpochHistory history;

    /**
     * A run from random weights.
     *
     * @param directory created where missing
     * @throws InvalidInputException where settings and dataset do not suffice for a training
     */
    public TrainingRun(final TrainingSettings settings, final DatasetIndex dataset, final Path directory, final TrainingListener listener) throws IOException {
        this(settings, InitialWeights.random(settings.architecture()), Optional.empty(), dataset, directory, listener);
    }

    /**
     * A run from given weights, with or without a teacher. Without one, unlabelled samples are left out, and a warning says how many.
     *
     * @param initialWeights of the architecture of the settings, open until the run has ended
     * @param directory      created where missing
     * @throws InvalidInputException where settings and dataset do not suffice for a training
     */
    public TrainingRun(final TrainingSettings settings, final InitialWeights initialWeights, final Optional<Teacher> teacher, final DatasetIndex dataset,
                       final Path directory, final TrainingListener listener) throws IOException {
        settings.validate();
        this.settings = settings;
        this.history = new EpochHistory(settings.weights().bestBy());
        this.initialWeights = initialWeights;
        this.teacher = teacher;
        this.dataset = dataset;
        this.listener = listener;
        samples = TrainingSamples.of(dataset, teacher);
        final ObjectNode allSettings = MAPPER.valueToTree(settings);
        teacher.ifPresent(model -> allSettings.set("teacher", MAPPER.valueToTree(model)));
        identity = new RunIdentity(dataset.fingerprint(), allSettings, initialWeights.origin().map(InitialWeights.Origin::identity).orElse(""));
        folder = new RunFolder(directory);
    }

    /** Removes what a run that has not ended has left in a directory, so that the next one begins anew. */
    public static void discard(final Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            new RunFolder(directory).discardProgress();
        }
    }

    /** The run id, the same for equal settings, initial weights and data. */
    public String id() {
        return identity.id();
    }

    /**
     * Runs to the end, from the latest checkpoint in the directory where there is one. At the end the checkpoints are removed.
     *
     * @throws InvalidInputException        where the loss is no longer a number, where the checkpoint is that of another run, or where a step cannot fit into memory
     * @throws TrainingInterruptedException where the disk or the memory is full; the last checkpoint is whole then
     */
    public TrainingReport run() throws IOException {
        if (DeviceLock.device().equals(CPU)) {
            StepMemory.require(settings, Math.min(settings.optimizer().batchSize(), samples.training().length), StepMemory.free());
        }

        listener.started(identity.id(), settings, samples.training().length, samples.validation().length);
        samples.warn(settings.targets(), listener);
        final Optional<FittedTemperature> calibration;
        try {
            runEpochs();
            calibration = settings.calibrated() ? calibrate() : Optional.empty();
        } catch (final OutOfMemoryError e) {
            throw outOfMemory(e);
        } catch (final EngineException e) {
            if (e.getMessage() != null && MEMORY_MESSAGE.matcher(e.getMessage()).find()) {
                throw outOfMemory(e);
            }

            throw e;
        }

        final TrainingReport report = report(calibration);
        folder.finish(report);
        return report;
    }

    private TrainingInterruptedException outOfMemory(final Throwable cause) throws IOException {
        return folder.interrupted(String.format(Locale.ROOT, "Memory ran out in epoch %d (%s: %s). A smaller batch size needs less of it, a larger heap gives more to Java",
                history.next(), cause.getClass().getSimpleName(), cause.getMessage()), cause);
    }

    private void runEpochs() throws IOException {
        final ModelDescription description = initialWeights.description().withColour(settings.colour().of(dataset, samples.training()));
        try (Network network = new Network(settings.architecture()); TrainingState state = begin()) {
            final SoftLabels softLabels = teacher.isEmpty() ? SoftLabels.NONE : folder.softLabels(teacher.get(), samples, description.expressions(), listener);
            final EpochTrainer trainer = new EpochTrainer(settings, samples, description, softLabels, network, state, listener);
            while (!settings.schedule().isOver(history.next() - 1, history.bestEpoch())) {
                final EpochTrainer.Trained trained = trainer.train(history.next());
                final EpochRecord epoch = history.add(trained, validate(description, state.model()), samples.training().length);
                if (epoch.best()) {
                    folder.keepModel(epoch.epoch(), description.withTraining(dataset.fingerprint(), summary(), MAPPER.valueToTree(history.best())), state);
                }

                folder.keepCheckpoint(new Checkpoint.State(identity, epoch.epoch(), MAPPER.valueToTree(history.progress(state.steps()))), state);
                listener.epochEnded(epoch);
            }
        }
    }

    /** The state from which the run goes on: that of its latest checkpoint, or the initial one. */
    private TrainingState begin() throws IOException {
        final int stepsPerEpoch = settings.optimizer().stepsPerEpoch(samples.training().length);
        final Optional<Checkpoint> latest = folder.resume(identity, listener);
        if (latest.isEmpty()) {
            return TrainingState.start(settings, stepsPerEpoch, initialWeights.load(settings.seed()));
        }

        try (Checkpoint checkpoint = latest.get()) {
            final EpochHistory.Progress progress = MAPPER.treeToValue(checkpoint.state().progress(), EpochHistory.Progress.class);
            history.restore(progress);
            listener.resumed(progress.epochs());
            return TrainingState.restore(settings, stepsPerEpoch, checkpoint, progress.steps());
        }
    }

    private Validation validate(final ModelDescription description, final NetworkParameters parameters) throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.of(identity.id(), description, parameters, settings.precision())) {
            return Validation.of(classifier, dataset, samples.validation());
        }
    }

    /** What the model says of its training. */
    private ObjectNode summary() {
        final ObjectNode summary = MAPPER.valueToTree(settings);
        summary.remove("architecture");
        initialWeights.origin().ifPresent(origin -> summary.putObject("initialWeights").put("sha256", origin.sha256()).put("format", origin.format().label()));
        teacher.ifPresent(model -> summary.set("teacher", MAPPER.valueToTree(model)));
        summary.set("samples", MAPPER.valueToTree(samples.counts()));
        summary.set(LearningCurve.HISTORY, MAPPER.valueToTree(history.curve()));
        return summary.put("runId", identity.id()).put("bestEpoch", history.bestEpoch()).put("trainingSamples", samples.training().length);
    }

    /** Stores a temperature in the model; empty where none fits, which is no reason to lose the model. */
    private Optional<FittedTemperature> calibrate() throws IOException {
        final ClassifierSettings classifierSettings = ClassifierSettings.DEFAULT.withPrecision(settings.precision());
        final FittedTemperature fitted;
        try (ExpressionClassifier classifier = ExpressionClassifier.open(folder.model(), classifierSettings); DatasetReader reader = DatasetReader.open(dataset.file())) {
            fitted = ModelCalibrator.calibrate(classifier, reader, Split.VALIDATION, dataset.file().toString());
        } catch (final InvalidInputException e) {
            listener.warned(String.format(Locale.ROOT, "The model is not calibrated: %s", e.getMessage()));
            return Optional.empty();
        }

        folder.keepTemperature(fitted.temperature());
        return Optional.of(fitted);
    }

    private TrainingReport report(final Optional<FittedTemperature> calibration) throws IOException {
        try (ModelFile model = ModelFile.open(folder.model())) {
            return new TrainingReport(identity.id(), model.id(), settings, initialWeights.origin().orElse(null), teacher.orElse(null), dataset.fingerprint(), samples.counts(),
                    history.epochs(), history.bestEpoch(), history.best(), calibration.orElse(null));
        }
    }
}
