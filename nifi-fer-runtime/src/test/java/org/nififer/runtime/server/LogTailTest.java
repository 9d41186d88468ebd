package org.nififer.runtime.server;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogTailTest {
    private static final Instant START = Instant.parse("2025-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void testLastLinesOfLongLog() throws IOException {
        final String lines = IntStream.rangeClosed(1, 5000).mapToObj(number -> "line " + number).collect(Collectors.joining("\n"));
        final Path log = Files.writeString(folder.resolve("app.log"), lines);

        final String tail = LogTail.of(List.of(log), START);

        assertEquals("Last lines of " + log + ":", tail.lines().findFirst().orElseThrow());
        assertEquals(16, tail.lines().count());
        assertTrue(tail.endsWith("    line 5000" + System.lineSeparator()), tail);
        assertFalse(tail.contains("line 4985" + System.lineSeparator()), tail);
    }

    @Test
    void testLeavesOutWhatAnEarlierServerWrote() throws IOException {
        final Path earlier = Files.writeString(folder.resolve("app.log"), "an old trouble");
        Files.setLastModifiedTime(earlier, FileTime.from(START.minusSeconds(1)));
        final Path now = Files.writeString(folder.resolve("console.log"), "a new trouble");
        Files.setLastModifiedTime(now, FileTime.from(START.plusSeconds(1)));

        final String tail = LogTail.of(List.of(earlier, now), START);

        assertTrue(tail.contains("a new trouble"), tail);
        assertFalse(tail.contains("an old trouble"), tail);
    }

    @Test
    void testSaysThatNothingWasWritten() throws IOException {
        final Path empty = Files.createFile(folder.resolve("app.log"));
        final Path missing = folder.resolve("console.log");

        assertEquals(String.format(Locale.ROOT, "It wrote nothing to [%s, %s]", empty, missing), LogTail.of(List.of(empty, missing), START));
    }
}
