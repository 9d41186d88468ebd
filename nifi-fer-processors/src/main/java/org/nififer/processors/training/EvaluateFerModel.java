package org.nififer.processors.training;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessorInitializationContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.Split;
import org.nififer.model.ExpressionClassifier;
import org.nififer.processors.common.AbstractModelProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.EnvironmentException;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.SampleCounter;
import org.nififer.processors.common.Waiting;
import org.nififer.processors.service.ExpressionClassifierService.ClassifierLease;
import org.nififer.processors.service.FerModelService;
import org.nififer.processors.service.ModelUnavailableException;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.EvaluationResult;
import org.nififer.trainer.evaluation.EvaluationSettings;
import org.nififer.trainer.evaluation.ModelEvaluator;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;
import org.nififer.trainer.report.EvaluationReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Measures a model on a split of a dataset.
 */
@Tags({"fer", "facial expression", "emotion", "evaluate", "metrics", "accuracy", "confusion matrix"})
@CapabilityDescription("Classifies the samples of one split of a dataset and writes how right the model was, as JSON and as one HTML page that needs nothing beside itself: "
        + "accuracy over all expressions and over the seven without contempt, precision, recall and F1 (weighted, macro and for each expression) with 95 % confidence intervals, "
        + "the confusion matrix, the same by source, calibration, the surest mistakes with their images, how the features of the expressions lie to each other, and how the "
        + "training went.")
@UseCase(description = "Let only models go on that are good enough", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Connect metrics with RouteOnAttribute and route what has ${fer.accuracy:toDecimal():ge(0.6)} to the step that puts the model in place. Connect report with PutFile
        and look at it in a browser.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@SystemResourceConsideration(resource = SystemResource.CPU, description = "libtorch computes with all cores.")
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "The dataset is streamed. The features of at most 2,000 samples are kept, 12 MB with swin-t, and the "
        + "images of one batch.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.MODEL_ID, description = FerAttributes.MODEL_ID_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.SPLIT, description = FerAttributes.SPLIT_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ACCURACY, description = FerAttributes.ACCURACY_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ACCURACY_SEVEN, description = FerAttributes.ACCURACY_SEVEN_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "metrics.json or evaluation.html; unchanged on original and failure"),
    @WritesAttribute(attribute = "mime.type", description = "application/json or text/html; unchanged on original and failure"),
    @WritesAttribute(attribute = FerAttributes.WAITING_SINCE, description = FerAttributes.WAITING_SINCE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({FerModelService.class, TrainFerModel.class})
public class EvaluateFerModel extends AbstractModelProcessor {

    static final PropertyDescriptor MODEL_SOURCE = new PropertyDescriptor.Builder()
            .name("Model Source")
            .description("Where the model comes from")
            .required(true)
            .allowableValues(EvaluatedModelChoice.class)
            .defaultValue(EvaluatedModelChoice.SERVICE)
            .build();

    static final PropertyDescriptor SERVICE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(MODEL_SERVICE)
            .dependsOn(MODEL_SOURCE, EvaluatedModelChoice.SERVICE)
            .build();

    static final PropertyDescriptor MODEL_FILE = new PropertyDescriptor.Builder()
            .name("Model File")
            .description("The path of the model: a .safetensors file of nifi-fer, or a .onnx file with its description beside it, which is to be there first. The dataset "
                    + "waits until the file is there; it is opened for this dataset and closed after it")
            .required(true)
            .dependsOn(MODEL_SOURCE, EvaluatedModelChoice.FILE)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .build();

    static final PropertyDescriptor SPLIT = new PropertyDescriptor.Builder()
            .name("Split")
            .description("Which samples are classified")
            .required(true)
            .allowableValues(SplitChoice.class)
            .defaultValue(SplitChoice.TEST)
            .build();

    static final PropertyDescriptor LABELS = new PropertyDescriptor.Builder()
            .name("Labels")
            .description("By which labels the answers are measured, where the samples have several")
            .required(true)
            .allowableValues(Choices.of(LabelSet.values(), LabelSet::label, LabelSet::description))
            .defaultValue(LabelSet.MAJORITY.label())
            .build();

    static final PropertyDescriptor LEFT_OUT = new PropertyDescriptor.Builder()
            .name("Left Out Expressions")
            .description("Expressions that are not measured, separated by commas, such as contempt, which FER-2013 does not label: samples of them are left out, and answers are "
                    + "the best of the others. The result tells")
            .required(false)
            .addValidator(EvaluateFerModel::validateLeftOut)
            .build();

    static final PropertyDescriptor MISTAKES = new PropertyDescriptor.Builder()
            .name("Mistakes Shown")
            .description("How many of the surest mistakes the page shows with their images, which are photos of people: with 0 it can go where the dataset itself may not")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(0, EvaluationSettings.MAXIMUM_MISTAKES, true))
            .defaultValue(Integer.toString(EvaluationSettings.DEFAULT_MISTAKES))
            .build();

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("Of the resamples for the confidence intervals and of the samples drawn for the maps: the same seed gives the same report")
            .required(true)
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .defaultValue("0")
            .build();

    static final PropertyDescriptor EXPECTED_MODEL = new PropertyDescriptor.Builder()
            .name("Expected Model Id")
            .description("The dataset waits until the service holds, or the file is, the model of this id; empty for whatever model is there. The default is the model that "
                    + "TrainFerModel has just trained, which takes a moment to get from there to its place. Where that model never comes, say because a "
                    + "later one has replaced it, empty this property to go on.")
            .required(false)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .defaultValue("${" + FerAttributes.MODEL_ID + "}")
            .build();

    public static final Relationship METRICS = new Relationship.Builder()
            .name("metrics")
            .description("The figures as JSON")
            .build();

    static final Relationship REPORT = new Relationship.Builder()
            .name("report")
            .description("An HTML page with tables, charts and the surest mistakes, for people")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The dataset, after an evaluation that succeeded")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(MODEL_SOURCE, SERVICE, MODEL_FILE, SPLIT, LABELS, LEFT_OUT, MISTAKES, SEED, EXPECTED_MODEL,
            Waiting.MAXIMUM_WAIT, Attempts.MAXIMUM_ATTEMPTS);
    private static final Set<Relationship> RELATIONSHIPS = Set.of(METRICS, REPORT, ORIGINAL, FAILURE);

    private volatile Set<Relationship> relationships = RELATIONSHIPS;
    private Waiting waiting;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return relationships;
    }

    @Override
    protected void init(final ProcessorInitializationContext context) {
        waiting = new Waiting(context.getIdentifier(), true);
    }

    @Override
    public void onPropertyModified(final PropertyDescriptor descriptor, final String oldValue, final String newValue) {
        if (Waiting.MAXIMUM_WAIT.equals(descriptor)) {
            relationships = Waiting.relationships(RELATIONSHIPS, newValue);
        }
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        forNext(context, session, dataset -> evaluate(context, session, dataset));
    }

    private void evaluate(final ProcessContext context, final ProcessSession session, final FlowFile dataset) {
        final String expected = Objects.requireNonNullElse(context.getProperty(EXPECTED_MODEL).evaluateAttributeExpressions(dataset).getValue(), "");
        if (context.getProperty(MODEL_SOURCE).asAllowableValue(EvaluatedModelChoice.class) == EvaluatedModelChoice.FILE) {
            evaluateFile(context, session, dataset, expected);
        } else {
            evaluateService(context, session, dataset, expected);
        }
    }

    private static ValidationResult validateLeftOut(final String subject, final String input, final ValidationContext context) {
        final ValidationResult.Builder result = new ValidationResult.Builder().subject(subject).input(input).valid(true);
        try {
            EvaluationSettings.of(Split.TEST, 0, 0).withLabels(LabelSet.MAJORITY, leftOut(input));
        } catch (final IllegalArgumentException e) {
            result.valid(false).explanation(e.getMessage());
        }

        return result.build();
    }

    private static Set<Expression> leftOut(final String labels) {
        return labels == null ? Set.of() : Arrays.stream(labels.split(",", -1)).map(String::strip).map(Expression::ofLabel).collect(Collectors.toSet());
    }

    /** A file is this dataset's own: what is wrong with it is no other one's matter. */
    private void evaluateFile(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final String expected) {
        final String file = context.getProperty(MODEL_FILE).evaluateAttributeExpressions(dataset).getValue();
        try (ExpressionClassifier classifier = ExpressionClassifier.open(path(file, dataset))) {
            evaluate(context, session, dataset, classifier, expected, file);
        } catch (final InvalidInputException e) {
            fail(session, dataset, e);
        } catch (final NoSuchFileException e) {
            final String model = expected.isBlank() ? "the model file" : String.format(Locale.ROOT, "model %s in the file", expected);
            waitFor(context, session, dataset, String.format(Locale.ROOT, "%s %s, which is not there", model, file), !expected.isBlank());
        } catch (final IOException e) {
            throw new EnvironmentException(String.format(Locale.ROOT, "%s cannot be opened; %s stays in its queue", file, dataset), e);
        }
    }

    private static Path path(final String file, final FlowFile dataset) throws InvalidInputException {
        try {
            final Path path = Path.of(file);
            if (!file.isBlank() && !Files.isDirectory(path)) {
                return path;
            }
        } catch (final InvalidPathException e) {
            // Neither is this the path of a file.
        }

        throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The model file of %s is '%s'; expected the path of a model",
                dataset.getAttribute(CoreAttributes.FILENAME.key()), file));
    }

    private void evaluateService(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final String expected) {
        try (ClassifierLease lease = acquire(context)) {
            evaluate(context, session, dataset, lease.classifier(), expected, "the service");
        } catch (final IOException e) {
            final boolean isOnItsWay = e instanceof ModelUnavailableException && !expected.isBlank();
            waitFor(context, session, dataset, isOnItsWay ? String.format(Locale.ROOT, "model %s in the service. %s", expected, words(e)) : "a model that can be used. " + words(e),
                    isOnItsWay);
            context.yield();
        }
    }

    /** A model that was just trained is on its way: nothing to bother anybody with, unless it takes long. */
    private void waitFor(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final String what, final boolean isNormal) {
        waiting.keep(context, session, dataset, "It waits for " + what, isNormal, getLogger());
    }

    private void evaluate(final ProcessContext context, final ProcessSession session, final FlowFile waited, final ExpressionClassifier classifier, final String expected,
                          final String place) {
        final String modelId = classifier.modelId();
        if (!expected.isBlank() && !expected.equals(modelId)) {
            waitFor(context, session, waited, String.format(Locale.ROOT, "model %s in %s, which holds model %s", expected, place, modelId), true);
            return;
        }

        final FlowFile dataset = Waiting.end(session, waited);
        final EvaluationSettings settings = EvaluationSettings.of(context.getProperty(SPLIT).asAllowableValue(SplitChoice.class).split(),
                context.getProperty(MISTAKES).asInteger(), context.getProperty(SEED).asLong())
                .withLabels(Choices.chosen(context.getProperty(LABELS), LabelSet.values(), LabelSet::label), leftOut(context.getProperty(LEFT_OUT).getValue()));
        final String name = dataset.getAttribute(CoreAttributes.FILENAME.key());
        final long start = System.nanoTime();
        final EvaluationResult result;
        final EvaluationReport report;
        try (DatasetReader reader = new DatasetReader(session.read(dataset), name); SampleCounter progress = new SampleCounter(session, this::continueWhileScheduled)) {
            result = new ModelEvaluator(List.of(new NamedModel(modelId, classifier)), settings).evaluate(reader, progress);
            report = EvaluationReport.of(result);
        } catch (final InvalidInputException e) {
            fail(session, dataset, e);
            return;
        } catch (final StoppedException e) {
            stopped(session, dataset);
            return;
        } catch (final IOException e) {
            throw new EnvironmentException(String.format(Locale.ROOT, "%s could not be read; it stays in its queue", dataset), e);
        }

        report.chartProblem().ifPresent(problem -> getLogger().warn("The page of {} has no charts, since this machine cannot paint: {}", dataset, problem));
        final EvaluationMetrics metrics = result.models().getFirst().metrics();
        final Map<String, String> attributes = Map.of(
                FerAttributes.MODEL_ID, modelId,
                FerAttributes.SPLIT, result.split(),
                FerAttributes.ACCURACY, Double.toString(metrics.accuracy()),
                FerAttributes.ACCURACY_SEVEN, Double.toString(metrics.accuracy7()));
        final FlowFile json = output(session, dataset, content -> content.write(result.json()), attributes, "metrics.json", "application/json");
        final FlowFile page = output(session, dataset, report::write, attributes, "evaluation.html", "text/html");
        session.getProvenanceReporter().fork(dataset, List.of(json, page), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        session.transfer(json, METRICS);
        session.transfer(page, REPORT);
        session.transfer(dataset, ORIGINAL);
    }
}
