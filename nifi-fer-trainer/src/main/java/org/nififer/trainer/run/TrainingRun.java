package org.nififer.trainer.run;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Seeds;
import org.nififer.dataset.Split;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ImageNormalizer;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.model.ModelTemperature;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.trainer.calibration.FittedTemperature;
import org.nififer.trainer.calibration.ModelCalibrator;
import org.nififer.trainer.checkpoint.Checkpoint;
import org.nififer.trainer.checkpoint.CheckpointState;
import org.nififer.trainer.checkpoint.CheckpointStore;
import org.nififer.trainer.checkpoint.RunIdentity;
import org.nififer.trainer.evaluation.DatasetEvaluator;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.LearningCurve;
import org.nififer.trainer.report.ModelCard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Trains a model on the training split of a dataset and leaves {@value #MODEL} (the weights of the epoch with the best
 * validation accuracy, written whenever there is a better one), its card {@value ModelCard#FILE} and {@value #REPORT} in a directory. Each epoch leaves a
 * checkpoint there: a run that was ended in whatever way goes on from it, and comes to the same weights, to the bit, as one that was not.
 */
public final class TrainingRun {

    public static final String MODEL = "model.safetensors";
    public static final String REPORT = "report.json";

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final String CPU = "cpu";

    /** How libtorch says that it got no memory, from the system or on a GPU. */
    private static final Pattern MEMORY_MESSAGE = Pattern.compile("can't allocate memory|out of memory", Pattern.CASE_INSENSITIVE);

    private final TrainingSettings settings;
    private final InitialWeights initialWeights;
    private final Optional<Teacher> teacher;
    private final DatasetIndex dataset;
    private final Path directory;
    private final TrainingListener listener;
    private final int[] trainingSamples;
    private final int[] validationSamples;
    private final RunIdentity identity;
    private final CheckpointStore checkpoints;
    private final List<EpochRecord> epochs = new ArrayList<>();
    private ModelDescription description;
    private TargetEncoder targets;
    private BalancedSampling sampling;
    private EvaluationMetrics best;

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
        this.initialWeights = initialWeights;
        this.teacher = teacher;
        this.dataset = dataset;
        this.directory = directory;
        this.listener = listener;
        final int[] train = samplesOf(Split.TRAIN);
        this.trainingSamples = teacher.isPresent() ? train : labelled(train);
        this.validationSamples = Arrays.stream(samplesOf(Split.VALIDATION)).filter(dataset::isMeasurable).toArray();
        requireTargets(labelled(train));
        final ObjectNode allSettings = MAPPER.valueToTree(settings);
        teacher.ifPresent(model -> allSettings.set("teacher", MAPPER.valueToTree(model)));
        identity = new RunIdentity(dataset.fingerprint(), allSettings, initialWeights.origin().map(InitialWeights.Origin::identity).orElse(""));
        Files.createDirectories(directory);
        checkpoints = new CheckpointStore(directory);
    }

    private int[] labelled(final int[] samples) {
        return Arrays.stream(samples).filter(sample -> dataset.expression(sample).isPresent()).toArray();
    }

    /** What is learned comes from labels or a teacher, and how well from labels alone. */
    private void requireTargets(final int[] labelled) throws InvalidInputException {
        if (validationSamples.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "All validation samples of %s are unlabelled, or no majority agrees on their "
                    + "labels; expected labelled ones, which choose the best epoch", dataset.file()));
        }

        if (trainingSamples.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "All train samples of %s are unlabelled; expected labelled ones, or a teacher that answers for them", dataset.file()));
        }

        if (teacher.isPresent() && teacher.get().asked(dataset, trainingSamples).length == 0) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "The teacher has nothing to say: its weight is %s, and %s has no unlabelled train samples; expected a ", teacher.get().weight(),
                    dataset.file()) + "higher weight, unlabelled samples, or no teacher");
        }

        if (teacher.isEmpty() && Arrays.stream(labelled).mapToObj(dataset::expression).distinct().count() < 2) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s shows only %s in its training split; training needs at least two expressions",
                    dataset.file(), SampleLabels.text(dataset.expression(labelled[0]))));
        }
    }

    private int[] samplesOf(final Split split) throws InvalidInputException {
        final int[] samples = dataset.samples(split);
        if (samples.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has no %s samples; training needs a train and a validation split (dataset split makes them)", dataset.file(), split.label()));
        }

        return samples;
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
            StepMemory.require(settings, Math.min(settings.optimizer().batchSize(), trainingSamples.length), StepMemory.free());
        }

        listener.started(identity.id(), settings, trainingSamples.length, validationSamples.length);
        warnOfUnlabelled(Split.TRAIN, trainingSamples, "are left out, since there is no teacher");
        warnOfUnlabelled(Split.VALIDATION, validationSamples, "are left out, since nothing can be measured with them");
        warnOfVotes();
        description = initialWeights.description().withColour(settings.colour().of(dataset, trainingSamples));
        final FittedTemperature calibration;
        try {
            runEpochs();
            calibration = settings.calibrated() ? calibrate() : null;
        } catch (final OutOfMemoryError e) {
            throw outOfMemory(e);
        } catch (final EngineException e) {
            if (e.getMessage() != null && MEMORY_MESSAGE.matcher(e.getMessage()).find()) {
                throw outOfMemory(e);
            }

            throw e;
        }

        final TrainingReport report = report(calibration);
        checkpoints.clear();
        SoftLabelFile.remove(directory);
        return report;
    }

    private void runEpochs() throws IOException {
        try (Network network = new Network(settings.architecture()); TrainingState state = begin()) {
            targets = new TargetEncoder(dataset, initialWeights.description().expressions(), settings.targets(), trainingSamples, softLabels());
            sampling = new BalancedSampling(dataset, trainingSamples, settings.targets().balancedSampling());
            final BatchGradient gradient = new BatchGradient(network, state.parameters(), settings.precision(), targets.logitAdjustment(sampling));
            final Divergence divergence = new Divergence(state.parameters());
            while (!settings.schedule().isOver(epochs.size(), bestEpoch())) {
                runEpoch(epochs.size() + 1, gradient, state, divergence);
            }
        }
    }

    private void warnOfUnlabelled(final Split split, final int[] used, final String what) {
        final long leftOut = Arrays.stream(dataset.samples(split)).filter(sample -> dataset.expression(sample).isEmpty()).count();
        if (leftOut > 0 && used.length < dataset.samples(split).length) {
            listener.warned(String.format(Locale.ROOT, "%d unlabelled %s samples %s", leftOut, split.label(), what));
        }
    }

    /** What the settings ask for and the dataset does not have, and what it has and nothing is measured by. */
    private void warnOfVotes() {
        final long withoutMajority = Arrays.stream(dataset.samples(Split.VALIDATION)).filter(sample -> dataset.expression(sample).isPresent() && !dataset.isMeasurable(sample))
                .count();
        if (withoutMajority > 0) {
            listener.warned(String.format(Locale.ROOT, "%d validation samples on whose labels no majority agrees are left out, since nothing can be measured with them",
                    withoutMajority));
        }

        if (settings.targets().originalPart() > 0 && Arrays.stream(trainingSamples).noneMatch(sample -> dataset.original(sample).isPresent())) {
            listener.warned("No train sample has an original label beside its votes, so that nothing of it can be in the targets");
        }

        if (settings.targets().voteWeights() && Arrays.stream(trainingSamples).noneMatch(sample -> dataset.otherVotes(sample) > 0)) {
            listener.warned("No train sample says how many of its annotators chose no expression, so that all count the same");
        }
    }

    /** What the teacher answers, now or to an earlier process. It is closed when it has answered. */
    private SoftLabels softLabels() throws IOException {
        if (teacher.isEmpty()) {
            return SoftLabels.NONE;
        }

        final List<Expression> labels = initialWeights.description().expressions();
        final int[] asked = teacher.get().asked(dataset, trainingSamples);
        final SoftLabelFile file = new SoftLabelFile(directory, teacher.get(), dataset.fingerprint(), asked, labels.size());
        final Optional<SoftLabels> kept = file.read(listener::warned);
        if (kept.isPresent()) {
            return kept.get();
        }

        final SoftLabels answers = SoftLabels.of(teacher.get(), dataset, asked, labels, listener);
        try {
            file.write(answers);
        } catch (final IOException e) {
            throw new TrainingInterruptedException(String.format(Locale.ROOT, "The answers of the teacher cannot be kept in %s: %s. %s", directory, e.getMessage(),
                    checkpoints.lastWhole()), e);
        }

        return answers;
    }

    /** Removes what a run that has not ended has left in a directory, so that the next one begins anew. */
    public static void discard(final Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            new CheckpointStore(directory).clear();
            SoftLabelFile.remove(directory);
        }
    }

    /** The epoch whose weights are the model; 0 before the first. */
    private int bestEpoch() {
        return epochs.stream().filter(EpochRecord::best).mapToInt(EpochRecord::epoch).max().orElse(0);
    }

    private TrainingState begin() throws IOException {
        final Optional<Checkpoint> latest = checkpoints.latest(identity, listener::warned);
        if (latest.isEmpty()) {
            return TrainingState.start(settings, stepsPerEpoch(), initialWeights.load(settings.seed()));
        }

        try (Checkpoint checkpoint = latest.get()) {
            final RunProgress progress = MAPPER.treeToValue(checkpoint.state().progress(), RunProgress.class);
            checkpoint.restoreBestModel(directory.resolve(MODEL));
            epochs.addAll(progress.epochs());
            best = progress.best();
            listener.resumed(progress.epochs());
            return TrainingState.restore(settings, stepsPerEpoch(), checkpoint, progress.steps());
        }
    }

    private int stepsPerEpoch() {
        return settings.optimizer().stepsPerEpoch(trainingSamples.length);
    }

    private TrainingInterruptedException outOfMemory(final Throwable cause) throws IOException {
        return new TrainingInterruptedException(
                String.format(Locale.ROOT, "Memory ran out in epoch %d (%s: %s). A smaller batch size needs less of it, a larger heap gives more to Java. %s", epochs.size() + 1,
                        cause.getClass().getSimpleName(), cause.getMessage(), checkpoints.lastWhole()), cause);
    }

    private void runEpoch(final int epoch, final BatchGradient gradient, final TrainingState state, final Divergence divergence) throws IOException {
        final long start = System.nanoTime();
        final Trained trained = train(epoch, gradient, state, divergence);
        final double seconds = (System.nanoTime() - start) / 1e9;
        divergence.requireFiniteWeights(epoch, trained.learningRate());
        final DatasetEvaluator.Result validated = validate(state.model());
        final EvaluationMetrics metrics = validated.metrics();
        final boolean better = best == null || metrics.accuracy() > best.accuracy();
        final EpochRecord ended = new EpochRecord(epoch, trained.learningRate(), trained.loss(), trained.accuracy(), validated.loss(), metrics.accuracy(),
                metrics.weighted().f1(), better, seconds,
                trainingSamples.length / seconds);
        epochs.add(ended);
        if (better) {
            best = metrics;
        }

        keep(ended, state);
        listener.epochEnded(ended);
    }

    private void keep(final EpochRecord epoch, final TrainingState state) throws IOException {
        try {
            if (epoch.best()) {
                ModelFile.write(directory.resolve(MODEL), description.withTraining(dataset.fingerprint(), summary(epoch), MAPPER.valueToTree(best)),
                        state.model());
            }

            checkpoints.write(new CheckpointState(identity, epoch.epoch(), MAPPER.valueToTree(new RunProgress(epochs, best, state.steps()))), state.tensors(),
                    directory.resolve(MODEL));
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final IOException e) {
            throw new TrainingInterruptedException(String.format(Locale.ROOT, "Epoch %d cannot be kept in %s: %s. %s", epoch.epoch(), directory, e.getMessage(),
                    checkpoints.lastWhole()), e);
        }
    }

    /**
     * The training of an epoch.
     *
     * @param loss         mean over its samples, each before its step
     * @param accuracy     of the same passes
     * @param learningRate of its last step
     */
    private record Trained(double loss, double accuracy, double learningRate) {
    }

    private Trained train(final int epoch, final BatchGradient gradient, final TrainingState state, final Divergence divergence) throws IOException {
        // Seeds of its own make an epoch independent of how many random numbers those before it drew.
        final RandomGenerator random = new SplittableRandom(Seeds.of(settings.seed(), "epoch", epoch));
        final int accumulation = settings.optimizer().accumulation();
        double learningRate = 0;
        double lossSum = 0;
        long correct = 0;
        int seen = 0;
        try (BatchReader reader = new BatchReader(dataset, new ImageNormalizer(description), targets, settings.augmentation(),
                sampling.draw(random), settings.optimizer().batchSize(), random.nextLong())) {
            for (List<Batch> batches = reader.read(accumulation); !batches.isEmpty(); batches = reader.read(accumulation)) {
                learningRate = state.learningRate();
                final double loss = state.step(gradient.of(batches, Seeds.of(settings.seed(), "step", state.steps())));
                divergence.require(loss, epoch, seen, learningRate);
                final int samples = batches.stream().mapToInt(Batch::size).sum();
                seen += samples;
                lossSum += loss * samples;
                correct += gradient.correct();
                listener.stepped(epoch, seen, loss);
            }
        }

        return new Trained(lossSum / seen, (double) correct / seen, learningRate);
    }

    private DatasetEvaluator.Result validate(final NetworkParameters parameters) throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.of(identity.id(), description, parameters, settings.precision())) {
            return new DatasetEvaluator(classifier).evaluate(dataset, validationSamples);
        }
    }

    private ObjectNode summary(final EpochRecord epoch) {
        final ObjectNode summary = MAPPER.valueToTree(settings);
        summary.remove("architecture");
        initialWeights.origin().ifPresent(origin -> summary.putObject("initialWeights").put("sha256", origin.sha256()).put("format", origin.format().label()));
        teacher.ifPresent(model -> summary.set("teacher", MAPPER.valueToTree(model)));
        summary.set("samples", MAPPER.valueToTree(samples()));
        // Without the seconds: equal runs leave equal files.
        summary.set(LearningCurve.HISTORY, MAPPER.valueToTree(epochs.stream().map(ended -> new LearningCurve.Epoch(ended.epoch(), ended.learningRate(),
                ended.trainingLoss(), ended.trainingAccuracy(), ended.validationLoss(), ended.validationAccuracy(), ended.validationF1())).toList()));
        return summary.put("runId", identity.id()).put("bestEpoch", epoch.epoch()).put("trainingSamples", trainingSamples.length);
    }

    /** How many samples the dataset has, by split and expression, unlabelled ones among them. */
    private Map<String, Map<String, Long>> samples() {
        return IntStream.range(0, dataset.size()).boxed().collect(Collectors.groupingBy(sample -> dataset.split(sample).map(Split::label).orElse("none"), TreeMap::new,
                Collectors.groupingBy(sample -> SampleLabels.text(dataset.expression(sample)), TreeMap::new, Collectors.counting())));
    }

    /**
     * Stores a temperature in the model. Checkpoints have the model without it: a run that is interrupted here goes on from the last one and comes to the same.
     *
     * @return null where none fits, which is no reason to lose the model
     */
    private FittedTemperature calibrate() throws IOException {
        final Path model = directory.resolve(MODEL);
        final ClassifierSettings classifierSettings = ClassifierSettings.DEFAULT.withPrecision(settings.precision());
        final FittedTemperature fitted;
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model, classifierSettings); DatasetReader reader = DatasetReader.open(dataset.file())) {
            fitted = ModelCalibrator.calibrate(classifier, reader, Split.VALIDATION, dataset.file().toString());
        } catch (final InvalidInputException e) {
            listener.warned(String.format(Locale.ROOT, "The model is not calibrated: %s", e.getMessage()));
            return null;
        }

        try {
            ModelTemperature.write(model, model, fitted.temperature());
        } catch (final IOException e) {
            throw new TrainingInterruptedException(String.format(Locale.ROOT, "The calibrated model cannot be kept in %s: %s. %s", directory, e.getMessage(),
                    checkpoints.lastWhole()), e);
        }

        return fitted;
    }

    private TrainingReport report(final FittedTemperature calibration) throws IOException {
        ModelCard.writeBeside(directory.resolve(MODEL));
        try (ModelFile model = ModelFile.open(directory.resolve(MODEL))) {
            final TrainingReport report = new TrainingReport(identity.id(), model.id(), settings, initialWeights.origin().orElse(null), teacher.orElse(null),
                    dataset.fingerprint(), samples(), List.copyOf(epochs), bestEpoch(), best, calibration);
            // In one step: a report is there only when the run has ended.
            final Path temporary = directory.resolve(REPORT + ".part");
            MAPPER.writeValue(temporary.toFile(), report);
            Files.move(temporary, directory.resolve(REPORT), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return report;
        }
    }
}
