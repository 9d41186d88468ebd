package org.nififer.runtime.quickstart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkFolderTest {

    @TempDir
    private Path directory;

    @Test
    void testClearsWhatARunMakesAndNothingElse() throws IOException {
        final WorkFolder work = new WorkFolder(directory.resolve("work"));
        final Path old = work.flow(work.drawnPhotos()).faces("old.jpg");
        Files.createDirectories(old.getParent());
        Files.writeString(old, "{}");
        final Path other = Files.writeString(work.root().resolve("mine.txt"), "mine");

        work.clear();
        assertFalse(Files.exists(work.flow(work.drawnPhotos()).results()));
        assertEquals("mine", Files.readString(other));
    }

    @Test
    void testALinkToPhotosIsRemovedAndThePhotosAreNot() throws IOException {
        final WorkFolder work = new WorkFolder(directory.resolve("work"));
        final Path photo = Files.writeString(Files.createDirectory(directory.resolve("photos")).resolve("a.jpg"), "photo");
        Files.createDirectories(work.root());
        Files.createSymbolicLink(work.drawnPhotos(), photo.getParent());

        work.clear();
        assertTrue(Files.exists(photo));
        assertFalse(Files.exists(work.drawnPhotos()));
    }

    @Test
    void testStopsNothingWhereNothingRuns() throws IOException, InterruptedException {
        assertTrue(new WorkFolder(directory.resolve("work")).stopServer().isEmpty());
    }
}
