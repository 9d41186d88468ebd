package org.nififer.network;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a network computes: the processor, or one of the CUDA devices.
 *
 * @param index of the GPU as CUDA counts them, from 0; -1 for the CPU
 */
public record ComputeDevice(int index) {

    /** The processor. */
    public static final ComputeDevice CPU = new ComputeDevice(-1);

    private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,4})");

    /** A CUDA device, counted from 0. */
    public static ComputeDevice gpu(final int index) {
        return new ComputeDevice(index);
    }

    /**
     * A device by its label.
     *
     * @throws IllegalArgumentException for a text that is neither cpu nor gpu:N
     */
    public static ComputeDevice ofLabel(final String label) {
        final Matcher gpu = GPU.matcher(label);
        if (gpu.matches()) {
            return gpu(Integer.parseInt(gpu.group(1)));
        }

        if (label.equals(CPU.label())) {
            return CPU;
        }

        throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no device; expected cpu, or gpu:N with N from 0", label));
    }

    public boolean isGpu() {
        return index >= 0;
    }

    /** {@code cpu} or {@code gpu:0}, as results and the command line write it. */
    public String label() {
        return isGpu() ? "gpu:" + index : "cpu";
    }
}
