package org.nififer.core.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The one place that loads libtorch and prepares threads for it.
 */
public final class TorchEngine {

    private static final String OFFLINE = "ai.djl.offline";

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

    /** Makes what libtorch draws at random (stochastic depth) repeatable. */
    public static void seed(final long seed) {
        prepareThread();
        JniUtils.setSeed(seed);
    }

    private static final class Library {

        private static final Engine ENGINE = load();

        private static void ready() {
            // The static initialiser does the work.
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
                return Engine.getEngine("PyTorch");
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
