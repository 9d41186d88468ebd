package org.nififer.cli;

import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.SampleEncoding;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Options that several commands have, and what all options have in common.
 */
final class CommonOptions {

    private CommonOptions() {
    }

    /**
     * Makes settings of options: what the settings refuse is a wrong usage of the command.
     *
     * @param settings throws IllegalArgumentException for a value out of its range
     * @throws ParameterException with its message
     */
    static <T> T settings(final CommandSpec command, final Supplier<T> settings) {
        try {
            return settings.get();
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** How the images of a new dataset are stored. */
    static final class Encoding {

        @Option(names = "--image-format", defaultValue = "png", converter = Converters.Format.class, completionCandidates = Converters.Format.class,
                paramLabel = "FORMAT", description = "One of ${COMPLETION-CANDIDATES}: png keeps every pixel (default), jpeg is smaller.")
        private ImageFormat format;

        @Option(names = "--jpeg-quality", defaultValue = "95", paramLabel = "Q", description = "1 (small) to 100 (good), default ${DEFAULT-VALUE}.")
        private int quality;

        /**
         * The encoding that was asked for.
         *
         * @param size the side of the images in pixels, empty to keep each image's own
         * @throws IllegalArgumentException for a quality or size out of range
         */
        SampleEncoding encoding(final OptionalInt size) {
            return new SampleEncoding(format, quality, size);
        }
    }

    /** How many threads work on images at a time. */
    static final class Threads {

        @Spec(Target.MIXEE)
        private CommandSpec spec;

        private int threads;

        @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "How many images are worked on at a time; one for each processor by default.")
        void setThreads(final int value) {
            if (value < 0) {
                throw new ParameterException(spec.commandLine(), String.format(Locale.ROOT, "--threads %d; expected 1 or more", value));
            }

            threads = value;
        }

        /** 1 or more. */
        int threads() {
            return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        }
    }

    /**
     * Where the lock of the device lies that a training computes on.
     */
    static final class LockDirectory {

        @Option(names = "--lock-directory", paramLabel = "FOLDER", defaultValue = "${sys:java.io.tmpdir}", showDefaultValue = Help.Visibility.NEVER,
                description = "Where trainings keep the lock of the device that they compute on, so that one runs at a time; the system's folder of temporary files if not given.")
        private Path path;

        Path path() {
            return path;
        }
    }
}
