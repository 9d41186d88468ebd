package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetIndex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A training with its places: what the process of a training is told, as one JSON.
 *
 * @param dataset         split into train and validation
 * @param outputDirectory where model, card, report and checkpoints go; created where missing
 * @param lockDirectory   where all who share the device keep its lock, see {@link DeviceLock}
 * @param restart         whether checkpoints of an earlier run in the output directory are removed, instead of going on from them
 * @param request         what is trained, and how
 */
public record TrainingJob(Path dataset, Path outputDirectory, Path lockDirectory, boolean restart, TrainingRequest request) {

    /**
     * Reads what {@link #write} has written.
     *
     * @throws InvalidInputException naming the setting, its value and what would be right
     */
    public static TrainingJob read(final Path file) throws IOException {
        final TrainingJob job = SettingsJson.read(Files.readString(file), TrainingJob.class);
        job.request.settings().validate();
        return job;
    }

    /** Writes the job as JSON. */
    public void write(final Path file) throws IOException {
        Files.writeString(file, SettingsJson.tree(this).toPrettyString());
    }

    /**
     * Trains, when nobody else trains on the device.
     *
     * @return the report that lies in the output directory
     * @throws DeviceLock.DeviceBusyException where somebody does
     * @throws InvalidInputException          where settings, dataset, initial weights or teacher are wrong
     */
    public TrainingReport run(final TrainingListener listener) throws IOException {
        final DeviceLock lock = DeviceLock.acquire(lockDirectory, "training", outputDirectory);
        try (lock; DatasetIndex index = DatasetIndex.open(dataset); InitialWeights weights = request.openWeights()) {
            // Before anything is removed: whoever names a wrong teacher loses no checkpoint.
            final Optional<Teacher> teacher = request.teacher() == null ? Optional.empty() : Optional.of(request.teacher().open());
            if (restart) {
                TrainingRun.discard(outputDirectory);
            }

            weights.origin().ifPresent(listener::initialized);
            return new TrainingRun(request.settings(weights), weights, teacher, index, outputDirectory, listener).run();
        }
    }
}
