package org.nififer.runtime.quickstart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PhotoSourceTest {

    @TempDir
    private Path directory;

    @Test
    void testTakesImagesAndNamesTheRest() throws IOException {
        for (final String name : List.of("b.JPG", "a.jpeg", "c.webp", "d.tif", "e.png", "f.bmp", "g.heic", "h.gif", "boxes.csv", ".hidden.jpg", "jpg")) {
            Files.createFile(directory.resolve(name));
        }

        Files.createDirectory(directory.resolve("folder.jpg"));
        final PhotoSource source = PhotoSource.ofFolder(directory);
        assertEquals(List.of("a.jpeg", "b.JPG", "c.webp", "d.tif", "e.png", "f.bmp", "g.heic", "h.gif"), source.photos());
        assertEquals(List.of(".hidden.jpg", "boxes.csv", "jpg"), source.ignored());
        assertFalse(source.drawn());
    }

    @Test
    void testNamesTheFolderThatIsMissingOrHasNoPhotos() throws IOException {
        final Path missing = directory.resolve("missing");
        assertEquals("There is no folder " + missing, assertThrows(IOException.class, () -> PhotoSource.ofFolder(missing)).getMessage());

        Files.createFile(directory.resolve("boxes.csv"));
        final String message = assertThrows(IOException.class, () -> PhotoSource.ofFolder(directory)).getMessage();
        assertTrue(message.contains(directory.toString()), message);
    }

    @Test
    void testDrawsPhotosThatItThenFinds() throws IOException {
        final PhotoSource drawn = PhotoSource.draw(directory);
        assertEquals(PhotoSource.ofFolder(directory).photos(), drawn.photos());
        assertTrue(drawn.drawn());
        for (final String photo : drawn.photos()) {
            assertEquals(400, ImageCodec.decode(Files.readAllBytes(directory.resolve(photo)), photo).height());
        }
    }
}
