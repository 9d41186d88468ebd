package org.nififer.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.InvalidInputException;
import org.nififer.trainer.run.DeviceLock.DeviceBusyException;
import org.nififer.trainer.run.EpochRecord;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.TrainingJob;
import org.nififer.trainer.run.TrainingListener;
import org.nififer.trainer.run.TrainingReport;
import org.nififer.trainer.run.TrainingSettings;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes a run's events, one JSON line each, told apart by {@code event}: {@code initialized} (only with initial weights), {@code started},
 * {@code resumed} (only from a checkpoint), {@code warning}, {@code taught} (only with a teacher; at most one a second, and when it has answered for all),
 * {@code progress} (at most one a second), {@code epoch}, and at the end {@code finished}, {@code failed} (data or
 * settings are wrong) or {@code busy} (another run computes on the device).
 */
public final class TrainingEventWriter implements TrainingListener {

    private static final long PROGRESS_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ObjectMapper mapper = new ObjectMapper();
    private final Output output;
    private long lastProgress = System.nanoTime();

    /** Where the lines go. */
    @FunctionalInterface
    public interface Output {

        /**
         * Writes a line and sends it off.
         *
         * @param line without its end
         * @throws IOException where nobody reads any more
         */
        void write(String line) throws IOException;
    }

    public TrainingEventWriter(final Output output) {
        this.output = output;
    }

    /**
     * Trains, and tells the result or why there is none as the last event: a process that has forked this one reads no prose.
     *
     * @throws IOException after an event where data or settings are wrong or the device is busy; without one where the environment fails
     */
    public void run(final TrainingJob job) throws IOException {
        try {
            finished(job.run(this));
        } catch (final InvalidInputException e) {
            write(event("failed").put("code", e.code().name()).put("message", e.getMessage()));
            throw e;
        } catch (final DeviceBusyException e) {
            write(event("busy").put("message", e.getMessage()));
            throw e;
        }
    }

    @Override
    public void initialized(final InitialWeights.Origin origin) {
        write(event("initialized").set("initialWeights", mapper.valueToTree(origin)));
    }

    @Override
    public void started(final String runId, final TrainingSettings settings, final int trainingSamples, final int validationSamples) {
        final ObjectNode event = event("started").put("runId", runId).put("trainingSamples", trainingSamples).put("validationSamples", validationSamples)
                .put("epochs", settings.schedule().epochs());
        write(event.set("settings", mapper.valueToTree(settings)));
    }

    @Override
    public void taught(final int samples, final int total) {
        // The last one always: it says that the training itself begins.
        if (isDue() || samples == total) {
            write(event("taught").put("samples", samples).put("total", total));
        }
    }

    @Override
    public void stepped(final int epoch, final int samples, final double loss) {
        if (isDue()) {
            write(event("progress").put("epoch", epoch).put("samples", samples).put("loss", loss));
        }
    }

    private boolean isDue() {
        final long now = System.nanoTime();
        final boolean due = now - lastProgress >= PROGRESS_INTERVAL_NANOS;
        lastProgress = due ? now : lastProgress;
        return due;
    }

    @Override
    public void epochEnded(final EpochRecord epoch) {
        write(event("epoch").setAll((ObjectNode) mapper.valueToTree(epoch)));
    }

    @Override
    public void resumed(final List<EpochRecord> epochs) {
        write(event("resumed").put("epoch", epochs.getLast().epoch()));
    }

    @Override
    public void warned(final String message) {
        write(event("warning").put("message", message));
    }

    private void finished(final TrainingReport report) {
        write(event("finished").put("runId", report.runId()).put("modelId", report.modelId()).put("bestEpoch", report.bestEpoch())
                .put("validationAccuracy", report.validation().accuracy()));
    }

    private ObjectNode event(final String name) {
        return mapper.createObjectNode().put("event", name);
    }

    private void write(final ObjectNode event) {
        try {
            output.write(mapper.writeValueAsString(event));
        } catch (final IOException e) {
            throw new IllegalStateException("Nobody reads the events of this training any more, so it ends", e);
        }
    }
}
