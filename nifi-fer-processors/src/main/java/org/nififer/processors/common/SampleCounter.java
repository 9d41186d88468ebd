package org.nififer.processors.common;

import org.apache.nifi.processor.ProcessSession;
import org.nififer.dataset.ProgressListener;

/**
 * Shows how far long work on one FlowFile is: the counter of the processor grows while it goes on, in each pass over a dataset that is read
 * twice. Ends the work where the processor
 * was stopped.
 */
public final class SampleCounter implements ProgressListener, AutoCloseable {

    public static final String NAME = "Samples Read";

    private static final int STEP = 1000;

    private final ProcessSession session;
    private final Runnable continueCheck;
    private int pending;

    /**
     * Counts from 0.
     *
     * @param continueCheck throws where the work has to end
     */
    public SampleCounter(final ProcessSession session, final Runnable continueCheck) {
        this.session = session;
        this.continueCheck = continueCheck;
    }

    @Override
    public void sampleDone() {
        continueCheck.run();
        pending++;
        if (pending == STEP) {
            flush();
        }
    }

    @Override
    public void working() {
        continueCheck.run();
    }

    private void flush() {
        // At once, since the session is committed only when all is done.
        session.adjustCounter(NAME, pending, true);
        pending = 0;
    }

    @Override
    public void close() {
        if (pending > 0) {
            flush();
        }
    }
}
