package org.nififer.processors;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.core.InvalidInputException;
import org.nififer.core.dataset.DatasetReader;
import org.nififer.core.dataset.Split;
import org.nififer.services.ExpressionClassifierService;
import org.nififer.services.ExpressionClassifierService.ClassifierLease;
import org.nififer.services.FerModelService;
import org.nififer.trainer.evaluation.DatasetEvaluator;
import org.nififer.trainer.evaluation.EvaluationMetrics;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures a model on a split of a dataset.
 */
@Tags({"fer", "facial expression", "emotion", "evaluate", "metrics", "accuracy", "confusion matrix"})
@CapabilityDescription("Classifies the samples of one split of a dataset and writes how right the model was, as JSON: accuracy over all expressions and over the seven "
        + "without contempt, precision, recall and F1 (weighted, macro and for each expression), Cohen's kappa and the confusion matrix, defined as scikit-learn defines them.")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SystemResourceConsideration(resource = SystemResource.CPU, description = "libtorch computes with all cores.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.MODEL_ID, description = FerAttributes.MODEL_ID_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.SPLIT, description = FerAttributes.SPLIT_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ACCURACY, description = FerAttributes.ACCURACY_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ACCURACY_SEVEN, description = FerAttributes.ACCURACY_SEVEN_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "metrics.json"),
    @WritesAttribute(attribute = "mime.type", description = "application/json"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({FerModelService.class, TrainFerModel.class})
public class EvaluateFerModel extends AbstractFerProcessor {

    static final PropertyDescriptor MODEL_SERVICE = new PropertyDescriptor.Builder()
            .name("Model Service")
            .description("The model to evaluate")
            .required(true)
            .identifiesControllerService(ExpressionClassifierService.class)
            .build();

    static final PropertyDescriptor SPLIT = new PropertyDescriptor.Builder()
            .name("Split")
            .description("Which samples are classified")
            .required(true)
            .allowableValues(SplitChoice.class)
            .defaultValue(SplitChoice.TEST)
            .build();

    static final PropertyDescriptor EXPECTED_MODEL = new PropertyDescriptor.Builder()
            .name("Expected Model Id")
            .description("The dataset waits until the service holds the model of this id; empty for whatever model is there. The default is the model that TrainFerModel has just "
                    + "trained, which takes a moment to get from there to the service. Where that model never comes, say because a "
                    + "later one has replaced it, empty this property to go on.")
            .required(false)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .defaultValue("${" + FerAttributes.MODEL_ID + "}")
            .build();

    static final Relationship METRICS = new Relationship.Builder()
            .name("metrics")
            .description("The figures as JSON")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The dataset, after an evaluation that succeeded")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(MODEL_SERVICE, SPLIT, EXPECTED_MODEL);
    private static final Set<Relationship> RELATIONSHIPS = Set.of(METRICS, ORIGINAL, FAILURE);

    private final ObjectMapper mapper = new ObjectMapper();
    private final ModelWait modelWait = new ModelWait();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final FlowFile dataset = session.get();
        if (dataset == null) {
            return;
        }

        final String expected = Objects.requireNonNullElse(context.getProperty(EXPECTED_MODEL).evaluateAttributeExpressions(dataset).getValue(), "");
        try (ClassifierLease lease = context.getProperty(MODEL_SERVICE).asControllerService(ExpressionClassifierService.class).acquire()) {
            modelWait.end();
            final String actual = lease.classifier().modelId();
            if (expected.isBlank() || expected.equals(actual)) {
                evaluate(context, session, dataset, lease);
            } else {
                waitFor(expected, session, dataset);
            }
        } catch (final IOException e) {
            if (e instanceof NoSuchFileException && !expected.isBlank()) {
                waitFor(expected, session, dataset);
            } else {
                modelWait.report(getLogger(), e);
                session.rollback();
                context.yield();
            }
        }
    }

    /** A model that was just trained is on its way to the service: nothing to bother anybody with. */
    private void waitFor(final String modelId, final ProcessSession session, final FlowFile dataset) {
        getLogger().info("{} waits for model {}", dataset, modelId);
        session.transfer(session.penalize(dataset));
    }

    private void evaluate(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final ClassifierLease lease) {
        final Split split = context.getProperty(SPLIT).asAllowableValue(SplitChoice.class).split();
        final String name = dataset.getAttribute(CoreAttributes.FILENAME.key());
        final long start = System.nanoTime();
        try (InputStream input = session.read(dataset); DatasetReader reader = new DatasetReader(input, name)) {
            final EvaluationMetrics metrics = new DatasetEvaluator(lease.classifier()).evaluate(reader, split, name);
            final byte[] json = mapper.writeValueAsBytes(metrics);
            FlowFile result = session.write(session.create(dataset), output -> output.write(json));
            result = session.putAllAttributes(result, Map.of(
                    FerAttributes.MODEL_ID, lease.classifier().modelId(),
                    FerAttributes.SPLIT, split.label(),
                    FerAttributes.ACCURACY, Double.toString(metrics.accuracy()),
                    FerAttributes.ACCURACY_SEVEN, Double.toString(metrics.accuracy7()),
                    CoreAttributes.FILENAME.key(), "metrics.json",
                    CoreAttributes.MIME_TYPE.key(), "application/json"));
            session.getProvenanceReporter().fork(dataset, List.of(result), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            session.transfer(result, METRICS);
        } catch (final InvalidInputException e) {
            fail(session, dataset, e);
            return;
        } catch (final IOException e) {
            throw new ProcessException("%s could not be read; it stays in its queue".formatted(dataset), e);
        }

        session.transfer(dataset, ORIGINAL);
    }
}
