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
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessorInitializationContext;
import org.apache.nifi.processor.Relationship;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetReader;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.FaceClassifier;
import org.nififer.processors.common.AbstractModelProcessor;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.SampleCounter;
import org.nififer.processors.common.ServiceClassifier;
import org.nififer.processors.common.Waiting;
import org.nififer.processors.service.FerModelService;
import org.nififer.service.api.ModelUnavailableException;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

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

    public static final Relationship METRICS = new Relationship.Builder()
            .name("metrics")
            .description("All figures as JSON, without an image")
            .build();

    static final Relationship REPORT = new Relationship.Builder()
            .name("report")
            .description("An HTML page with tables, charts and the surest mistakes, for people")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The dataset, after an evaluation that succeeded")
            .build();

    private Waiting waiting;

    public EvaluateFerModel() {
        super(Set.of(METRICS, REPORT, ORIGINAL, FAILURE), Waiting.MAXIMUM_WAIT, Waiting.TIMEOUT);
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return EvaluationProperties.ALL;
    }

    @Override
    protected void init(final ProcessorInitializationContext context) {
        waiting = new Waiting(context.getIdentifier(), true);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        forNext(context, session, dataset -> evaluate(context, session, dataset));
    }

    private void evaluate(final ProcessContext context, final ProcessSession session, final FlowFile dataset) throws IOException {
        final String expected = Objects.requireNonNullElse(context.getProperty(EvaluationProperties.EXPECTED_MODEL).evaluateAttributeExpressions(dataset).getValue(), "");
        if (context.getProperty(EvaluationProperties.MODEL_SOURCE).asAllowableValue(EvaluationProperties.ModelSource.class) == EvaluationProperties.ModelSource.FILE) {
            evaluateFile(context, session, dataset, expected);
        } else {
            evaluateService(context, session, dataset, expected);
        }
    }

    /** A file is this dataset's own: what is wrong with it is no other one's matter. */
    private void evaluateFile(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final String expected) throws IOException {
        final String file = context.getProperty(EvaluationProperties.MODEL_FILE).evaluateAttributeExpressions(dataset).getValue();
        final ExpressionClassifier opened;
        try {
            opened = ExpressionClassifier.open(path(file, dataset));
        } catch (final NoSuchFileException e) {
            final String model = expected.isBlank() ? "the model file" : String.format(Locale.ROOT, "model %s in the file", expected);
            waitFor(context, session, dataset, String.format(Locale.ROOT, "%s %s, which is not there", model, file), !expected.isBlank());
            return;
        }

        try (opened) {
            evaluate(context, session, dataset, opened, expected, file);
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

    private void evaluateService(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final String expected) throws IOException {
        final ServiceClassifier acquired;
        try {
            acquired = acquire(context);
        } catch (final IOException e) {
            final boolean isOnItsWay = e instanceof final ModelUnavailableException unavailable && unavailable.isOnItsWay() && !expected.isBlank();
            waitFor(context, session, dataset, isOnItsWay ? String.format(Locale.ROOT, "model %s in the service. %s", expected, words(e)) : "a model that can be used. " + words(e),
                    isOnItsWay);
            context.yield();
            return;
        }

        try (acquired) {
            evaluate(context, session, dataset, acquired, expected, "the service");
        }
    }

    /** A model that was just trained is on its way: nothing to bother anybody with, unless it takes long. */
    private void waitFor(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final String what, final boolean isNormal) {
        waiting.keep(context, session, dataset, "It waits for " + what, isNormal, getLogger());
    }

    private void evaluate(final ProcessContext context, final ProcessSession session, final FlowFile waited, final FaceClassifier classifier, final String expected,
                          final String place) throws IOException {
        final String modelId = classifier.modelId();
        if (!expected.isBlank() && !expected.equals(modelId)) {
            waitFor(context, session, waited, String.format(Locale.ROOT, "model %s in %s, which holds model %s", expected, place, modelId), true);
            return;
        }

        final FlowFile dataset = Waiting.end(session, waited);
        final EvaluationSettings settings = EvaluationProperties.settings(context);
        final String name = dataset.getAttribute(CoreAttributes.FILENAME.key());
        final long start = System.nanoTime();
        final EvaluationResult result;
        final EvaluationReport report;
        try (DatasetReader reader = new DatasetReader(session.read(dataset), name); SampleCounter progress = new SampleCounter(session, this::continueWhileScheduled)) {
            result = new ModelEvaluator(List.of(new NamedModel(modelId, classifier)), settings).evaluate(reader, progress);
            report = EvaluationReport.of(result);
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
