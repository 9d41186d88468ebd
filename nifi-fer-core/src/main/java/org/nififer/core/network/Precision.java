package org.nififer.core.network;

import com.fasterxml.jackson.annotation.JsonValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The number type of the matrix products; weights, residual stream, norms and the head always are float32.
 */
public enum Precision {
    /** Everything in float32. */
    FP32,
    /** Mixed: convolutions, linear layers and attention in bfloat16. */
    BF16,
    /** Mixed with float16 instead, for inference only: its gradients would underflow. Meant for GPUs before Ampere; CPUs are slow in it. */
    FP16;

    private static final Path LINUX_CPU_DESCRIPTION = Path.of("/proc/cpuinfo");

    /** The name in files, attributes and on the command line: lower case. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The size of a number. */
    int bytes() {
        return this == FP32 ? Float.BYTES : Short.BYTES;
    }

    /** Whether a training can use it. */
    public boolean isTrainable() {
        return this != FP16;
    }

    /** What a device is fastest in: BF16 on a GPU, and what {@link #ofThisMachine} says on the CPU. */
    public static Precision of(final ComputeDevice device) {
        return device.isGpu() ? BF16 : ofThisMachine();
    }

    /**
     * What the processor of this machine is fastest in: BF16 where the CPU multiplies bfloat16 in hardware (AMX or AVX512-BF16), which is
     * known on Linux only; FP32 elsewhere, since emulated bfloat16 is slower than float32.
     */
    public static Precision ofThisMachine() {
        try (Stream<String> lines = Files.lines(LINUX_CPU_DESCRIPTION)) {
            final String flags = lines.filter(line -> line.startsWith("flags")).findFirst().orElse("") + ' ';
            return flags.contains(" amx_bf16 ") || flags.contains(" avx512_bf16 ") ? BF16 : FP32;
        } catch (final IOException e) {
            return FP32;
        }
    }
}
