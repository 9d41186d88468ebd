package org.nififer.runtime.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The last lines of a server's logs, for error messages.
 */
final class LogTail {
    private static final int LINES = 15;
    private static final int LONGEST_TAIL_BYTES = 16 * 1024;

    private LogTail() {
    }

    /**
     * The last lines of each log that was written since the server started, each under the path of its file.
     *
     * @param logs  paths, of which some may not exist
     * @param since leaves out a log that only a server before this one wrote
     */
    static String of(final List<Path> logs, final Instant since) throws IOException {
        final StringBuilder text = new StringBuilder();
        for (final Path log : logs) {
            if (Files.exists(log) && Files.size(log) > 0 && !Files.getLastModifiedTime(log).toInstant().isBefore(since)) {
                text.append("Last lines of ").append(log).append(':').append(System.lineSeparator());
                text.append(lastLines(log));
            }
        }

        return text.isEmpty() ? "It wrote nothing to " + logs : text.toString();
    }

    private static String lastLines(final Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            final long length = file.length();
            final byte[] tail = new byte[(int) Math.min(length, LONGEST_TAIL_BYTES)];
            file.seek(length - tail.length);
            file.readFully(tail);
            final List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
            final StringBuilder text = new StringBuilder();
            for (final String line : lines.subList(Math.max(0, lines.size() - LINES), lines.size())) {
                text.append("    ").append(line).append(System.lineSeparator());
            }

            return text.toString();
        }
    }
}
