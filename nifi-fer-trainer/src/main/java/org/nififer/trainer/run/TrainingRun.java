package org.nififer.trainer.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.dataset.Sha256;
import org.nififer.core.dataset.Shuffling;
import org.nififer.core.dataset.Split;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.core.model.ModelDescription;
import org.nififer.core.model.ModelFile;
import org.nififer.core.network.NetworkParameters;
import org.nififer.core.network.SwinNetwork;
import org.nififer.core.network.TorchEngine;
import org.nififer.trainer.evaluation.DatasetEvaluator;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.LearningCurve;
import org.nififer.trainer.optimizer.Optimizer;
import org.nififer.trainer.optimizer.Sam;
import org.nififer.trainer.optimizer.Sgd;
import org.nififer.trainer.report.ModelCard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Trains a model on the training split of a dataset and leaves {@value #MODEL} (the weights of the epoch with the best
 * validation accuracy, written whenever there is a better one), its card {@value ModelCard#FILE} and {@value #REPORT} in a directory.
 */
public final class TrainingRun {

    public static final String MODEL = "model.safetensors";
    public static final String REPORT = "report.json";

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int ID_LENGTH = 16;

    private final TrainingSettings settings;
    private final InitialWeights initialWeights;
    private final DatasetIndex dataset;
    private final Path directory;
    private final TrainingListener listener;
    private final int[] trainingSamples;
    private final int[] validationSamples;
    private final String runId;
    private final List<EpochRecord> epochs = new ArrayList<>();

    /**
     * A run from random weights.
     *
     * @param directory created where missing
     * @throws InvalidInputException where settings and dataset do not suffice for a training
     */
    public TrainingRun(final TrainingSettings settings, final DatasetIndex dataset, final Path directory, final TrainingListener listener) throws IOException {
        this(settings, InitialWeights.random(settings.architecture()), dataset, directory, listener);
    }

    /**
     * A run from given weights.
     *
     * @param initialWeights of the architecture of the settings, open until the run has ended
     * @param directory      created where missing
     * @throws InvalidInputException where settings and dataset do not suffice for a training
     */
    public TrainingRun(final TrainingSettings settings, final InitialWeights initialWeights, final DatasetIndex dataset, final Path directory,
                       final TrainingListener listener) throws IOException {
        settings.validate();
        this.settings = settings;
        this.initialWeights = initialWeights;
        this.dataset = dataset;
        this.directory = directory;
        this.listener = listener;
        this.trainingSamples = samplesOf(Split.TRAIN);
        this.validationSamples = samplesOf(Split.VALIDATION);
        if (Arrays.stream(trainingSamples).mapToObj(dataset::expression).distinct().count() < 2) {
            throw new InvalidInputException(Code.INVALID_DATASET, "%s shows only %s in its training split; training needs at least two expressions"
                    .formatted(dataset.file(), dataset.expression(trainingSamples[0]).label()));
        }

        final String identity = dataset.fingerprint() + MAPPER.writeValueAsString(settings) + initialWeights.origin().map(InitialWeights.Origin::identity).orElse("");
        runId = Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)).substring(0, ID_LENGTH);
        Files.createDirectories(directory);
    }

    private int[] samplesOf(final Split split) throws InvalidInputException {
        final int[] samples = dataset.samples(split);
        if (samples.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, "%s has no %s samples; training needs a train and a validation split (dataset split makes them)"
                    .formatted(dataset.file(), split.label()));
        }

        return samples;
    }

    /**
     * Runs to the end.
     *
     * @throws InvalidInputException where the loss is no longer a number
     */
    public TrainingReport run() throws IOException {
        final ModelDescription description = initialWeights.description();
        listener.started(runId, settings, trainingSamples.length, validationSamples.length);
        EvaluationMetrics best = null;
        try (SwinNetwork network = new SwinNetwork(); NetworkParameters parameters = initialWeights.load(settings.seed());
             Optimizer optimizer = optimizer(parameters)) {
            final BatchGradient gradient = new BatchGradient(network, parameters, settings.precision());
            for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
                final long start = System.nanoTime();
                final double loss = train(epoch, description, gradient, optimizer);
                final double seconds = (System.nanoTime() - start) / 1e9;
                final EvaluationMetrics metrics = validate(description, parameters);
                final boolean better = best == null || metrics.accuracy() > best.accuracy();
                final EpochRecord ended = new EpochRecord(epoch, settings.learningRate(epoch), loss, metrics.accuracy(), metrics.weighted().f1(), better, seconds,
                        trainingSamples.length / seconds);
                epochs.add(ended);
                if (better) {
                    best = metrics;
                    write(description.withTraining(dataset.fingerprint(), summary(ended), MAPPER.valueToTree(metrics)), parameters, ended);
                }

                listener.epochEnded(ended);
            }
        }

        return report(best);
    }

    private void write(final ModelDescription description, final NetworkParameters parameters, final EpochRecord epoch) throws IOException {
        try {
            ModelFile.write(directory.resolve(MODEL), description, parameters);
        } catch (final InvalidInputException e) {
            throw new InvalidInputException(Code.TRAINING_FAILED, "The weights after epoch %d cannot be kept: %s; a learning rate below %s may help"
                    .formatted(epoch.epoch(), e.getMessage(), epoch.learningRate()), e);
        }
    }

    private double train(final int epoch, final ModelDescription description, final BatchGradient gradient, final Optimizer optimizer) throws IOException {
        // Seeds of its own make an epoch independent of how many random numbers those before it drew.
        final RandomGenerator random = new SplittableRandom(settings.seed() * 31 + epoch);
        TorchEngine.seed(random.nextLong());
        final double learningRate = settings.learningRate(epoch);
        double lossSum = 0;
        int seen = 0;
        try (BatchReader reader = new BatchReader(dataset, description, Shuffling.shuffled(trainingSamples, random), settings.batchSize(),
                settings.augmentation(), random.nextLong())) {
            for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
                final double loss = optimizer.step(gradient.of(batch), learningRate);
                if (!Double.isFinite(loss)) {
                    throw new InvalidInputException(Code.TRAINING_FAILED, "The loss became %s in epoch %d after %d samples; a learning rate below %s may help"
                            .formatted(loss, epoch, seen, learningRate));
                }

                seen += batch.size();
                lossSum += loss * batch.size();
                listener.stepped(epoch, seen, loss);
            }
        }

        return lossSum / seen;
    }

    private EvaluationMetrics validate(final ModelDescription description, final NetworkParameters parameters) throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.of(runId, description, parameters, settings.precision())) {
            return new DatasetEvaluator(classifier).evaluate(dataset, validationSamples);
        }
    }

    private Optimizer optimizer(final NetworkParameters parameters) {
        final Sgd sgd = new Sgd(parameters, settings.momentum(), settings.weightDecay());
        return switch (settings.optimizer()) {
            case SGD -> sgd;
            case SAM -> new Sam(parameters, sgd, settings.rho());
        };
    }

    private ObjectNode summary(final EpochRecord epoch) {
        final ObjectNode summary = MAPPER.valueToTree(settings);
        summary.remove("architecture");
        initialWeights.origin().ifPresent(origin -> summary.putObject("initialWeights").put("sha256", origin.sha256()).put("format", origin.format().label()));
        summary.set("samples", MAPPER.valueToTree(samples()));
        // Without the seconds: equal runs leave equal files.
        summary.set(LearningCurve.HISTORY, MAPPER.valueToTree(epochs.stream().map(ended -> new LearningCurve.Epoch(ended.epoch(), ended.learningRate(),
                ended.trainingLoss(), ended.validationAccuracy(), ended.validationF1())).toList()));
        return summary.put("runId", runId).put("bestEpoch", epoch.epoch()).put("trainingSamples", trainingSamples.length);
    }

    /** How many samples the dataset has, by split and expression. */
    private Map<String, Map<String, Long>> samples() {
        return IntStream.range(0, dataset.size()).boxed().collect(Collectors.groupingBy(sample -> dataset.split(sample).map(Split::label).orElse("none"), TreeMap::new,
                Collectors.groupingBy(sample -> dataset.expression(sample).label(), TreeMap::new, Collectors.counting())));
    }

    private TrainingReport report(final EvaluationMetrics validation) throws IOException {
        ModelCard.writeBeside(directory.resolve(MODEL));
        final int bestEpoch = epochs.stream().filter(EpochRecord::best).mapToInt(EpochRecord::epoch).max().orElseThrow();
        try (ModelFile model = ModelFile.open(directory.resolve(MODEL))) {
            final TrainingReport report = new TrainingReport(runId, model.id(), settings, initialWeights.origin().orElse(null), dataset.fingerprint(), samples(),
                    List.copyOf(epochs), bestEpoch, validation);
            MAPPER.writeValue(directory.resolve(REPORT).toFile(), report);
            return report;
        }
    }
}
