package org.nififer.trainer.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.model.ModelTemperature;
import org.nififer.trainer.checkpoint.Checkpoint;
import org.nififer.trainer.checkpoint.CheckpointStore;
import org.nififer.trainer.checkpoint.RunIdentity;
import org.nififer.trainer.report.ModelCard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The directory of a run: the best model so far, checkpoints and the answers of a teacher while it lasts; model, card and report when it has ended. Where something cannot be
 * kept, such as on a full disk, the run is interrupted with a sentence that says what is left.
 */
final class RunFolder {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path directory;
    private final CheckpointStore checkpoints;

    /** A directory, created where missing. */
    RunFolder(final Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        checkpoints = new CheckpointStore(directory);
    }

    /** The file of the best model so far. */
    Path model() {
        return directory.resolve(TrainingRun.MODEL);
    }

    /** What is written into the directory. */
    @FunctionalInterface
    private interface Writing {

        void write() throws IOException;
    }

    private void keep(final String what, final Writing writing) throws IOException {
        try {
            writing.write();
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final IOException e) {
            throw interrupted(String.format(Locale.ROOT, "%s cannot be kept in %s: %s", what, directory, e.getMessage()), e);
        }
    }

    /** The exception for a run that ends here, and goes on from its last checkpoint when it is started again. */
    TrainingInterruptedException interrupted(final String what, final Throwable cause) throws IOException {
        return new TrainingInterruptedException(String.format(Locale.ROOT, "%s. %s", what, checkpoints.lastWhole()), cause);
    }

    /** The latest checkpoint that is whole, to be closed by the caller; its model is in the directory again. See {@link CheckpointStore#latest}. */
    Optional<Checkpoint> resume(final RunIdentity run, final TrainingListener listener) throws IOException {
        final Optional<Checkpoint> latest = checkpoints.latest(run, listener::warned);
        if (latest.isPresent()) {
            latest.get().restoreBestModel(model());
        }

        return latest;
    }

    /** Keeps the model of an epoch that is the best so far, before the checkpoint that holds it. */
    void keepModel(final int epoch, final ModelDescription description, final TrainingState state) throws IOException {
        keep("Epoch " + epoch, () -> ModelFile.write(model(), description, state.model()));
    }

    /** Keeps a checkpoint, with the best model so far. */
    void keepCheckpoint(final Checkpoint.State checkpoint, final TrainingState state) throws IOException {
        keep("Epoch " + checkpoint.epoch(), () -> checkpoints.write(checkpoint, state.tensors(), model()));
    }

    /** Keeps a temperature in the model. Checkpoints have the model without it: a run that is interrupted here goes on from the last one and comes to the same. */
    void keepTemperature(final double temperature) throws IOException {
        keep("The calibrated model", () -> ModelTemperature.write(model(), model(), temperature));
    }

    /**
     * What a teacher answers for samples, now or to an earlier process. It is closed when it has answered.
     *
     * @param labels of the outputs of the network
     */
    SoftLabels softLabels(final Teacher teacher, final TrainingSamples samples, final List<Expression> labels, final TrainingListener listener) throws IOException {
        final int[] asked = teacher.asked(samples.dataset(), samples.training());
        final SoftLabelFile file = new SoftLabelFile(directory, teacher, samples.dataset().fingerprint(), asked, labels.size());
        final Optional<SoftLabels> kept = file.read(listener::warned);
        if (kept.isPresent()) {
            return kept.get();
        }

        final SoftLabels answers = SoftLabels.of(teacher, samples.dataset(), asked, labels, listener);
        keep("The answers of the teacher", () -> file.write(answers));
        return answers;
    }

    /** Ends a run: the model gets its card, and the report is there in one step, since it says that the run has ended. */
    void finish(final TrainingReport report) throws IOException {
        ModelCard.writeBeside(model());
        final Path temporary = directory.resolve(TrainingRun.REPORT + ".part");
        MAPPER.writeValue(temporary.toFile(), report);
        Files.move(temporary, directory.resolve(TrainingRun.REPORT), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        discardProgress();
    }

    /** Removes what a run goes on from. */
    void discardProgress() throws IOException {
        checkpoints.clear();
        SoftLabelFile.remove(directory);
    }
}
