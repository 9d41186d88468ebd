package org.nififer.core.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.util.Locale;
import java.util.Optional;

/**
 * The one place that loads libtorch and prepares threads for it.
 */
public final class TorchEngine {

    private static final String OFFLINE = "ai.djl.offline";
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
        Library.ready();
        JniUtils.setGradMode(false);
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** A manager for arrays, closed by the caller; the calling thread is prepared as well. */
    public static NDManager newManager() {
        prepareThread();
        return Library.ENGINE.newBaseManager();
    }

    /** A manager for arrays on a device, closed by the caller; the calling thread is prepared as well. */
    public static NDManager newManager(final ComputeDevice device) {
        prepareThread();
        return Library.ENGINE.newBaseManager(djlDevice(device));
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
        final int gpus = Library.ENGINE.hasCapability(StandardCapabilities.CUDA) ? Library.ENGINE.getGpuCount() : 0;
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
        return Library.CORES;
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

    private static final class Library {

        private static final Engine ENGINE = load();
        private static final int CORES = allCores();

        private static void ready() {
            // The static initialiser does the work.
        }

        /**
         * What libtorch took by itself. The first class loader of the process finds that out and leaves it to the others: a number that was set meanwhile
         * is what new threads start with, whoever loaded libtorch once more.
         */
        private static int allCores() {
            return Integer.parseInt((String) System.getProperties().computeIfAbsent(THREADS, key -> Integer.toString(JniUtils.getNumThreads())));
        }

        private static Engine load() {
            // A data-flow server must not fetch native code from the internet: what the NAR brings, or the operator, is used.
            if (System.getProperty(OFFLINE) == null) {
                System.setProperty(OFFLINE, "true");
            }

            // DJL looks for its engines and native libraries through the context class loader, which in NiFi may be another NAR's.
            final Thread thread = Thread.currentThread();
            final ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(TorchEngine.class.getClassLoader());
            try {
                return SecondLoader.load(() -> Engine.getEngine("PyTorch"));
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
