package org.nififer.network;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Labelled;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The number type of the matrix products; weights, residual stream, norms and the head always are float32.
 */
public enum Precision implements Labelled {
    /** Everything in float32. */
    FP32,
    /** Mixed: convolutions, linear layers and attention in bfloat16. */
    BF16,
    /** Mixed with float16 instead, for inference only: its gradients would underflow. Meant for GPUs before Ampere; CPUs are slow in it. */
    FP16;

    /**
     * The system property that says which precision is taken wherever it is left open ({@code auto}), in a whole process and in the trainers that it starts: fp32 or bf16.
     * Without it the device decides.
     */
    public static final String PROPERTY = "nififer.precision";

    private static final Path LINUX_CPU_DESCRIPTION = Path.of("/proc/cpuinfo");

    /** The size of a number. */
    int bytes() {
        return this == FP32 ? Float.BYTES : Short.BYTES;
    }

    /** Whether a training can use it. */
    public boolean isTrainable() {
        return this != FP16;
    }

    /**
     * What is left open, for a device: what {@link #PROPERTY} says, else what the device is fastest in, which is BF16 on a GPU and what {@link #ofThisMachine} says on the CPU.
     *
     * @throws InvalidInputException where the property is neither fp32 nor bf16
     */
    public static Precision of(final ComputeDevice device) throws InvalidInputException {
        return device.isGpu() ? chosen().orElse(BF16) : ofThisMachine();
    }

    /**
     * What is left open, for the processor of this machine: what {@link #PROPERTY} says, else BF16 where it {@linkplain #isBf16InHardware() multiplies it in hardware} and FP32
     * elsewhere, since emulated bfloat16 is slower than float32.
     *
     * @throws InvalidInputException where the property is neither fp32 nor bf16
     */
    public static Precision ofThisMachine() throws InvalidInputException {
        return chosen().orElse(isBf16InHardware() ? BF16 : FP32);
    }

    private static Optional<Precision> chosen() throws InvalidInputException {
        final String value = System.getProperty(PROPERTY);
        if (value == null) {
            return Optional.empty();
        }

        for (final Precision precision : values()) {
            if (precision.isTrainable() && precision.label().equals(value)) {
                return Optional.of(precision);
            }
        }

        throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The system property %s is '%s'; expected fp32 or bf16", PROPERTY, value));
    }

    /** Whether the CPU multiplies bfloat16 in hardware (AMX or AVX512-BF16), which is known on Linux only. */
    public static boolean isBf16InHardware() {
        try (Stream<String> lines = Files.lines(LINUX_CPU_DESCRIPTION)) {
            final String flags = lines.filter(line -> line.startsWith("flags")).findFirst().orElse("") + ' ';
            return flags.contains(" amx_bf16 ") || flags.contains(" avx512_bf16 ");
        } catch (final IOException e) {
            return false;
        }
    }
}
