package org.nififer.runtime.quickstart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.runtime.pipeline.PipelineFolders;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FaceTableTest {

    private static final String FACE = """
            {"box":{"left":%d.4,"top":20.6,"width":30,"height":40},"score":0.934,"expression":"happiness","confidence":0.5}""";

    @TempDir
    private Path directory;

    @Test
    void testALineForEachFaceAndForEachPhotoWithoutOne() throws IOException {
        final PipelineFolders folders = new PipelineFolders(directory, directory, directory, directory.resolve("results"));
        write(folders.faces("two.jpg"), String.format(Locale.ROOT, "{\"faces\":[%s,%s]}", String.format(Locale.ROOT, FACE, 10), String.format(Locale.ROOT, FACE, 100)));
        write(folders.noFace("nobody.jpg"), "photo");
        write(folders.reason("broken.jpg"), "{\"fer.error.message\":\"broken.jpg is empty\"}");

        final StringWriter text = new StringWriter();
        assertEquals(2, new FaceTable(folders, new PrintWriter(text)).print(List.of("broken.jpg", "nobody.jpg", "two.jpg")));
        assertEquals(List.of(
                "photo         left    top  width height  score  expression confidence",
                "broken.jpg  failed: broken.jpg is empty",
                "nobody.jpg  no face found",
                "two.jpg         10     21     30     40   0.93  happiness         50%",
                "two.jpg        100     21     30     40   0.93  happiness         50%"), text.toString().lines().toList());
    }

    private static void write(final Path file, final String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
