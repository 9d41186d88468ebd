package org.nififer.recognition;

import org.nififer.face.FaceDetectorFactory;
import org.nififer.face.HaarFaceDetector;
import org.nififer.model.ModelAddress;
import org.nififer.model.ModelDownload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * YuNet's file from the OpenCV Zoo (MIT licence), fetched once, when a person asks for it: nothing that runs by itself uses this class.
 */
public final class YuNetDownload {

    /** What a person calls YuNet without a file. */
    public static final String NAME = "yunet";

    /** The system property that names another folder for the file. */
    public static final String FOLDER_PROPERTY = "nififer.models";

    /** The system property that names another address of the same file, such as that of a mirror. */
    public static final String ADDRESS_PROPERTY = "nififer.yunet.address";

    /** The file as it was when it was looked at: a commit, not what a branch has by now. */
    static final String ADDRESS = "https://github.com/opencv/opencv_zoo/raw/f12e12798e8314f7c074a6656816c048dcc95b7a/models/face_detection_yunet/"
            + "face_detection_yunet_2023mar.onnx";

    static final String SHA256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4";

    private static final String FILE = "face_detection_yunet_2023mar.onnx";
    private static final long BYTES = 232_589;

    private final ModelAddress address;
    private final Path file;
    private final String sha256;

    YuNetDownload(final ModelAddress address, final Path folder, final String sha256) {
        this.address = address;
        this.file = folder.resolve(FILE);
        this.sha256 = sha256;
    }

    /**
     * The file of this machine: in the folder of the system property {@value #FOLDER_PROPERTY}, or else in {@code nifi-fer/models} below {@code XDG_CACHE_HOME} or
     * {@code ~/.cache}.
     */
    public static YuNetDownload ofThisMachine() {
        return new YuNetDownload(ModelAddress.of(System.getProperty(ADDRESS_PROPERTY, ADDRESS)), folder(), SHA256);
    }

    private static Path folder() {
        final String named = System.getProperty(FOLDER_PROPERTY);
        if (named != null) {
            return Path.of(named);
        }

        final Optional<Path> cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).map(Path::of).filter(Path::isAbsolute);
        return cache.orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache")).resolve("nifi-fer").resolve("models");
    }

    /**
     * A setting for {@link FaceDetectorFactory#parse(String)} of one that may be {@value #NAME}: the file of YuNet, or {@code haar} where it cannot be had.
     *
     * @param told hears of all that is done
     */
    public String detector(final String setting, final Consumer<String> told) {
        if (!NAME.equals(setting)) {
            return setting;
        }

        return file(told).map(Path::toString).orElseGet(() -> {
            told.accept("Faces are found by Haar instead, which misses many");
            return HaarFaceDetector.NAME;
        });
    }

    /**
     * The file, fetched where it is not there, or is another one.
     *
     * @param told hears a line before anything is sent, and one when the file is there
     * @return the file, verified; empty where it cannot be had, which is told in a line that says how it can
     */
    Optional<Path> file(final Consumer<String> told) {
        final ModelDownload download = new ModelDownload(address, file, BYTES, sha256);
        try {
            final Optional<Path> kept = download.kept();
            if (kept.isPresent()) {
                return kept;
            }

            told.accept(String.format(Locale.ROOT, "Fetching the face detector YuNet (%d kB, MIT licence) once, from %s", Math.round(BYTES / 1000.0), address));
            final Path fetched = download.refresh();
            told.accept(String.format(Locale.ROOT, "YuNet is kept in %s", fetched));
            return Optional.of(fetched);
        } catch (final IOException | RuntimeException e) {
            // Without a network, or behind one that answers with pages of its own: the message names the remedy, whatever the cause.
            told.accept(String.format(Locale.ROOT, "YuNet cannot be fetched (%s): put the file of %s at %s (SHA-256 %s), or name it", reason(e), address, file, sha256));
            return Optional.empty();
        }
    }

    /** On one line, and with the kind of the error, since some messages are the name of the host alone. */
    private static String reason(final Exception error) {
        return (error.getClass().getSimpleName() + ": " + error.getMessage()).lines().findFirst().orElse("");
    }
}
