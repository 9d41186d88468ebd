package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.Precision;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that the gradients of a step take at least, against what the system has: Linux kills a process that takes more, without a line. It is a lower bound, since a training
 * that would live is not to be refused.
 */
final class StepMemory {

    private static final Path SYSTEM = Path.of("/proc/meminfo");
    private static final Path CONTAINER = Path.of("/sys/fs/cgroup");
    private static final Pattern FREE = Pattern.compile("(?m)^(?:MemAvailable|SwapFree):\\s+(\\d{1,15}) kB$");

    /** Of a block of a Swin beside its MLP, as multiples of its tokens times channels: queries, keys, values and the outputs of two norms, of which the first may be made anew. */
    private static final int ATTENTION_VALUES = 5;
    /** The hidden layer of an MLP before and after its activation. */
    private static final int HIDDEN_LAYERS = 2;
    /** Of a block of a ResNet, as multiples of its width: two convolutions of that, and one of four times as much. */
    private static final int BOTTLENECK_VALUES = 6;

    private StepMemory() {
    }

    /** The bytes that are kept for the gradients of one image, at least; of stages that stay as they are, nothing is kept. */
    static long bytesPerImage(final NetworkConfiguration network, final int frozenStages, final Precision precision) {
        long values = 0;
        for (int stage = frozenStages; stage < network.depths().size(); stage++) {
            values += network.depths().get(stage) * switch (network) {
                case final SwinConfiguration swin -> blockValues(swin, stage);
                case final ResNetConfiguration resNet -> blockValues(resNet, stage);
            };
        }

        return values * (precision == Precision.FP32 ? Float.BYTES : Short.BYTES);
    }

    private static long blockValues(final SwinConfiguration swin, final int stage) {
        final long side = Math.ceilDiv(swin.imageSize() / swin.patchSize(), 1 << stage);
        return side * side * (long) (swin.channels(stage) * (ATTENTION_VALUES + HIDDEN_LAYERS * swin.mlpRatio()));
    }

    private static long blockValues(final ResNetConfiguration resNet, final int stage) {
        final long side = Math.ceilDiv(resNet.imageSize(), 4 << stage);
        return side * side * ((long) resNet.width() << stage) * BOTTLENECK_VALUES;
    }

    /**
     * Refuses a step that cannot fit.
     *
     * @param images  of a batch
     * @param free    bytes that are there; empty where the system does not tell
     * @throws InvalidInputException saying how many images may fit
     */
    static void require(final TrainingSettings settings, final long images, final OptionalLong free) throws InvalidInputException {
        final long each = bytesPerImage(settings.architecture(), settings.weights().frozenStages(), settings.precision());
        if (free.isPresent() && images * each > free.getAsLong()) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "A batch of %d images needs at least %.1f GB for its gradients, and %.1f GB of "
                    + "memory are free; at most %d images fit, and fewer where other programs need memory as well", images, images * each / 1e9, free.getAsLong() / 1e9,
                    free.getAsLong() / each));
        }
    }

    /** What the system, or the container that this process is in, has left. */
    static OptionalLong free() {
        return free(SYSTEM, CONTAINER);
    }

    static OptionalLong free(final Path system, final Path container) {
        try {
            long free = 0;
            final Matcher matcher = FREE.matcher(Files.readString(system));
            while (matcher.find()) {
                free += Long.parseLong(matcher.group(1)) << 10;
            }

            final OptionalLong limit = number(container.resolve("memory.max"));
            final OptionalLong used = number(container.resolve("memory.current"));
            return OptionalLong.of(limit.isPresent() && used.isPresent() ? Math.min(free, Math.max(0, limit.getAsLong() - used.getAsLong())) : free);
        } catch (final IOException e) {
            // Not Linux: no bound is known.
            return OptionalLong.empty();
        }
    }

    /** The number in a file; empty where there is none, or the text that says that there is no limit. */
    private static OptionalLong number(final Path file) throws IOException {
        final String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
