package org.nififer.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.natives.NativeBundle;
import org.nififer.natives.NativePlatform;
import org.nififer.natives.ScopedProperties;
import org.nififer.network.ComputeDevice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The one place that loads ONNX Runtime.
 */
public final class OnnxEngine {

    /** Where models that come as bytes have their external data; ONNX Runtime itself refuses what lies outside. */
    private static final String EXTERNAL_FOLDER = "session.model_external_initializers_file_folder_path";

    /** By which an operator names a folder with the libraries, such as those for CUDA. */
    private static final String LIBRARY_PATH = "onnxruntime.native.path";

    private static volatile OrtEnvironment environment;

    private OnnxEngine() {
    }

    /**
     * A model that is ready to run, to be closed by the caller.
     *
     * @param options what the session was made with, which has to live as long
     * @param device  where it computes
     */
    public record LoadedModel(OrtSession session, OrtSession.SessionOptions options, ComputeDevice device) implements AutoCloseable {

        @Override
        public void close() {
            try (options) {
                session.close();
            } catch (final OrtException e) {
                throw new IllegalStateException("ONNX Runtime cannot close a model", e);
            }
        }
    }

    /**
     * The environment of all sessions, loaded on first use. It sends nothing.
     *
     * @throws LinkageError where the native libraries cannot be unpacked or loaded
     */
    public static OrtEnvironment environment() {
        if (environment == null) {
            synchronized (OnnxEngine.class) {
                if (environment == null) {
                    environment = System.getProperty(LIBRARY_PATH) == null ? bundled() : silent();
                }
            }
        }

        return environment;
    }

    private static OrtEnvironment bundled() {
        try {
            final String platform = NativePlatform.system("linux", "osx", "win") + '-' + NativePlatform.architecture("x64", "aarch64");
            return new NativeBundle("onnxruntime")
                    .addFolder(OrtEnvironment.class.getClassLoader(), String.format(Locale.ROOT, "ai/onnxruntime/native/%s/%s", platform, System.mapLibraryName("onnxruntime")),
                            name -> true)
                    .load(folder -> {
                        // It finds the folder by this property while it loads, and unpacks nothing itself.
                        try (ScopedProperties properties = new ScopedProperties(Map.of(LIBRARY_PATH, folder.toString()))) {
                            return silent();
                        }
                    });
        } catch (final IOException e) {
            throw NativeBundle.linkageError(e);
        }
    }

    private static OrtEnvironment silent() {
        try {
            final OrtEnvironment loaded = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            // Builds of some versions and platforms report to their maker unless they are told not to.
            loaded.setTelemetry(false);
            return loaded;
        } catch (final OrtException e) {
            throw new IllegalStateException("ONNX Runtime's telemetry cannot be switched off", e);
        }
    }

    /**
     * Loads a model.
     *
     * @param content   of the file
     * @param folder    of its external data
     * @param requested the device; empty for the first GPU where ONNX Runtime can use one, and else the CPU
     * @param threads   cores that a batch is computed with; 0 for all
     * @param file      what error messages call the file
     * @throws InvalidInputException where ONNX Runtime refuses the model, or the GPU that was asked for is not there
     */
    public static LoadedModel load(final byte[] content, final Path folder, final Optional<ComputeDevice> requested, final int threads, final String file)
            throws InvalidInputException {
        environment();
        final boolean cuda = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        if (requested.isPresent() && requested.get().isGpu() && !cuda) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "%s was asked for, but this build of ONNX Runtime computes on the CPU only; expected auto or cpu. ", requested.get().label())
                    + "A GPU needs the build for CUDA: see docs/gpu.md");
        }

        final ComputeDevice device = requested.orElse(cuda ? ComputeDevice.gpu(0) : ComputeDevice.CPU);
        try {
            return load(content, folder, device, threads);
        } catch (final OrtException e) {
            if (device.isGpu() && requested.isEmpty()) {
                return load(content, folder, Optional.of(ComputeDevice.CPU), threads, file);
            }

            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s cannot be used by ONNX Runtime on %s: %s", file, device.label(), e.getMessage()), e);
        }
    }

    private static LoadedModel load(final byte[] content, final Path folder, final ComputeDevice device, final int threads) throws OrtException {
        final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.addConfigEntry(EXTERNAL_FOLDER, folder.toString());
            if (threads > 0) {
                options.setIntraOpNumThreads(threads);
            }

            if (device.isGpu()) {
                options.addCUDA(device.index());
            }

            return new LoadedModel(environment().createSession(content, options), options, device);
        } catch (final OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }
}
