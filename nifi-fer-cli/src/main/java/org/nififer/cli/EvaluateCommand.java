package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.Split;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelFile;
import org.nififer.model.OnnxModelFile;
import org.nififer.trainer.evaluation.Evaluation;
import org.nififer.trainer.evaluation.EvaluationResult;
import org.nififer.trainer.evaluation.EvaluationSettings;
import org.nififer.trainer.evaluation.LearningCurve;
import org.nififer.trainer.evaluation.ModelEvaluator;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;
import org.nififer.trainer.landscape.LandscapeSettings;
import org.nififer.trainer.landscape.LossLandscape;
import org.nififer.trainer.report.EvaluationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code evaluate}: how good one or several models are on a split.
 */
@Command(name = "evaluate", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Measures a model on a split of a dataset, or compares several on the same samples.")
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "D.tar", description = "The dataset.")
    private Path dataset;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = ClassifierOptions.MODEL + " Several are compared.")
    private List<Path> models;

    @Option(names = "--split", defaultValue = "test", converter = Converters.SplitName.class, completionCandidates = Converters.SplitName.class,
            description = "Which samples: ${COMPLETION-CANDIDATES}.")
    private Split split;

    @Option(names = "--labels", defaultValue = "majority", converter = Converters.Labelling.class, completionCandidates = Converters.Labelling.class,
            description = "By which labels: ${COMPLETION-CANDIDATES}. The original ones are those that FER-2013 has beside the votes of FER+.")
    private LabelSet labels;

    @Option(names = "--without", split = ",", paramLabel = "EXPRESSION", converter = Converters.ExpressionName.class, completionCandidates = Converters.ExpressionName.class,
            description = "Expressions that are not measured, such as contempt, which FER-2013 does not label: samples of them are left out, and answers are the best of the "
                    + "others. The result tells.")
    private Set<Expression> leftOut = Set.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Where all figures go as JSON.")
    private Path json;

    @Option(names = "--report", paramLabel = "FILE", description = "Where an HTML page with tables and charts goes.")
    private Path report;

    @Option(names = "--mistakes", defaultValue = "" + EvaluationSettings.DEFAULT_MISTAKES, paramLabel = "N",
            description = "How many of the most confident mistakes the page shows with their images; 0 for a page without any image of a person.")
    private int mistakes;

    @Option(names = "--training-report", paramLabel = "FILE", description = "The report.json of the run that trained a model: learning curves beyond the epoch of the model. "
            + "Several, in any order, for several models.")
    private List<Path> trainingReports = List.of();

    @Option(names = "--seed", defaultValue = "0", paramLabel = "S", description = "Of the bootstrap, the samples drawn for the maps, and the landscape.")
    private long seed;

    @Mixin
    private ClassifierOptions classifierOptions;

    @Mixin
    private LandscapeOptions landscapeOptions;

    @Override
    public Integer call() throws IOException {
        final EvaluationSettings settings = CommonOptions.settings(specification, () -> EvaluationSettings.of(split, mistakes, seed).withLabels(labels, leftOut));
        final Optional<LandscapeSettings> landscape = landscapeOptions.settings(seed);
        if (new HashSet<>(models.stream().map(model -> model.toAbsolutePath().normalize()).toList()).size() < models.size()) {
            throw new ParameterException(specification.commandLine(), "--model names a file twice");
        }

        if (landscape.isPresent() && ownModels().isEmpty()) {
            throw new ParameterException(specification.commandLine(), "--landscape with .onnx models only, whose weights cannot be moved; expected a .safetensors among them");
        }

        requireOutputs();
        EvaluationResult result = evaluate(settings, learningCurves());
        if (landscape.isPresent()) {
            result = withLandscapes(result, landscape.get());
        }

        Tables.print(result, specification.commandLine().getOut());
        if (json != null) {
            final byte[] content = result.json();
            FileOutput.write(json, output -> output.write(content));
        }

        if (report != null) {
            final EvaluationReport page = EvaluationReport.of(result);
            FileOutput.write(report, page::write);
            page.chartProblem().ifPresent(problem -> specification.commandLine().getErr()
                    .printf(Locale.ROOT, "The page has no charts, since this machine cannot paint: %s%n", problem));
        }

        return 0;
    }

    /** Those of nifi-fer, which were trained here and whose weights are known. */
    private List<Path> ownModels() {
        return models.stream().filter(model -> !OnnxModelFile.isOnnx(model)).toList();
    }

    private void requireOutputs() throws IOException {
        final List<Path> inputs = new ArrayList<>(trainingReports);
        inputs.add(dataset);
        models.forEach(model -> inputs.addAll(FileOutput.modelFiles(model)));
        for (final Path output : Stream.of(json, report).filter(Objects::nonNull).toList()) {
            FileOutput.requireWritable(output, inputs);
        }

        if (json != null && report != null && FileOutput.isSame(json, report)) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is --json and --report; expected a file for each", report));
        }
    }

    /** The curves of the training reports by the ids of their models. */
    private Map<String, LearningCurve> learningCurves() throws IOException {
        final Map<String, LearningCurve> curves = new LinkedHashMap<>();
        final List<String> ids = trainingReports.isEmpty() ? List.of() : modelIds();
        for (final Path file : trainingReports) {
            final JsonNode training = InputFile.json(file, "the report.json of a training run");
            final String modelId = training.path("modelId").asText();
            if (!ids.contains(modelId)) {
                throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is the report of model '%s'; expected one of %s", file, modelId, ids));
            }

            curves.put(modelId, LearningCurve.ofReport(training, file.toString()));
        }

        return curves;
    }

    private List<String> modelIds() throws IOException {
        final List<String> ids = new ArrayList<>();
        for (final Path file : ownModels()) {
            try (ModelFile model = ModelFile.open(file)) {
                ids.add(model.id());
            }
        }

        return ids;
    }

    private EvaluationResult evaluate(final EvaluationSettings settings, final Map<String, LearningCurve> curves) throws IOException {
        final List<String> names = ModelNames.of(models);
        final List<NamedModel> open = new ArrayList<>();
        try (DatasetReader reader = DatasetReader.open(dataset); ProgressDisplay progress = ProgressDisplay.open("Evaluate")) {
            for (int model = 0; model < models.size(); model++) {
                open.add(new NamedModel(names.get(model), ExpressionClassifier.open(models.get(model), classifierSettings(models.get(model)))));
            }

            final EvaluationResult result = new ModelEvaluator(open, settings).evaluate(reader, progress);
            return result.withModels(result.models().stream()
                    .map(evaluation -> evaluation.withLearningCurve(curves.getOrDefault(evaluation.model().id(), evaluation.learningCurve()))).toList());
        } finally {
            open.forEach(model -> model.classifier().close());
        }
    }

    /** A precision is meant for the models that take one, where there are such. */
    private ClassifierSettings classifierSettings(final Path model) {
        final ClassifierSettings settings = classifierOptions.settings();
        return ownModels().isEmpty() || ownModels().contains(model) ? settings : settings.withAutomaticPrecision();
    }

    private EvaluationResult withLandscapes(final EvaluationResult result, final LandscapeSettings settings) throws IOException {
        final List<Evaluation> evaluations = new ArrayList<>();
        try (DatasetIndex index = DatasetIndex.open(dataset); ProgressDisplay progress = ProgressDisplay.open("Landscape")) {
            for (int model = 0; model < models.size(); model++) {
                final Evaluation evaluation = result.models().get(model);
                evaluations.add(ownModels().contains(models.get(model))
                        ? evaluation.withLandscape(LossLandscape.compute(models.get(model), index, split, labels, settings, progress)) : evaluation);
            }
        }

        return result.withModels(evaluations);
    }

    /**
     * Which loss landscape is computed, if any.
     */
    static final class LandscapeOptions {

        private static final Pattern GRID = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

        @Spec(Target.MIXEE)
        private CommandSpec specification;

        @Option(names = "--landscape", paramLabel = "COLUMNSxROWS", description = "Computes the loss at that many points around each model, such as 21x21 (odd numbers): a pass "
                + "over "
                + "--landscape-samples samples for each point. A .onnx gets none, since its weights cannot be moved.")
        private String grid;

        @Option(names = "--landscape-samples", defaultValue = "" + LandscapeSettings.DEFAULT_SAMPLES, paramLabel = "N", description = "Samples whose loss is taken.")
        private int samples;

        @Option(names = "--landscape-range", defaultValue = "" + LandscapeSettings.DEFAULT_RANGE, paramLabel = "R",
                description = "How far the points reach; 1 is as far as the weights of a filter are from 0.")
        private double range;

        /** Empty where no landscape is asked for. */
        Optional<LandscapeSettings> settings(final long seed) {
            if (grid == null) {
                return Optional.empty();
            }

            final Matcher matcher = GRID.matcher(grid);
            if (!matcher.matches()) {
                throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "--landscape '%s'; expected columns and rows, such as 21x21", grid));
            }

            return CommonOptions.settings(specification,
                    () -> Optional.of(new LandscapeSettings(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), range, samples, seed)));
        }
    }
}
