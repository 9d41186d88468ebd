package org.nififer.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.nififer.dataset.ProgressListener;

import java.io.Closeable;

/**
 * Shows the number of samples done and their rate while people watch a terminal, and nothing elsewhere.
 */
final class ProgressDisplay implements ProgressListener, Closeable {

    private final ProgressBar bar;

    private ProgressDisplay(final ProgressBar bar) {
        this.bar = bar;
    }

    static ProgressDisplay open(final String task) {
        if (System.console() == null) {
            return new ProgressDisplay(null);
        }

        return new ProgressDisplay(new ProgressBarBuilder().setTaskName(task).setInitialMax(-1).setUnit(" samples", 1).showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(System.err)).build());
    }

    @Override
    public void sampleDone() {
        if (bar != null) {
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
