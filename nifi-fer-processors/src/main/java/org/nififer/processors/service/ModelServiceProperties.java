package org.nififer.processors.service;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ModelAddress;
import org.nififer.model.ModelDownload;
import org.nififer.model.ShippedModel;
import org.nififer.network.ComputeDevice;
import org.nififer.network.Precision;
import org.nififer.processors.common.Choice;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an operator sets of a FerModelService, and what it means.
 */
final class ModelServiceProperties {

    /** Where a model comes from. */
    enum Source implements Choice {
        SHIPPED("The model that comes with nifi-fer, trained on photos of real faces; see its card in the project's folder models"),
        FILE("A file on this machine, also one that a parameter refers to as its asset; it is watched"),
        URL("A web server, which is asked again from time to time");

        private final String description;

        Source(final String description) {
            this.description = description;
        }

        @Override
        public String getDescription() {
            return description;
        }
    }

    /** Where a model computes. */
    enum Device implements Choice {
        AUTO("The first GPU, or the CPU where there is none"),
        CPU("The processor"),
        GPU("A CUDA device; it is an error where it is not there");

        private final String description;

        Device(final String description) {
            this.description = description;
        }

        @Override
        public String getDescription() {
            return description;
        }
    }

    /** The number type of a model's matrix products: one that is named as {@link Precision} names it, or none. */
    enum MatrixPrecision implements Choice {
        AUTO("What the device is fastest in: bf16 on a GPU and on a CPU that multiplies it in hardware (found on Linux), fp32 elsewhere; what an ONNX model was exported with"),
        FP32("float32 everywhere"),
        BF16("bfloat16 for matrix products, float32 for the rest"),
        FP16("float16 for matrix products, float32 for the rest; for GPUs before Ampere, slow on CPUs");

        private final String description;

        MatrixPrecision(final String description) {
            this.description = description;
        }

        @Override
        public String getDescription() {
            return description;
        }

        private Optional<Precision> precision() {
            return this == AUTO ? Optional.empty() : Optional.of(Precision.valueOf(name()));
        }
    }

    static final PropertyDescriptor MODEL_SOURCE = new PropertyDescriptor.Builder()
            .name("Model Source")
            .description("Where the model comes from")
            .required(true)
            .allowableValues(Source.class)
            .defaultValue(Source.SHIPPED)
            .build();

    static final PropertyDescriptor MODEL_FILE = new PropertyDescriptor.Builder()
            .name("Model File")
            .description("The path of the model: a .safetensors file of nifi-fer, or a .onnx file with its description, a .json of the same name, beside it. A parameter that "
                    + "refers to an asset gives its path. The file is watched: a new file there replaces the model.")
            .required(true)
            .dependsOn(MODEL_SOURCE, Source.FILE)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .build();

    static final PropertyDescriptor MODEL_URL = new PropertyDescriptor.Builder()
            .name("Model URL")
            .description("The http or https address of the model; its path ends with .safetensors, or with .onnx where the same address with .json gives the description. Messages "
                    + "show it without its query and its user info")
            .required(true)
            .dependsOn(MODEL_SOURCE, Source.URL)
            .addValidator(StandardValidators.createRegexMatchingValidator(Pattern.compile("https?://[^/?#]+/[^?#]*\\.(safetensors|onnx)([?#].*)?"), false,
                    "it must be an http or https address of a .safetensors or .onnx file"))
            .addValidator(StandardValidators.URI_VALIDATOR)
            .build();

    static final PropertyDescriptor MODEL_SHA256 = new PropertyDescriptor.Builder()
            .name("Model SHA-256")
            .description("What the file must be, as sha256sum prints it. Another file is refused, and the server is not asked again once the file is there.")
            .required(false)
            .dependsOn(MODEL_SOURCE, Source.URL)
            .addValidator(StandardValidators.createRegexMatchingValidator(Pattern.compile("[0-9A-Fa-f]{64}"), false, "it must be 64 hexadecimal digits"))
            .build();

    static final PropertyDescriptor MAXIMUM_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Model Size")
            .description("Larger files are not downloaded")
            .required(true)
            .dependsOn(MODEL_SOURCE, Source.URL)
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .defaultValue("1 GB")
            .build();

    static final PropertyDescriptor REFRESH_INTERVAL = new PropertyDescriptor.Builder()
            .name("Refresh Interval")
            .description("After this time the server is asked whether there is a new model, with the next FlowFile and beside it")
            .required(true)
            .dependsOn(MODEL_SOURCE, Source.URL)
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .defaultValue("10 mins")
            .build();

    static final PropertyDescriptor CACHE_FOLDER = new PropertyDescriptor.Builder()
            .name("Cache Folder")
            .description("Where downloaded models are kept; it is made where it is missing. After a restart they are used where the server cannot be reached.")
            .required(true)
            .dependsOn(MODEL_SOURCE, Source.URL)
            .addValidator(StandardValidators.NON_EMPTY_VALIDATOR)
            .defaultValue("./fer_model_cache")
            .build();

    static final PropertyDescriptor DEVICE = new PropertyDescriptor.Builder()
            .name("Device")
            .description("Where the model computes")
            .required(true)
            .allowableValues(Device.class)
            .defaultValue(Device.AUTO)
            .build();

    static final PropertyDescriptor GPU_INDEX = new PropertyDescriptor.Builder()
            .name("GPU Index")
            .description("Which CUDA device, counted from 0")
            .required(true)
            .dependsOn(DEVICE, Device.GPU)
            .addValidator(StandardValidators.createLongValidator(0, 1023, true))
            .defaultValue("0")
            .build();

    static final PropertyDescriptor PRECISION = new PropertyDescriptor.Builder()
            .name("Precision")
            .description("The number type of the matrix products, which take most of the time: fewer bits are faster where the device multiplies them in hardware. An "
                    + "ONNX model has its "
                    + "types inside and takes auto only")
            .required(true)
            .allowableValues(MatrixPrecision.class)
            .defaultValue(MatrixPrecision.AUTO)
            .build();

    static final PropertyDescriptor BATCH_LIMIT = new PropertyDescriptor.Builder()
            .name("Batch Limit")
            .description("How many faces are computed at a time, at most: more of them take more memory, and on a GPU less time each")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, ClassifierSettings.MAXIMUM_BATCH, true))
            .defaultValue(Integer.toString(ClassifierSettings.DEFAULT_BATCH))
            .build();

    static final PropertyDescriptor CORES = new PropertyDescriptor.Builder()
            .name("Cores")
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

    /** In the order of the dialog. */
    static final List<PropertyDescriptor> ALL = List.of(MODEL_SOURCE, MODEL_FILE, MODEL_URL, MODEL_SHA256, MAXIMUM_SIZE, REFRESH_INTERVAL, CACHE_FOLDER, DEVICE,
            GPU_INDEX, PRECISION, BATCH_LIMIT, CORES, WARM_UP, MIRRORED);

    private ModelServiceProperties() {
    }

    /** The file that an operator has named; empty for another source. */
    static Optional<Path> file(final ConfigurationContext context) {
        return context.getProperty(MODEL_SOURCE).asAllowableValue(Source.class) == Source.FILE
                ? Optional.of(Path.of(context.getProperty(MODEL_FILE).evaluateAttributeExpressions().getValue())) : Optional.empty();
    }

    static ModelSource source(final ConfigurationContext context, final Duration patience, final ComponentLog log) {
        return switch (context.getProperty(MODEL_SOURCE).asAllowableValue(Source.class)) {
            case SHIPPED -> ShippedModel::file;
            case FILE -> file(context)::orElseThrow;
            case URL -> downloaded(context, patience, log);
        };
    }

    private static ModelSource downloaded(final ConfigurationContext context, final Duration patience, final ComponentLog log) {
        final ModelDownload download = new ModelDownload(ModelAddress.of(context.getProperty(MODEL_URL).getValue()), Path.of(context.getProperty(CACHE_FOLDER).getValue()),
                context.getProperty(MAXIMUM_SIZE).asDataSize(DataUnit.B).longValue(), Optional.ofNullable(context.getProperty(MODEL_SHA256).getValue()));
        return new DownloadedModelSource(download, context.getProperty(REFRESH_INTERVAL).asDuration(), patience, DownloadedModelSource.FIRST_PAUSE, log);
    }

    static ClassifierSettings settings(final ConfigurationContext context, final boolean warmUp) {
        final Optional<ComputeDevice> device = switch (context.getProperty(DEVICE).asAllowableValue(Device.class)) {
            case AUTO -> Optional.empty();
            case CPU -> Optional.of(ComputeDevice.CPU);
            case GPU -> Optional.of(ComputeDevice.gpu(context.getProperty(GPU_INDEX).asInteger()));
        };
        return new ClassifierSettings(device, context.getProperty(PRECISION).asAllowableValue(MatrixPrecision.class).precision(), context.getProperty(BATCH_LIMIT).asInteger(),
                context.getProperty(CORES).asInteger(), warmUp, context.getProperty(MIRRORED).asBoolean());
    }
}
