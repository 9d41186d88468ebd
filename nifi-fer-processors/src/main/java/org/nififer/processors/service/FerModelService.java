package org.nififer.processors.service;

import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.nififer.common.InvalidInputException;
import org.nififer.face.TrialPhoto;
import org.nififer.model.Classification;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelSummary;
import org.nififer.service.api.ExpressionClassifierService;
import org.nififer.service.api.ExpressionModel;
import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds a model in memory for the processors that recognise and evaluate.
 */
@Tags({"fer", "facial expression", "emotion", "model", "swin", "onnx", "inference", "pytorch", "gpu"})
@CapabilityDescription("Loads a model for facial-expression recognition once, and shares it among all concurrent tasks of all processors that refer to it: a .safetensors file, "
        + "as TrainFerModel makes it, or any classifier in a .onnx file with a JSON beside it that describes it. The file need not be there when the service is enabled: "
        + "processors wait for it. When the file is replaced, the new model is used from the next FlowFile on; a replacement that is not a valid model is reported and the "
        + "old one stays in use.")
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "The weights in native memory outside the Java heap, or in that of the GPU: about 110 MB for swin-t, "
        + "5 MB for swin-mini, twice that while a model is replaced; and what the network computes for the images of a batch, for at most two batches at a time "
        + "(more where Cores is less than there are), whatever the number of concurrent tasks.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "A batch is computed with as many cores as Cores says, by default with all.")
@SystemResourceConsideration(resource = SystemResource.DISK, description = "Models from a URL are kept in the Cache Folder, each with at most Maximum Model Size.")
public class FerModelService extends AbstractControllerService implements ExpressionClassifierService, VerifiableControllerService {

    private static final int VERIFICATION_IMAGE_SIDE = 224;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    /** A person waits for it, who can go away. */
    private static final Duration VERIFICATION_PATIENCE = Duration.ofMinutes(10);

    private volatile WatchedModel model;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return ModelServiceProperties.ALL;
    }

    @Override
    public void migrateProperties(final PropertyConfiguration configuration) {
        configuration.renameProperty("Threads", ModelServiceProperties.CORES.getName());
    }

    @OnEnabled
    public void watch(final ConfigurationContext context) {
        final ClassifierSettings settings = ModelServiceProperties.settings(context, context.getProperty(ModelServiceProperties.WARM_UP).asBoolean());
        model = new WatchedModel(ModelServiceProperties.source(context, WatchedModel.PATIENCE, getLogger()), file -> ExpressionClassifier.open(file, settings), FIRST_PAUSE,
                getLogger());
        ModelServiceProperties.file(context).ifPresent(file -> Thread.ofVirtual().name("fer-model-check").start(() -> check(file)));
    }

    /** What is plainly no model is told when the service is enabled, and not only when something needs it; loading it is left to those who do. */
    private void check(final Path file) {
        try {
            ExpressionClassifier.check(file);
        } catch (final InvalidInputException e) {
            getLogger().warn("The model cannot be used, and whatever needs it will wait for another one: {}", e.getMessage());
        } catch (final NoSuchFileException e) {
            getLogger().info("There is no model {} yet; whatever needs it waits", file);
        } catch (final IOException e) {
            getLogger().warn("The model {} cannot be read, and whatever needs it waits", file, e);
        }
    }

    @OnDisabled
    public void release() {
        if (model != null) {
            model.close();
        }
    }

    @Override
    public ExpressionModel acquire() throws IOException {
        try {
            return model.acquire();
        } catch (final InvalidInputException e) {
            throw ModelUnavailableException.unusable(e.getMessage(), e);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(final ConfigurationContext context, final ComponentLog verificationLogger, final Map<String, String> variables) {
        final List<ConfigVerificationResult> results = new ArrayList<>();
        String step = "Find model";
        try (ModelSource source = ModelServiceProperties.source(context, VERIFICATION_PATIENCE, verificationLogger)) {
            final Path file = source.locate();
            if (!Files.exists(file)) {
                results.add(result(step, Outcome.SKIPPED, String.format(Locale.ROOT, "There is no file %s yet; processors will wait for it", file)));
                return results;
            }

            ExpressionClassifier.check(file);
            results.add(result(step, Outcome.SUCCESSFUL, String.format(Locale.ROOT, "%s, %,d bytes", file, Files.size(file))));
            step = "Load model";
            final ClassifierSettings settings = ModelServiceProperties.settings(context, false);
            try (ExpressionClassifier classifier = WatchedModel.open(path -> ExpressionClassifier.open(path, settings), file)) {
                final ModelSummary summary = classifier.summary();
                results.add(result(step, Outcome.SUCCESSFUL, String.format(Locale.ROOT, "Model %s: %s, %,d parameters, %d expressions, %s on %s", classifier.modelId(),
                        summary.kind(), summary.parameters(), classifier.expressions().size(), summary.precision(), summary.device())));
                step = "Classify an image";
                final long start = System.nanoTime();
                final Classification classification = classifier.classify(List.of(TrialPhoto.face(VERIFICATION_IMAGE_SIDE))).getFirst();
                results.add(result(step, Outcome.SUCCESSFUL, String.format(Locale.ROOT, "A drawn happy face was classified as %s with %.2f in %d ms",
                        classification.expression().label(), classification.confidence(), Duration.ofNanos(System.nanoTime() - start).toMillis())));
            }
        } catch (final IOException | RuntimeException e) {
            verificationLogger.warn("The model cannot be used", e);
            results.add(result(step, Outcome.FAILED, e instanceof InvalidInputException ? e.getMessage() : e.toString()));
        }

        return results;
    }

    private static ConfigVerificationResult result(final String step, final Outcome outcome, final String explanation) {
        return new ConfigVerificationResult.Builder().verificationStepName(step).outcome(outcome).explanation(explanation).build();
    }
}
