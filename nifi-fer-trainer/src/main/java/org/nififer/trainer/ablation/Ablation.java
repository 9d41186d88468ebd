package org.nififer.trainer.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Split;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelFile;
import org.nififer.trainer.checkpoint.CheckpointStore;
import org.nififer.trainer.evaluation.Evaluation;
import org.nififer.trainer.evaluation.EvaluationResult;
import org.nififer.trainer.evaluation.EvaluationSettings;
import org.nififer.trainer.evaluation.ModelEvaluator;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.TrainingListener;
import org.nififer.trainer.run.TrainingRequest;
import org.nififer.trainer.run.TrainingRun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Trains the rows of Table 2 with several seeds on one dataset, each run in a folder {@code ROW/SEED} of its own, and measures their models on the test split. What an
 * earlier process has finished is not repeated; what it had begun goes on from its checkpoint.
 */
public final class Ablation {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int RESAMPLES = 1000;

    private final DatasetIndex dataset;
    private final Path directory;
    private final List<AblationRow> rows;
    private final Plan plan;
    private final List<AblationResult.Run> runs = new ArrayList<>();
    private final List<AblationResult.Comparison> comparisons = new ArrayList<>();
    private final long start = System.nanoTime();
    private int earlierRuns;

    /** How the rows are trained. */
    public interface Plan {

        /**
         * What is asked of a run; the requests for two rows differ in network and optimizer, those for two seeds in nothing but the seed.
         *
         * @throws InvalidInputException naming the setting that is wrong
         */
        TrainingRequest request(AblationRow row, long seed) throws InvalidInputException;
    }

    /**
     * An ablation that has not begun.
     *
     * @param dataset   open until the end
     * @param directory of all runs, created where missing
     * @param rows      in the order of the table, at least one
     * @throws InvalidInputException where the dataset has no test split
     */
    public Ablation(final DatasetIndex dataset, final Path directory, final List<AblationRow> rows, final Plan plan) throws IOException {
        if (dataset.samples(Split.TEST).length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has no %s samples; an ablation needs a train, a validation and a test split (dataset split makes them)", dataset.file(),
                    Split.TEST.label()));
        }

        this.dataset = dataset;
        this.directory = directory;
        this.rows = List.copyOf(rows);
        this.plan = plan;
    }

    private Path folder(final AblationRow row, final long seed) {
        return directory.resolve(row.label()).resolve(Long.toString(seed));
    }

    /** Makes the runs of a seed begin anew: their checkpoints and reports are removed. */
    public void discard(final long seed) throws IOException {
        for (final AblationRow row : rows) {
            final Path folder = folder(row, seed);
            if (Files.isDirectory(folder)) {
                new CheckpointStore(folder).clear();
                Files.deleteIfExists(folder.resolve(TrainingRun.REPORT));
            }
        }
    }

    /**
     * Trains a row with a seed, or finds that this was done.
     *
     * @return whether it was trained here; false where an earlier process has finished it
     * @throws InvalidInputException where the folder has a run of other settings or data
     */
    public boolean train(final AblationRow row, final long seed, final TrainingListener listener) throws IOException {
        final TrainingRequest request = plan.request(row, seed);
        try (InitialWeights weights = request.openWeights()) {
            final Path folder = folder(row, seed);
            final TrainingRun run = new TrainingRun(request.settings(weights), weights, Optional.empty(), dataset, folder, listener);
            if (isFinished(run, folder, listener)) {
                earlierRuns++;
                return false;
            }

            run.run();
            return true;
        }
    }

    private static boolean isFinished(final TrainingRun run, final Path folder, final TrainingListener listener) throws IOException {
        final Path file = folder.resolve(TrainingRun.REPORT);
        final Path model = folder.resolve(TrainingRun.MODEL);
        if (!Files.exists(file) || !Files.exists(model)) {
            return false;
        }

        final JsonNode report;
        final String modelId;
        try (ModelFile opened = ModelFile.open(model)) {
            report = report(folder);
            modelId = opened.id();
        } catch (final InvalidInputException e) {
            listener.warned(String.format(Locale.ROOT, "%s; the run is repeated", e.getMessage()));
            return false;
        }

        final String id = report.path("runId").asText();
        if (!id.equals(run.id())) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "%s is the report of another run: '%s', where this dataset and these settings make %s. ", file, id, run.id())
                    + "--restart discards it, another folder keeps both");
        }

        final boolean whole = modelId.equals(report.path("modelId").asText());
        if (!whole) {
            listener.warned(String.format(Locale.ROOT, "%s is not the model of %s; the run is repeated", model, file));
        }

        return whole;
    }

    private static JsonNode report(final Path folder) throws IOException {
        final Path file = folder.resolve(TrainingRun.REPORT);
        try {
            return MAPPER.readTree(file.toFile());
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is not JSON; expected the report of a training run", file), e);
        }
    }

    /**
     * Measures all rows with a seed on the test split, as {@code evaluate} does.
     *
     * @param progress told of each sample read
     */
    public void evaluate(final long seed, final ProgressListener progress) throws IOException {
        final List<NamedModel> models = new ArrayList<>();
        try (DatasetReader reader = DatasetReader.open(dataset.file())) {
            for (final AblationRow row : rows) {
                models.add(new NamedModel(row.label(), ExpressionClassifier.open(folder(row, seed).resolve(TrainingRun.MODEL))));
            }

            final EvaluationResult result = new ModelEvaluator(models, new EvaluationSettings(Split.TEST, 0, 0, RESAMPLES, seed)).evaluate(reader, progress);
            for (int row = 0; row < rows.size(); row++) {
                runs.add(run(rows.get(row), seed, result.models().get(row)));
            }

            result.comparisons().forEach(test -> comparisons.add(new AblationResult.Comparison(seed, test)));
        } finally {
            models.forEach(model -> model.classifier().close());
        }
    }

    private AblationResult.Run run(final AblationRow row, final long seed, final Evaluation evaluation) throws IOException {
        final JsonNode report = report(folder(row, seed));
        final double seconds = StreamSupport.stream(report.path("epochs").spliterator(), false).mapToDouble(epoch -> epoch.path("seconds").asDouble()).sum();
        return new AblationResult.Run(row.label(), seed, evaluation.model().id(), report.path("epochs").size(), report.path("bestEpoch").asInt(), seconds,
                report.at("/validation/accuracy").asDouble(), evaluation.metrics(), evaluation.intervals());
    }

    /** All seeds that were evaluated, at least one, together. */
    public AblationResult result() {
        return AblationResult.of(dataset.file().getFileName().toString(), dataset.fingerprint(), rows.stream().map(AblationRow::label).toList(), runs, comparisons,
                (System.nanoTime() - start) / 1e9, earlierRuns);
    }
}
