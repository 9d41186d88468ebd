package org.nififer.trainer.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.core.Expression;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CropCommandTest {

    @TempDir
    private Path directory;
    private final StringWriter output = new StringWriter();
    private final StringWriter error = new StringWriter();

    @Test
    void testEachFaceBecomesAFile() throws IOException {
        final Path photo = photo("two.png", Expression.HAPPINESS, Expression.SURPRISE);
        assertEquals(0, crop("--size", "64", "--image-format", "jpeg", photo.toString()), error.toString());

        final List<String> files = output.toString().lines().toList();
        assertEquals(List.of(faces().resolve("two.png.face-0.jpg").toString(), faces().resolve("two.png.face-1.jpg").toString()), files);
        for (final String file : files) {
            final RgbImage face = ImageCodec.decode(Files.readAllBytes(Path.of(file)), file);
            assertEquals(64, face.width());
            assertEquals(64, face.height());
        }
    }

    @Test
    void testSmallFacesAndAllButTheLargestAreLeftOut() throws IOException {
        final Path photo = photo("two.png", Expression.HAPPINESS, Expression.SURPRISE);
        assertEquals(0, crop("--maximum-faces", "1", photo.toString()), error.toString());
        assertEquals(1, output.toString().lines().count());

        assertEquals(0, crop("--minimum-face-size", "400", photo.toString()), error.toString());
        assertEquals(1, output.toString().lines().count());
    }

    @Test
    void testAPhotoThatCannotBeCroppedDoesNotKeepTheOthersBack() throws IOException {
        final Path letter = Files.writeString(directory.resolve("letter.jpg"), "a letter");
        final Path photo = photo("one.png", Expression.FEAR);
        final Path same = photo("other/one.png", Expression.FEAR);
        assertEquals(1, crop(letter.toString(), photo.toString(), same.toString()));

        assertEquals(1, output.toString().lines().count());
        assertEquals(2, error.toString().lines().count(), error.toString());
        assertTrue(error.toString().contains("letter.jpg"), error.toString());
        assertTrue(error.toString().contains("has the name of an earlier photo"), error.toString());
    }

    private Path photo(final String name, final Expression... expressions) throws IOException {
        final Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, ImageCodec.encodePng(DrawnFaces.photo(1, 640, 400, List.of(expressions)).image()));
    }

    private Path faces() {
        return directory.resolve("faces");
    }

    private int crop(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of("crop", "--output-directory", faces().toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine().setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true)).execute(all.toArray(String[]::new));
    }
}
