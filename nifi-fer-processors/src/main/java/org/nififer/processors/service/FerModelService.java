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
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.InvalidInputException;
import org.nififer.face.TrialPhoto;
import org.nififer.model.Classification;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelAddress;
import org.nififer.model.ModelDownload;
import org.nififer.model.ModelSummary;
import org.nififer.network.ComputeDevice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
        + "(more where Threads is less than the cores), whatever the number of concurrent tasks.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "A batch is computed with as many cores as Threads says, by default with all.")
@SystemResourceConsideration(resource = SystemResource.DISK, description = "Models from a URL are kept in the Cache Folder, each with at most Maximum Model Size.")
public class FerModelService extends AbstractControllerService implements ExpressionClassifierService, VerifiableControllerService {

    static final PropertyDescriptor MODEL_SOURCE = new PropertyDescriptor.Builder()
            .name("Model Source")
            .description("Where the model comes from")
            .required(true)
            .allowableValues(ModelSourceChoice.class)
            .defaultValue(ModelSourceChoice.FILE)
            .build();

    static final PropertyDescriptor MODEL_FILE = new PropertyDescriptor.Builder()
            .name("Model File")
            .description("The path of the model: a .safetensors file of nifi-fer, or a .onnx file with its description, a .json of the same name, beside it. A parameter that "
                    + "refers to an asset gives its path. The file is watched: a new file there replaces the model.")
            .required(true)
            .dependsOn(MODEL_SOURCE, ModelSourceChoice.FILE)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .build();

    static final PropertyDescriptor MODEL_URL = new PropertyDescriptor.Builder()
            .name("Model URL")
            .description("The http or https address of the model; its path ends with .safetensors, or with .onnx where the same address with .json gives the description. Messages "
                    + "show it without its query and its user info")
            .required(true)
            .dependsOn(MODEL_SOURCE, ModelSourceChoice.URL)
            .addValidator(StandardValidators.createRegexMatchingValidator(Pattern.compile("https?://[^/?#]+/[^?#]*\\.(safetensors|onnx)([?#].*)?"), false,
                    "it must be an http or https address of a .safetensors or .onnx file"))
            .addValidator(StandardValidators.URI_VALIDATOR)
            .build();

    static final PropertyDescriptor MODEL_SHA256 = new PropertyDescriptor.Builder()
            .name("Model SHA-256")
            .description("What the file must be, as sha256sum prints it. Another file is refused, and the server is not asked again once the file is there.")
            .required(false)
            .dependsOn(MODEL_SOURCE, ModelSourceChoice.URL)
            .addValidator(StandardValidators.createRegexMatchingValidator(Pattern.compile("[0-9A-Fa-f]{64}"), false, "it must be 64 hexadecimal digits"))
            .build();

    static final PropertyDescriptor MAXIMUM_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Model Size")
            .description("Larger files are not downloaded")
            .required(true)
            .dependsOn(MODEL_SOURCE, ModelSourceChoice.URL)
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .defaultValue("1 GB")
            .build();

    static final PropertyDescriptor REFRESH_INTERVAL = new PropertyDescriptor.Builder()
            .name("Refresh Interval")
            .description("After this time the server is asked whether there is a new model, with the next FlowFile and beside it")
            .required(true)
            .dependsOn(MODEL_SOURCE, ModelSourceChoice.URL)
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .defaultValue("10 mins")
            .build();

    static final PropertyDescriptor CACHE_FOLDER = new PropertyDescriptor.Builder()
            .name("Cache Folder")
            .description("Where downloaded models are kept; it is made where it is missing. After a restart they are used where the server cannot be reached.")
            .required(true)
            .dependsOn(MODEL_SOURCE, ModelSourceChoice.URL)
            .addValidator(StandardValidators.NON_EMPTY_VALIDATOR)
            .defaultValue("./fer_model_cache")
            .build();

    static final PropertyDescriptor DEVICE = new PropertyDescriptor.Builder()
            .name("Device")
            .description("Where the model computes")
            .required(true)
            .allowableValues(DeviceChoice.class)
            .defaultValue(DeviceChoice.AUTO)
            .build();

    static final PropertyDescriptor GPU_INDEX = new PropertyDescriptor.Builder()
            .name("GPU Index")
            .description("Which CUDA device, counted from 0")
            .required(true)
            .dependsOn(DEVICE, DeviceChoice.GPU)
            .addValidator(StandardValidators.createLongValidator(0, 1023, true))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor PRECISION = new PropertyDescriptor.Builder()
            .name("Precision")
            .description("Of the matrix products; an ONNX model takes auto only, since it has its types inside")
            .required(true)
            .allowableValues(PrecisionChoice.class)
            .defaultValue(PrecisionChoice.AUTO)
            .build();

    static final PropertyDescriptor BATCH_LIMIT = new PropertyDescriptor.Builder()
            .name("Batch Limit")
            .description("How many faces are computed at a time, at most: more of them take more memory, and on a GPU less time each")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, ClassifierSettings.MAXIMUM_BATCH, true))
            .defaultValue(Integer.toString(ClassifierSettings.DEFAULT_BATCH))
            .build();

    static final PropertyDescriptor THREADS = new PropertyDescriptor.Builder()
            .name("Threads")
            .description("With how many cores a batch is computed; 0 for all. Fewer leave cores to other work, and let several batches be computed at the same time.")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(0, ClassifierSettings.MAXIMUM_CORES, true))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor WARM_UP = new PropertyDescriptor.Builder()
            .name("Warm-Up")
            .description("Whether a full batch of drawn faces is computed after a model was loaded, so that the first FlowFile takes no longer than others")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    static final PropertyDescriptor MIRRORED = new PropertyDescriptor.Builder()
            .name("Mirrored Average")
            .description("Whether an answer is the mean of those to the face and to its mirror image, in twice the time. What was calibrated was fitted to faces alone")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(MODEL_SOURCE, MODEL_FILE, MODEL_URL, MODEL_SHA256, MAXIMUM_SIZE, REFRESH_INTERVAL, CACHE_FOLDER, DEVICE,
            GPU_INDEX, PRECISION, BATCH_LIMIT, THREADS, WARM_UP, MIRRORED);
    private static final int VERIFICATION_IMAGE_SIDE = 224;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    /** A person waits for it, who can go away. */
    private static final Duration VERIFICATION_PATIENCE = Duration.ofMinutes(10);

    private volatile WatchedModel model;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @OnEnabled
    public void watch(final ConfigurationContext context) {
        final ClassifierSettings settings = settings(context, context.getProperty(WARM_UP).asBoolean());
        model = new WatchedModel(source(context, WatchedModel.PATIENCE, getLogger()), file -> ExpressionClassifier.open(file, settings), FIRST_PAUSE, getLogger());
        if (isFile(context)) {
            final Path file = file(context);
            Thread.ofVirtual().name("fer-model-check").start(() -> check(file));
        }
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
    public ClassifierLease acquire() throws IOException {
        return model.acquire();
    }

    private static boolean isFile(final ConfigurationContext context) {
        return context.getProperty(MODEL_SOURCE).asAllowableValue(ModelSourceChoice.class) == ModelSourceChoice.FILE;
    }

    private static Path file(final ConfigurationContext context) {
        return Path.of(context.getProperty(MODEL_FILE).evaluateAttributeExpressions().getValue());
    }

    private static ModelSource source(final ConfigurationContext context, final Duration patience, final ComponentLog log) {
        if (isFile(context)) {
            final Path file = file(context);
            return () -> file;
        }

        final ModelDownload download = new ModelDownload(ModelAddress.of(context.getProperty(MODEL_URL).getValue()), Path.of(context.getProperty(CACHE_FOLDER).getValue()),
                context.getProperty(MAXIMUM_SIZE).asDataSize(DataUnit.B).longValue(), Optional.ofNullable(context.getProperty(MODEL_SHA256).getValue()));
        return new DownloadedModelSource(download, context.getProperty(REFRESH_INTERVAL).asDuration(), patience, DownloadedModelSource.FIRST_PAUSE, log);
    }

    private static ClassifierSettings settings(final ConfigurationContext context, final boolean warmUp) {
        final Optional<ComputeDevice> device = switch (context.getProperty(DEVICE).asAllowableValue(DeviceChoice.class)) {
            case AUTO -> Optional.empty();
            case CPU -> Optional.of(ComputeDevice.CPU);
            case GPU -> Optional.of(ComputeDevice.gpu(context.getProperty(GPU_INDEX).asInteger()));
        };
        return new ClassifierSettings(device, context.getProperty(PRECISION).asAllowableValue(PrecisionChoice.class).precision(), context.getProperty(BATCH_LIMIT).asInteger(),
                context.getProperty(THREADS).asInteger(), warmUp, context.getProperty(MIRRORED).asBoolean());
    }

    @Override
    public List<ConfigVerificationResult> verify(final ConfigurationContext context, final ComponentLog verificationLogger, final Map<String, String> variables) {
        final List<ConfigVerificationResult> results = new ArrayList<>();
        String step = "Find model";
        try (ModelSource source = source(context, VERIFICATION_PATIENCE, verificationLogger)) {
            final Path file = source.locate();
            if (!Files.exists(file)) {
                results.add(result(step, Outcome.SKIPPED, String.format(Locale.ROOT, "There is no file %s yet; processors will wait for it", file)));
                return results;
            }

            ExpressionClassifier.check(file);
            results.add(result(step, Outcome.SUCCESSFUL, String.format(Locale.ROOT, "%s, %,d bytes", file, Files.size(file))));
            step = "Load model";
            final ClassifierSettings settings = settings(context, false);
            try (ExpressionClassifier classifier = WatchedModel.open(path -> ExpressionClassifier.open(path, settings), file)) {
                final ModelSummary summary = classifier.summary();
                results.add(result(step, Outcome.SUCCESSFUL, String.format(Locale.ROOT, "Model %s: %s, %,d parameters, %d expressions, %s on %s", classifier.modelId(),
                        summary.kind(), summary.parameters(), classifier.expressions().size(), summary.precision(), summary.device().label())));
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
