package org.nififer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.natives.NativeBundle;
import org.nififer.natives.PrivateFolder;
import org.nififer.natives.ScopedProperties;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one place that loads libtorch and prepares threads for it.
 *
 * <p>A JVM loads a path for one class loader only, and a second copy of the whole libtorch aborts the process. So the second loader of a process, that of a NAR which was loaded
 * again or of a second version of it, gets copies of the small {@code libtorch.so} and of DJL's own library alone, whose dependencies are there already.
 */
public final class TorchEngine {

    /** What DJL is told where nobody else has: it may neither fetch anything nor send its maker a sign of life. */
    private static final Map<String, String> SILENCE = Map.of("ai.djl.offline", "true", "OPT_OUT_TRACKING", "true");
    /** By which an operator names a libtorch, such as one for CUDA. */
    private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
    private static final String THREADS = "org.nififer.libtorch.threads";

    private TorchEngine() {
    }

    /**
     * Loads libtorch on first use, and prepares the calling thread: no gradients are recorded (in libtorch each new thread
     * records them) and the graph executor does not specialise (its second backward in mixed precision dies).
     * Every thread calls this before its first use of the network; calling it again costs next to nothing.
     *
     * @throws LinkageError where the native library cannot be loaded
     */
    public static void prepareThread() {
        Library.get();
        JniUtils.setGradMode(false);
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** A manager for arrays, closed by the caller; the calling thread is prepared as well. */
    public static NDManager newManager() {
        prepareThread();
        return Library.get().engine.newBaseManager();
    }

    /** A manager for arrays on a device, closed by the caller; the calling thread is prepared as well. */
    public static NDManager newManager(final ComputeDevice device) {
        prepareThread();
        return Library.get().engine.newBaseManager(djlDevice(device));
    }

    static Device djlDevice(final ComputeDevice device) {
        return device.isGpu() ? Device.gpu(device.index()) : Device.cpu();
    }

    static ComputeDevice device(final Device device) {
        return device.isGpu() ? ComputeDevice.gpu(device.getDeviceId()) : ComputeDevice.CPU;
    }

    /**
     * The device that was asked for, or the first GPU where there is one and nothing was asked for.
     *
     * @throws InvalidInputException where the GPU that was asked for is not there
     */
    public static ComputeDevice choose(final Optional<ComputeDevice> requested) throws InvalidInputException {
        prepareThread();
        final int gpus = Library.get().engine.hasCapability(StandardCapabilities.CUDA) ? Library.get().engine.getGpuCount() : 0;
        if (requested.isEmpty()) {
            return gpus > 0 ? ComputeDevice.gpu(0) : ComputeDevice.CPU;
        }

        if (requested.get().index() >= gpus) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "%s was asked for, but libtorch sees %s; expected %sauto or cpu. A GPU needs the libtorch for CUDA: ", requested.get().label(),
                    gpus == 0 ? "no GPU" : gpus + " of them", gpus == 0 ? "" : String.format(Locale.ROOT, "gpu:0 to gpu:%d, ", gpus - 1)) + "see docs/gpu.md");
        }

        return requested.get();
    }

    /** The cores that libtorch computes with where nothing else is said. */
    public static int cores() {
        return Library.get().cores;
    }

    /** With how many cores the calling thread computes from now on; that of other threads stays as it is. */
    public static void useCores(final int cores) {
        if (JniUtils.getNumThreads() != cores) {
            JniUtils.setNumThreads(cores);
        }
    }

    /** Makes what libtorch draws at random (stochastic depth) repeatable. */
    public static void seed(final long seed) {
        prepareThread();
        JniUtils.setSeed(seed);
    }

    /** Loaded on first use; where that failed, the next use tries again. */
    private static final class Library {

        private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
        private static final String WHOLE = System.mapLibraryName("torch_cpu");
        private static final String STUB = System.mapLibraryName("torch");
        private static final String BRIDGE = System.mapLibraryName("djl_torch");

        private static volatile Library loaded;

        private final Engine engine;
        private final int cores;

        private Library(final Engine engine) {
            this.engine = engine;
            // What libtorch took by itself. The first class loader of the process finds that out and leaves it to the others: a number that was set meanwhile
            // is what new threads start with, whoever loaded libtorch once more.
            this.cores = Integer.parseInt((String) System.getProperties().computeIfAbsent(THREADS, key -> Integer.toString(JniUtils.getNumThreads())));
        }

        private static Library get() {
            if (loaded == null) {
                // One loader after another: what tells DJL where its libraries are is the whole process's.
                synchronized (Runtime.getRuntime()) {
                    if (loaded == null) {
                        loaded = load();
                    }
                }
            }

            return loaded;
        }

        private static Library load() {
            SILENCE.forEach((property, value) -> System.getProperties().putIfAbsent(property, value));
            // DJL looks for its engines and native libraries through the context class loader, which in NiFi may be another NAR's.
            final Thread thread = Thread.currentThread();
            final ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(TorchEngine.class.getClassLoader());
            // JNA, by which DJL looks for CUDA, would else unpack its own library to the user's home.
            try (PrivateFolder moment = PrivateFolder.create();
                 ScopedProperties properties = new ScopedProperties(Map.of("jna.tmpdir", moment.path().toString(), "ENGINE_CACHE_DIR", moment.path().toString()))) {
                if (Utils.getEnvOrSystemProperty(LIBRARY_PATH) != null) {
                    return engine();
                }

                return loadBundled(Platform.detectPlatform("pytorch"));
            } catch (final IOException e) {
                throw NativeBundle.linkageError(e);
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        private static Library loadBundled(final Platform platform) throws IOException {
            if (platform.isPlaceholder()) {
                throw new IOException(String.format(Locale.ROOT, "There is no libtorch for %s here; build with -Dpytorch.platform=%1$s", platform.getClassifier()));
            }

            final ClassLoader loader = TorchEngine.class.getClassLoader();
            final String bridge = platform.getApiVersion() + '-' + BRIDGE;
            final NativeBundle bundle = new NativeBundle("libtorch")
                    .add(loader, String.format(Locale.ROOT, "jnilib/%s/%s/%s", platform.getClassifier(), platform.getFlavor(), BRIDGE), bridge);
            for (final String library : platform.getLibraries()) {
                bundle.add(loader, String.format(Locale.ROOT, "pytorch/%s/%s/%s", platform.getFlavor(), platform.getClassifier(), library), library);
            }

            final Optional<Path> other = mapped();
            if (other.isEmpty()) {
                return load(bundle.unpack(), platform);
            }

            if (Files.exists(other.get()) && Files.size(other.get()) != bundle.size(WHOLE)) {
                throw new IOException(
                        String.format(Locale.ROOT, "This process has another libtorch already, %s, and a second one would end it; expected the same version in all that it runs",
                                other.get()));
            }

            try (PrivateFolder copy = bundle.copy(List.of(STUB, bridge))) {
                return load(copy.path(), platform);
            }
        }

        private static Library load(final Path folder, final Platform platform) {
            try (ScopedProperties properties = new ScopedProperties(Map.of(LIBRARY_PATH, folder.toString(), "PYTORCH_FLAVOR", platform.getFlavor()))) {
                return engine();
            }
        }

        private static Library engine() {
            return new Library(Engine.getEngine("PyTorch"));
        }

        /** The libtorch that a class loader of this process has loaded, also where its file was replaced since; known on Linux only. */
        private static Optional<Path> mapped() {
            if (!Files.isReadable(MAPPED_FILES)) {
                return Optional.empty();
            }

            try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
                return lines.map(line -> line.replaceFirst(" \\(deleted\\)$", "")).filter(line -> line.endsWith('/' + WHOLE))
                        .map(line -> Path.of(line.substring(line.indexOf('/')))).findFirst();
            } catch (final UncheckedIOException | IOException e) {
                throw new IllegalStateException(String.format(Locale.ROOT, "%s cannot be read", MAPPED_FILES), e);
            }
        }
    }
}
