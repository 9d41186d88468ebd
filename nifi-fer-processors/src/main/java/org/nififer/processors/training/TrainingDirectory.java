package org.nififer.processors.training;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.file.FileUtils;
import org.nififer.common.Sha256;
import org.nififer.processors.training.TrainerProcess.TrainerBusyException;
import org.nififer.trainer.report.ModelCard;
import org.nififer.trainer.run.ProcessLock;
import org.nififer.trainer.run.ProcessLock.LockedException;
import org.nififer.trainer.run.TrainingRun;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that one training works in. Its name says which training: the same dataset with the same settings finds its checkpoints there
 * after a stop, a crash or a restart of NiFi. Until it is closed nobody else works in it.
 */
final class TrainingDirectory implements Closeable {

    private static final String PREFIX = "fer-training-";
    private static final int ID_LENGTH = 16;
    private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{" + ID_LENGTH + "}");

    /** Of POSIX file systems; elsewhere the folder has the rights of the one it lies in. */
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private static final String LOCK = "lock";
    private static final String DEATHS = "deaths";

    private final Path path;
    private final ProcessLock lock;

    /**
     * The folder of a training, created where it is missing. Photos of people lie in it: nobody else may look into it.
     *
     * @param parent   with the folders of all trainings
     * @param identity all that decides the result
     * @throws TrainerBusyException where another processor works in it
     * @throws IOException          where others may look into a folder of that name, or have put it there
     */
    TrainingDirectory(final Path parent, final String identity) throws IOException {
        path = parent.resolve(PREFIX + Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)).substring(0, ID_LENGTH));
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            createPrivate();
        } else {
            Files.createDirectories(path);
        }

        // Before the lock, which a failure would leave without an owner; whoever holds it is alive as well.
        touch();
        try {
            lock = ProcessLock.acquire(path.resolve(LOCK), "training since " + LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS));
        } catch (final LockedException e) {
            throw new TrainerBusyException(String.format(Locale.ROOT, "The same training is under way in %s: %s", path, e.getMessage()));
        }
    }

    /**
     * Waits for nobody: takes the turn of all processors that train in folders next to each other, to be given back by closing it.
     *
     * @param parent with the folders of all trainings
     * @throws TrainerBusyException where another one has it
     */
    static ProcessLock takeTurn(final Path parent) throws IOException {
        // A name for each user: in a folder for all, such as the system's temporary one, nobody may write another one's file.
        final Path file = parent.resolve(String.format(Locale.ROOT, "nifi-fer-training-%s.lock", System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_")));
        try {
            return ProcessLock.acquire(file, "training since " + LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS));
        } catch (final LockedException e) {
            throw new TrainerBusyException(String.format(Locale.ROOT, "Another training is under way in %s: %s", parent, e.getMessage()));
        }
    }

    private void createPrivate() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
        }

        // Also of a new one: there are file systems that know rights and do not keep them.
        final PosixFileAttributes found = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        final UserPrincipal user = user();
        if (!found.isDirectory() || !found.owner().equals(user) || !found.permissions().equals(PRIVATE)) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s is %s of %s with %s; expected a folder of %s with %s, since others could read photos there or plant results. Remove it", path,
                            found.isDirectory() ? "a folder" : "no folder but something else", found.owner(), PosixFilePermissions.toString(found.permissions()),
                            user, PosixFilePermissions.toString(PRIVATE)));
        }
    }

    /** Who owns what this process creates. */
    private UserPrincipal user() throws IOException {
        final Path created = Files.createTempFile(path.getParent(), PREFIX, ".owner");
        try {
            return Files.getOwner(created);
        } finally {
            Files.delete(created);
        }
    }

    Path path() {
        return path;
    }

    /** Where the model comes to be. */
    Path model() {
        return path.resolve(TrainingRun.MODEL);
    }

    /** Where the report comes to be. */
    Path report() {
        return path.resolve(TrainingRun.REPORT);
    }

    /** Where the model card comes to be, before the report. */
    Path card() {
        return path.resolve(ModelCard.FILE);
    }

    /** Whether the training has ended, and only its results have not been taken. */
    boolean isFinished() {
        return Files.exists(report()) && Files.exists(model());
    }

    /** The dataset in the folder; what an earlier attempt has copied is whole, and is not copied again. */
    Path dataset(final ProcessSession session, final FlowFile dataset) throws IOException {
        // Messages of the trainer name the file, so that it has the name of the FlowFile, or one as close to it as every file system allows.
        final Path file = path.resolve("dataset-" + dataset.getAttribute(CoreAttributes.FILENAME.key()).replaceAll("[^A-Za-z0-9._-]", "_"));
        if (!Files.exists(file)) {
            final Path part = path.resolve("dataset.part");
            session.exportTo(dataset, part, false);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }

        return file;
    }

    /** How often the process of this training has died, also before a restart of NiFi. */
    int deaths() throws IOException {
        final Path file = path.resolve(DEATHS);
        if (!Files.exists(file)) {
            return 0;
        }

        final String deaths = Files.readString(file).strip();
        return deaths.matches("\\d{1,9}") ? Integer.parseInt(deaths) : 0;
    }

    /** Notes that the process of this training has died once more. */
    void died() throws IOException {
        Files.writeString(path.resolve(DEATHS), Integer.toString(deaths() + 1));
    }

    /** Whoever tries again after the last death means it. */
    void forgetDeaths() throws IOException {
        Files.deleteIfExists(path.resolve(DEATHS));
    }

    /** Says that the training is alive. */
    void touch() throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    }

    /** Removes the folder; what cannot be removed takes room, but takes nothing from the result. */
    void remove(final ComponentLog log) {
        remove(path, log);
    }

    private static void remove(final Path directory, final ComponentLog log) {
        try {
            FileUtils.deleteFile(directory.toFile(), true);
        } catch (final IOException e) {
            log.warn("The folder {} of a training cannot be removed", directory, e);
        }
    }

    /** Removes the folders of trainings that nothing has happened in for some time, unless somebody works in them: a validation can take long, and says nothing meanwhile. */
    static void removeOlder(final Path parent, final Duration age, final ComponentLog log) throws IOException {
        final List<Path> folders;
        try (Stream<Path> files = Files.list(parent)) {
            folders = files.filter(file -> NAME.matcher(file.getFileName().toString()).matches()).toList();
        }

        for (final Path folder : folders) {
            try {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(Instant.now().minus(age))) {
                    removeAbandoned(folder, age, log);
                }
            } catch (final LockedException e) {
                log.debug("{} stays: {} works in it", folder, e.getMessage());
            } catch (final IOException e) {
                log.warn("The folder {} of a training cannot be removed", folder, e);
            }
        }
    }

    private static void removeAbandoned(final Path folder, final Duration age, final ComponentLog log) throws IOException {
        final ProcessLock lock = ProcessLock.acquire(folder.resolve(LOCK), "removing it");
        try (lock) {
            log.info("Removing {}: its training was interrupted, and has not gone on for {}", folder, age);
            remove(folder, log);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
