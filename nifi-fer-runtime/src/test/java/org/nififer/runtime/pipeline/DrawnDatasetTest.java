package org.nififer.runtime.pipeline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class DrawnDatasetTest {

    @TempDir
    private Path directory;

    @Test
    void testEverySubjectShowsEveryExpressionOnce() throws IOException {
        final Path zip = directory.resolve("drawn.zip");
        new DrawnDataset(2, 48).write(zip, Map.of("anger/broken.png", new byte[] {1, 2, 3}));

        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertEquals(Expression.all().size() * 2 + 1, file.size());
            final byte[] image = file.getInputStream(file.getEntry("happiness/S002_003_00000001.png")).readAllBytes();
            assertArrayEquals(DrawnFaces.face(Expression.HAPPINESS, 2, 48).pixels(), ImageCodec.decode(image, "image").pixels());
            assertArrayEquals(new byte[] {1, 2, 3}, file.getInputStream(file.getEntry("anger/broken.png")).readAllBytes());
        }
    }

    @Test
    void testNamesHaveThreeDigits() {
        assertThrows(IllegalArgumentException.class, () -> new DrawnDataset(1000, 48));
        assertThrows(IllegalArgumentException.class, () -> new DrawnDataset(0, 48));
    }
}
