package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.Sha256;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetReaderTest {

    private static final byte[] IMAGE = TestSamples.png(1);

    @Test
    void testEntriesInEitherOrderWithFoldersAndOtherExtensions() throws IOException {
        final byte[] tar = TestSamples.tar(List.of(
                Map.entry("./shard/", new byte[0]),
                Map.entry("./shard/a.json", json("{\"expression\":\"fear\",\"valence\":0.3}")),
                Map.entry("./shard/a.txt", json("a caption")),
                Map.entry("./shard/a.png", IMAGE),
                Map.entry("README", json("no sample")),
                Map.entry(".hidden.json", json("no sample")),
                Map.entry("b.JPEG", IMAGE),
                Map.entry("b.json", json("{\"expression\":\"contempt\",\"split\":null}"))));

        final List<Sample> samples = TestSamples.read(tar);

        assertEquals(List.of("shard/a", "b"), samples.stream().map(Sample::key).toList());
        assertEquals(ImageFormat.JPEG, samples.get(1).format());
        assertEquals(Optional.of(Expression.FEAR), samples.get(0).metadata().expression());
        assertArrayEquals(IMAGE, samples.get(0).image());
        assertEquals(Sha256.hex(IMAGE), samples.get(0).metadata().sha256().orElseThrow());
        assertTrue(samples.get(1).metadata().split().isEmpty());
    }

    @Test
    void testAnUnlabelledSampleIsWrittenAndReadAsSuch() throws IOException {
        final Sample sample = TestSamples.unlabelled("a", 1);
        final byte[] dataset = TestSamples.dataset(List.of(sample));

        assertTrue(new String(dataset, StandardCharsets.UTF_8).contains("{\"expression\":null,\"source\":\"test\""));
        assertEquals(Optional.empty(), TestSamples.read(dataset).getFirst().metadata().expression());
        assertThrows(IllegalArgumentException.class, () -> SampleMetadata.unlabelled().votes(Map.of(Expression.FEAR, 1)).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"expression\":\"joy\"}                                                | 'joy' is not an expression; expected one of [fear",
        "{\"split\":\"train\"}                                                   | has no \"expression\"",
        "{\"expression\":null,\"votes\":{\"fear\":1}}                           | has votes, but null as \"expression\"",
        "{\"expression\":3}                                                      | expected a text",
        "{\"expression\":\"fear\",                                               | is not JSON",
        "[1]                                                                     | is not a JSON object",
        "{\"expression\":\"fear\"} trailing                                      | is not JSON",
        "{\"expression\":\"fear\",\"split\":\"dev\"}                             | split 'dev'; expected one of [train, validation, test]",
        "{\"expression\":\"fear\",\"votes\":{\"fear\":-1}}                       | has -1 votes for 'fear'",
        "{\"expression\":\"fear\",\"otherVotes\":0.5}                          | has 0.5 votes for 'otherVotes'",
        "{\"expression\":\"fear\",\"majority\":\"no\"}                           | has \"no\" as \"majority\"; expected true or false",
        "{\"expression\":\"fear\",\"originalExpression\":\"joy\"}                | 'joy' is not an expression",
        "{\"expression\":\"fear\",\"votes\":{\"joy\":1}}                         | 'joy' is not an expression",
        "{\"expression\":\"fear\",\"box\":{\"left\":1}}                          | has no number \"top\"",
        "{\"expression\":\"fear\",\"augmentation\":{\"operation\":\"flip()\"}}   | has no whole number \"seed\"",
        "{\"expression\":\"fear\",\"sha256\":\"00\"}                             | one of the two was changed"})
    void testInvalidJsonIsNamed(final String json, final String message) throws IOException {
        final byte[] tar = TestSamples.tar(List.of(Map.entry("face.png", IMAGE), Map.entry("face.json", json(json))));

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> TestSamples.read(tar));

        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
        assertTrue(exception.getMessage().contains("test.tar") && exception.getMessage().contains("face"), exception.getMessage());
    }

    @Test
    void testJsonWithoutImage() throws IOException {
        final byte[] json = json("{\"expression\":\"fear\"}");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.json", json), Map.entry("b.json", json), Map.entry("b.png", IMAGE))),
                "Sample 'a' has a.json but no image");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.json", json))), "Sample 'a' has a.json but no image");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.png", IMAGE))), "Sample 'a' has a.png but no JSON");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.png", IMAGE), Map.entry("a.jpg", IMAGE), Map.entry("a.json", json))), "both a.png and a.jpg");
    }

    /** Files of the names that cameras and scanners give: half of them would else be lost without a word. */
    @Test
    void testImagesWithPointsInTheirNamesAreNotLost() throws IOException {
        final byte[] json = json("{\"expression\":\"fear\"}");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.json", json), Map.entry("a.png", IMAGE), Map.entry("faces/22.05.png", IMAGE))),
                "faces/22.05.png is a PNG image that belongs to no sample: a key ends at the first point of a name, so that this is '05.png' of the key 'faces/22'");
        assertMessage(TestSamples.tar(List.of(Map.entry("22.05.json", json), Map.entry("22.05.png", IMAGE))), "22.05.json is a JSON file that belongs to no sample");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.json", json), Map.entry("a.png", IMAGE), Map.entry("image", IMAGE))), "image is a PNG image that belongs to no sample");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.json", json), Map.entry("a.png", IMAGE), Map.entry(".b.png", IMAGE))),
                ".b.png is a PNG image that belongs to no sample");
    }

    @Test
    void testOtherFilesAreCountedAndNamed() throws IOException {
        final byte[] json = json("{\"expression\":\"fear\"}");
        final byte[] tar = TestSamples.tar(List.of(Map.entry("README", json), Map.entry("a.cls", json), Map.entry("a.json", json), Map.entry("a.png", IMAGE)));

        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(tar), "test.tar")) {
            assertEquals("a", reader.read().key());
            assertNull(reader.read());
            assertEquals(new DatasetReader.Others(2, List.of("README", "a.cls")), reader.others());
        }
    }

    @Test
    void testKeyThatOccursTwice() throws IOException {
        final byte[] json = json("{\"expression\":\"fear\"}");
        assertMessage(TestSamples.tar(List.of(Map.entry("a.json", json), Map.entry("a.png", IMAGE), Map.entry("b.json", json), Map.entry("b.png", IMAGE),
                Map.entry("a.png", IMAGE), Map.entry("a.json", json))), "Sample 'a' occurs twice");
    }

    @Test
    void testOversizedJson() throws IOException {
        assertMessage(TestSamples.tar(List.of(Map.entry("a.json", new byte[(1 << 20) + 1]), Map.entry("a.png", IMAGE))), "at most 1048576 are allowed");
    }

    @Test
    void testEveryTruncationIsFound() throws IOException {
        final byte[] whole = TestSamples.dataset(List.of(TestSamples.sample("a", Expression.FEAR, 1), TestSamples.sample("b", Expression.ANGER, 2)));
        final int end = endOfContent(whole);

        // Even between two entries, where the rest looks like a shorter whole dataset.
        for (int length = 0; length <= end; length += 64) {
            final byte[] cut = Arrays.copyOf(whole, length);
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> TestSamples.read(cut), "cut at " + length);
            assertTrue(exception.getMessage().startsWith("test.tar"), exception.getMessage());
        }
    }

    @Test
    void testSecondTarInOneFileIsNotLost() throws IOException {
        final byte[] first = TestSamples.dataset(List.of(TestSamples.sample("a", Expression.FEAR, 1)));
        final byte[] second = TestSamples.dataset(List.of(TestSamples.sample("b", Expression.FEAR, 2)));
        for (final int block : List.of(512, 10_240)) {
            final byte[] both = Arrays.copyOf(first, (first.length + block - 1) / block * block + second.length);
            System.arraycopy(second, 0, both, both.length - second.length, second.length);

            assertMessage(both, "test.tar goes on behind the end mark of its tar");
        }
    }

    @Test
    void testNothingComesAfterTheEnd() throws IOException {
        final byte[] dataset = TestSamples.dataset(List.of(TestSamples.sample("a", Expression.FEAR, 1)));
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(dataset), "test.tar")) {
            reader.read();
            assertNull(reader.read());
            assertNull(reader.read());
        }
    }

    @ParameterizedTest
    @CsvSource({"this is no tar,is not a whole tar", "<html>not found</html>,is a web page"})
    void testOtherFormats(final String content, final String message) {
        assertMessage(content.repeat(100).getBytes(StandardCharsets.UTF_8), message);
    }

    @Test
    void testZip() {
        assertMessage(new byte[]{'P', 'K', 3, 4, 20, 0, 0, 0}, "is a ZIP archive; expected is a dataset (tar), which normalize makes of other files");
    }

    @Test
    void testMissingFile(@TempDir final Path folder) {
        final Path file = folder.resolve("absent.tar");
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> DatasetReader.open(file));
        assertTrue(exception.getMessage().contains(file.toString()), exception.getMessage());
    }

    @Test
    void testErrorOfTheStreamIsNotBlamedOnTheFormat() {
        final IOException broken = new IOException("The disk is gone");
        final InputStream input = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        };

        final IOException exception = assertThrows(IOException.class, () -> new DatasetReader(input, "test.tar").read());

        assertFalse(exception instanceof InvalidInputException);
        assertSame(broken, exception);
    }

    private static int endOfContent(final byte[] tar) {
        int end = tar.length;
        while (tar[end - 1] == 0) {
            end--;
        }

        return end;
    }

    private static void assertMessage(final byte[] tar, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> TestSamples.read(tar));
        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
        assertTrue(exception.getMessage().contains("test.tar"), exception.getMessage());
    }

    private static byte[] json(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
