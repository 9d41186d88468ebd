package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nififer.archive.ArchiveLimits;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;
import org.nififer.dataset.TestSamples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetNormalizerTest {

    private static final byte[] PNG = TestSamples.png(1);

    @Test
    void testSourcesOfOneNameStayApart() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("happy/S010_1_1.png", PNG)));

        final NormalizerRun run = new NormalizerRun().add("data.zip", zip).add("data.zip", zip).add("other.v2.zip", zip);

        assertEquals(3, run.summary().subjects());
        final List<Sample> samples = run.samples();
        assertEquals(List.of("data/happy/S010_1_1", "data-2/happy/S010_1_1", "other/happy/S010_1_1"), samples.stream().map(Sample::key).toList());
        assertEquals("data-2", samples.get(1).metadata().source().orElseThrow());
    }

    @Test
    void testEveryTruncationOfAZipIsFound() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("happy/a.png", PNG), Map.entry("sad/b.png", TestSamples.png(2))));

        for (int length = 0; length < zip.length; length += 7) {
            final byte[] cut = Arrays.copyOf(zip, length);
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("cut.zip", cut),
                    "cut at " + length);
            assertTrue(exception.getMessage().startsWith("cut.zip"), exception.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|is empty", "just text|Neither images nor a table", "label,file|Neither images nor a table"})
    void testOtherContent(final String content, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun().add("some.bin", content.getBytes(StandardCharsets.UTF_8)));
        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().startsWith("some.bin") && exception.getMessage().contains(message), exception.getMessage());
    }

    @Test
    void testEmptyZip() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of());
        assertTrue(assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("empty.zip", zip)).getMessage().contains("among 0 files"));
    }

    @Test
    void testMissingPath() {
        final SourceInput input = SourceInput.ofPath(Path.of("absent", "ck48.zip"));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add(input));
        assertTrue(exception.getMessage().contains("does not exist"), exception.getMessage());
    }

    @Test
    void testBombs() throws IOException {
        final byte[] bomb = NormalizerRun.zip(List.of(Map.entry("happy/a.png", PNG), Map.entry("happy/b.png", new byte[20 << 20])));
        final InvalidInputException ratio = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("bomb.zip", bomb));
        assertTrue(ratio.getMessage().contains("more than 200 times"), ratio.getMessage());

        final NormalizerRun run = new NormalizerRun(NormalizerRun.limits(new ArchiveLimits(PNG.length + 1, 200)));
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("happy/a.png", PNG), Map.entry("happy/b.png", PNG)));
        final InvalidInputException total = assertThrows(InvalidInputException.class, () -> run.add("large.zip", zip));
        assertTrue(total.getMessage().contains(String.format(Locale.ROOT, "more than %d bytes", PNG.length + 1)), total.getMessage());
    }

    @Test
    void testRatioThatWasChosen() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("happy/a.png", PNG), Map.entry("happy/b.png", new byte[20 << 20])));

        final NormalizerRun generous = new NormalizerRun(NormalizerRun.limits(new ArchiveLimits(1L << 30, 2000)));
        assertEquals(1, generous.add("flat.zip", zip).samples(2).size());

        final byte[] noise = new byte[9 << 20];
        new Random(1).nextBytes(noise);
        // Packs to two thirds.
        Arrays.fill(noise, 0, noise.length / 3, (byte) 0);
        final byte[] packed = NormalizerRun.zip(List.of(Map.entry("happy/a.png", PNG), Map.entry("happy/b.png", noise)));
        assertEquals(1, new NormalizerRun(NormalizerRun.limits(new ArchiveLimits(1L << 30, 2))).add("faces.zip", packed).samples(2).size());
        final NormalizerRun strict = new NormalizerRun(NormalizerRun.limits(new ArchiveLimits(1L << 30, 1)));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> strict.add("faces.zip", packed));
        assertTrue(exception.getMessage().contains("an entry that unpacks to more than 1 times its size"), exception.getMessage());
    }

    @Test
    void testBombOfManySmallEntries() throws IOException {
        final List<Map.Entry<String, byte[]>> entries = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            entries.add(Map.entry(String.format(Locale.ROOT, "happy/%d.png", number), new byte[1 << 20]));
        }

        final byte[] zip = NormalizerRun.zip(entries);
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("bomb.zip", zip));
        assertTrue(exception.getMessage().contains("entries that together unpack to more than 200 times their size"), exception.getMessage());
    }

    @Test
    void testInvalidEntryAsJson() {
        assertEquals("{\"where\":\"a \\\"b\\\"\",\"what\":\"image\",\"why\":\"c\"}", new InvalidEntry("a \"b\"", "image", "c").toJson());
        assertEquals("'a b'", InvalidInputException.quote("a\nb"));
        assertEquals(String.format(Locale.ROOT, "'%s...'", "x".repeat(40)), InvalidInputException.quote("x".repeat(41)));
    }
}
