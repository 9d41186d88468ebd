package org.nififer.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.nififer.trainer.run.EpochRecord;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.TrainingListener;
import org.nififer.trainer.run.TrainingSettings;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Shows a run to a person: a line an epoch, and on a terminal a bar with images per second and the time left.
 */
final class TrainingBar implements TrainingListener, AutoCloseable {

    private static final int UPDATE_MILLIS = 500;
    private static final int WIDTH = 110;

    private final PrintWriter output;
    private ProgressBar bar;
    private ProgressBar teacherBar;
    private int trainingSamples;
    private long total;
    private long done;

    TrainingBar(final PrintWriter output) {
        this.output = output;
    }

    @Override
    public void initialized(final InitialWeights.Origin origin) {
        output.printf(Locale.ROOT, "initial weights %s (%s)%n", origin.file(), origin.format().label());
        origin.notes().forEach(note -> output.printf(Locale.ROOT, "  %s%n", note));
        output.flush();
    }

    @Override
    public void started(final String runId, final TrainingSettings settings, final int numberOfTrainingSamples, final int validationSamples) {
        trainingSamples = numberOfTrainingSamples;
        total = (long) settings.schedule().epochs() * trainingSamples;
        output.printf(Locale.ROOT, "run %s: %,d parameters, %s, %d training and %d validation samples, %s%n", runId, settings.architecture().parameterCount(),
                settings.optimizer().kind().label(), trainingSamples, validationSamples, settings.precision().label());
        output.flush();
    }

    @Override
    public void resumed(final List<EpochRecord> epochs) {
        output.printf(Locale.ROOT, "goes on after epoch %d, from its checkpoint%n", epochs.getLast().epoch());
        output.flush();
        done = (long) epochs.size() * trainingSamples;
    }

    @Override
    public void warned(final String message) {
        output.printf(Locale.ROOT, "warning: %s%n", message);
        output.flush();
    }

    @Override
    public void taught(final int samples, final int total) {
        if (teacherBar == null && System.console() != null) {
            teacherBar = builder("teacher", total).build();
        }

        if (teacherBar != null) {
            teacherBar.stepTo(samples);
        }

        if (samples == total) {
            closeTeacherBar();
            output.printf(Locale.ROOT, "the teacher has answered for %d samples%n", total);
            output.flush();
        }
    }

    private static ProgressBarBuilder builder(final String task, final long maximum) {
        return new ProgressBarBuilder().setTaskName(task).setInitialMax(maximum).setStyle(ProgressBarStyle.ASCII).setUnit(" images", 1).showSpeed()
                .setUpdateIntervalMillis(UPDATE_MILLIS).setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH));
    }

    private void closeTeacherBar() {
        if (teacherBar != null) {
            teacherBar.close();
            teacherBar = null;
        }
    }

    @Override
    public void stepped(final int epoch, final int samples, final double loss) {
        if (bar == null && System.console() != null) {
            // Speed and time left count from here: not the epochs of an earlier process, nor what comes before the first step.
            bar = builder("training", total).startsFrom(done, Duration.ZERO).build();
        }

        if (bar != null) {
            bar.stepTo((long) (epoch - 1) * trainingSamples + samples);
            bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f", loss));
        }
    }

    @Override
    public void epochEnded(final EpochRecord epoch) {
        if (bar != null) {
            // The line takes the place of the bar, which is drawn anew below it.
            output.print("\r" + " ".repeat(WIDTH) + "\r");
        }

        output.printf(Locale.ROOT, "epoch %3d: training loss %.4f, accuracy %.4f; validation loss %.4f, accuracy %.4f, weighted F1 %.4f, %.0f images/s%s%n", epoch.epoch(),
                epoch.trainingLoss(), epoch.trainingAccuracy(), epoch.validationLoss(),
                epoch.validationAccuracy(), epoch.validationF1(), epoch.imagesPerSecond(), epoch.best() ? " *" : "");
        output.flush();
    }

    @Override
    public void close() {
        closeTeacherBar();
        if (bar != null) {
            bar.close();
        }
    }
}
