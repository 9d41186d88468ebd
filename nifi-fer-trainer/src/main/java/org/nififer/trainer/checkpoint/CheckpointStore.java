package org.nififer.trainer.checkpoint;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.weights.SafetensorsWriter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run in its working directory: the two latest, so that one is left where the other is damaged.
 */
public final class CheckpointStore {

    private static final int KEPT = 2;
    private static final int DIGITS_OF_HASH = 16;
    private static final String PART = "checkpoint.part";
    private static final Pattern NAME = Pattern.compile("checkpoint-(?<epoch>\\d{6,9})-(?<hash>[0-9a-f]{" + DIGITS_OF_HASH + "})\\.safetensors");

    private final Path directory;

    /** The checkpoints in a directory that exists. */
    public CheckpointStore(final Path directory) {
        this.directory = directory;
    }

    /** A file with the name of a checkpoint. */
    private record Named(Path file, int epoch, String hash) {
    }

    private List<Named> latestFirst() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.flatMap(CheckpointStore::named).sorted(Comparator.comparingInt(Named::epoch).reversed()).toList();
        }
    }

    private static Stream<Named> named(final Path file) {
        final Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Stream.of(new Named(file, Integer.parseInt(name.group("epoch")), name.group("hash"))) : Stream.empty();
    }

    /**
     * Opens the latest checkpoint that is whole, to be closed by the caller. Damaged ones are removed.
     *
     * @param run     whose it must be
     * @param damaged hears of each that is damaged, a sentence
     * @throws InvalidInputException where it belongs to another run, naming the differences
     */
    public Optional<Checkpoint> latest(final RunIdentity run, final Consumer<String> damaged) throws IOException {
        for (final Named candidate : latestFirst()) {
            try {
                final Checkpoint checkpoint = Checkpoint.open(candidate.file(), candidate.hash());
                requireSameRun(checkpoint, run, candidate.file());
                return Optional.of(checkpoint);
            } catch (final InvalidInputException e) {
                if (e.code() != Code.INVALID_MODEL) {
                    throw e;
                }

                damaged.accept(String.format(Locale.ROOT, "%s; the run falls back to what was before it", e.getMessage()));
                Files.delete(candidate.file());
            }
        }

        return Optional.empty();
    }

    private static void requireSameRun(final Checkpoint checkpoint, final RunIdentity run, final Path file) throws IOException {
        final List<String> differences = run.differences(checkpoint.state().run());
        if (!differences.isEmpty()) {
            checkpoint.close();
            throw new InvalidInputException(Code.OTHER_RUN, String.format(Locale.ROOT, "%s is a checkpoint of another run: %s. ", file, String.join(", ", differences))
                    + "Its settings finish that run; --restart discards it, another folder keeps both");
        }
    }

    /**
     * Writes a checkpoint; only when the disk has it the oldest one goes.
     *
     * @param tensors   float32, by name
     * @param bestModel the model file of the best epoch so far
     */
    public void write(final Checkpoint.State state, final Map<String, SafetensorsWriter.Tensor> tensors, final Path bestModel) throws IOException {
        final Path temporary = directory.resolve(PART);
        final String hash = Checkpoint.write(temporary, state, tensors, bestModel).substring(0, DIGITS_OF_HASH);
        Files.move(temporary, directory.resolve(String.format(Locale.ROOT, "checkpoint-%06d-%s.safetensors", state.epoch(), hash)), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        for (final Named old : latestFirst().stream().skip(KEPT).toList()) {
            Files.delete(old.file());
        }
    }

    /** What is left after a failure, a sentence. */
    public String lastWhole() throws IOException {
        final List<Named> whole = latestFirst();
        return whole.isEmpty() ? "There is no checkpoint yet" : String.format(Locale.ROOT, "The checkpoint of epoch %d is whole: the same command goes on from there",
                whole.getFirst().epoch());
    }

    /** Removes all checkpoints. */
    public void clear() throws IOException {
        for (final Named checkpoint : latestFirst()) {
            Files.delete(checkpoint.file());
        }

        Files.deleteIfExists(directory.resolve(PART));
    }
}
