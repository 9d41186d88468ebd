package org.nififer.cli;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.recognition.YuNetDownload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CropCommandTest extends CommandLineFixture {

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
        assertEquals("", output.toString());
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

    /** Nothing listens there, as without a network. */
    @Test
    void testAFolderIsNoPhoto() throws IOException {
        final Path folder = Files.createDirectory(directory.resolve("holiday.jpg"));

        assertEquals(1, crop(folder.toString()));
        assertEquals(folder + " is a folder; expected is a photo; name the files in it, such as " + folder.resolve("*.jpg"), error.toString().strip());
    }

    @Test
    void testHaarStandsInForYuNetThatCannotBeFetched() throws IOException {
        final Path photo = photo("one.png", Expression.FEAR);
        final Path kept = directory.resolve("models");
        System.setProperty(YuNetDownload.FOLDER_PROPERTY, kept.toString());
        System.setProperty(YuNetDownload.ADDRESS_PROPERTY, "http://127.0.0.1:1/yunet.onnx");
        try {
            assertEquals(0, crop("--face-detector", "yunet", photo.toString()), error.toString());
            assertEquals(1, output.toString().lines().count());
            final List<String> told = error.toString().lines().toList();
            assertEquals("Fetching the face detector YuNet (233 kB, MIT licence) once, from http://127.0.0.1:1/yunet.onnx", told.get(0));
            assertTrue(told.get(1).contains(" at " + kept.resolve("face_detection_yunet_2023mar.onnx")), told::toString);
            assertEquals(List.of("Faces are found by Haar instead, which misses many"), told.subList(2, told.size()));

            assertEquals(1, crop("--face-detector", "yunet", "--score-threshold", "0.9", photo.toString()));
            assertTrue(error.toString().contains("--score-threshold 0.9 is meant for YuNet, and Haar scores otherwise"), error.toString());
        } finally {
            System.clearProperty(YuNetDownload.FOLDER_PROPERTY);
            System.clearProperty(YuNetDownload.ADDRESS_PROPERTY);
        }
    }

    @Test
    void testTheSearchSizeIsANumberOrAuto() throws IOException {
        final Path photo = photo("six.png", Collections.nCopies(6, Expression.FEAR).toArray(Expression[]::new));
        assertEquals(0, crop("--search-size", "auto", photo.toString()), error.toString());
        assertEquals(6, output.toString().lines().count());
        // Windows of 24 pixels see nothing in a photo of 64.
        assertEquals(0, crop("--search-size", "64", photo.toString()), error.toString());
        assertEquals("", output.toString());

        assertEquals(2, crop("--search-size", "large", photo.toString()));
        assertTrue(error.toString().contains("--search-size is 'large'; expected auto or a number of pixels, 64 to 8192"), error.toString());
        assertEquals(2, crop("--search-size", "9000", photo.toString()));
        assertTrue(error.toString().contains("A search size of 9000 pixels; expected 64 to 8192, or auto"), error.toString());
    }

    private Path photo(final String name, final Expression... expressions) throws IOException {
        final Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, ImageCodec.encodePng(DrawnFaces.photo(1, 160 * Math.max(4, expressions.length), 400, List.of(expressions)).image()));
    }

    private Path faces() {
        return directory.resolve("faces");
    }

    private int crop(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of("crop", "--output-directory", faces().toString()));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }
}
