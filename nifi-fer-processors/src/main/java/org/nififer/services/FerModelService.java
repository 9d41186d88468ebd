package org.nififer.services;

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
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.core.Expression;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.model.Classification;
import org.nififer.core.model.ExpressionClassifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Holds a model in memory for the processors that recognise and evaluate.
 */
@Tags({"fer", "facial expression", "emotion", "model", "swin", "inference", "pytorch"})
@CapabilityDescription("Loads a model for facial-expression recognition (a .safetensors file, as TrainFerModel makes it) once, and shares it among all "
        + "concurrent tasks of all processors that refer to it. The file need not be there when the service is enabled: processors wait for it. When the "
        + "file is replaced, the new model is used from the next FlowFile on; a replacement that is not a valid model is reported and the old one stays in use.")
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "The weights in native memory outside the Java heap: about 110 MB for swin-t, "
        + "5 MB for swin-mini, twice that while a model is replaced; and what the network computes for the images of each concurrent task.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "libtorch computes with all cores, whatever the number of concurrent tasks.")
public class FerModelService extends AbstractControllerService implements ExpressionClassifierService, VerifiableControllerService {

    static final PropertyDescriptor MODEL_FILE = new PropertyDescriptor.Builder()
            .name("Model File")
            .description("The path of the model, a .safetensors file of nifi-fer. It is watched: a new file there replaces the model.")
            .required(true)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .build();

    private static final int VERIFICATION_IMAGE_SIDE = 224;

    private Path modelFile;
    private SharedClassifier current;
    private FileVersion seen;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(MODEL_FILE);
    }

    @OnEnabled
    public synchronized void remember(final ConfigurationContext context) {
        modelFile = path(context);
    }

    @OnDisabled
    public synchronized void release() {
        seen = null;
        if (current != null) {
            current.retire();
            current = null;
        }
    }

    @Override
    public synchronized ClassifierLease acquire() throws IOException {
        final FileVersion version = version();
        if (!version.equals(seen)) {
            replace(version);
        }

        return current.lease();
    }

    private FileVersion version() throws IOException {
        try {
            return FileVersion.of(modelFile);
        } catch (final NoSuchFileException e) {
            if (current == null) {
                throw e;
            }

            // The model in memory goes on: whoever replaces a file may delete the old one first.
            return seen;
        }
    }

    private void replace(final FileVersion version) throws IOException {
        try {
            final SharedClassifier replacement = new SharedClassifier(ExpressionClassifier.open(modelFile));
            release();
            current = replacement;
            getLogger().info("Model {} from {}, {}", replacement.classifier().modelId(), modelFile, replacement.classifier().precision().label());
        } catch (final IOException e) {
            if (current == null) {
                throw e;
            }

            getLogger().error("{} cannot be loaded, model {} stays in use", modelFile, current.classifier().modelId(), e);
        }

        seen = version;
    }

    @Override
    public List<ConfigVerificationResult> verify(final ConfigurationContext context, final ComponentLog verificationLogger, final Map<String, String> variables) {
        final List<ConfigVerificationResult> results = new ArrayList<>();
        final Path file = path(context);
        if (!Files.exists(file)) {
            results.add(result("Find model", Outcome.SKIPPED, "There is no file %s yet; processors will wait for it".formatted(file)));
            return results;
        }

        String step = "Load model";
        try (ExpressionClassifier classifier = ExpressionClassifier.open(file)) {
            results.add(result(step, Outcome.SUCCESSFUL, "Model %s: %s, %,d parameters, %s".formatted(classifier.modelId(), classifier.description().variant(),
                    classifier.description().architecture().parameterCount(), classifier.precision().label())));
            step = "Classify an image";
            final long start = System.nanoTime();
            final Classification classification = classifier.classify(List.of(DrawnFaces.face(Expression.HAPPINESS, 0, VERIFICATION_IMAGE_SIDE))).getFirst();
            results.add(result(step, Outcome.SUCCESSFUL, "A drawn happy face was classified as %s with %.2f in %d ms".formatted(
                    classification.expression().label(), classification.confidence(), (System.nanoTime() - start) / 1_000_000)));
        } catch (final IOException | RuntimeException | LinkageError e) {
            verificationLogger.warn("The model cannot be used", e);
            results.add(result(step, Outcome.FAILED, e.toString()));
        }

        return results;
    }

    private static ConfigVerificationResult result(final String step, final Outcome outcome, final String explanation) {
        return new ConfigVerificationResult.Builder().verificationStepName(step).outcome(outcome).explanation(explanation).build();
    }

    private static Path path(final ConfigurationContext context) {
        return Path.of(context.getProperty(MODEL_FILE).evaluateAttributeExpressions().getValue());
    }

    /** What tells one content of the file from another without reading it. */
    private record FileVersion(long modified, long size, Object key) {

        private static FileVersion of(final Path file) throws IOException {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileVersion(attributes.lastModifiedTime().toMillis(), attributes.size(), String.valueOf(attributes.fileKey()));
        }
    }
}
