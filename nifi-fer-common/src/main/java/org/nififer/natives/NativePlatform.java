package org.nififer.natives;

import java.util.Locale;

/**
 * This machine in the words of those who build native libraries, who all have their own.
 */
public final class NativePlatform {

    private static final String SYSTEM = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    private static final String ARCHITECTURE = System.getProperty("os.arch").toLowerCase(Locale.ROOT);

    private NativePlatform() {
    }

    /** The word for its operating system. */
    public static String system(final String linux, final String mac, final String windows) {
        if (SYSTEM.startsWith("windows")) {
            return windows;
        }

        return SYSTEM.startsWith("mac") ? mac : linux;
    }

    /** The word for its processor; the JDK's own for one that is neither. */
    public static String architecture(final String x64, final String arm64) {
        return switch (ARCHITECTURE) {
            case "amd64", "x86_64" -> x64;
            case "aarch64", "arm64" -> arm64;
            default -> ARCHITECTURE;
        };
    }
}
