package org.nififer.archive;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FolderEntriesTest {

    @TempDir
    private Path folder;

    @Test
    void testFilesComeFolderByFolderInTheOrderOfTheirNames() throws IOException {
        for (final String name : List.of("b/2.png", "b/10.png", "b/c/d/x.png", "b/z.png", "a.png", "d/e.png", "c.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), name);
        }

        Files.createDirectories(folder.resolve("empty/inner"));
        Files.createSymbolicLink(folder.resolve("b/circle"), folder);

        final List<String> paths = new ArrayList<>();
        final List<String> contents = new ArrayList<>();
        try (FolderEntries entries = new FolderEntries(folder)) {
            for (ArchiveEntry entry = entries.next(); entry != null; entry = entries.next()) {
                paths.add(entry.path());
                if (entry.problem().isEmpty()) {
                    contents.add(new String(entry.content().readAllBytes()));
                }
            }
        }

        assertEquals(List.of("a.png", "b/10.png", "b/2.png", "b/c/d/x.png", "b/circle", "b/z.png", "c.png", "d/e.png"), paths);
        paths.remove("b/circle");
        assertEquals(paths, contents);
    }
}
