package org.nififer.dataset.source;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.archive.ArchiveLimits;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.Sample;
import org.nififer.dataset.TestSamples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ArchivedSourcesTest {

    private static final byte[] PNG = TestSamples.png(1);
    /** Where the first block of an xz begins. */
    private static final int XZ_BLOCK = 12;
    private static final List<Map.Entry<String, byte[]>> FACES = List.of(Map.entry("happy/a.png", PNG), Map.entry("sad/b.png", TestSamples.png(2)));

    @Test
    void testEveryArchiveGivesTheSameSamples() throws IOException {
        final List<byte[]> archives = List.of(NormalizerRun.zip(FACES), NormalizerRun.zipWithSizes(FACES), TestSamples.tar(FACES), NormalizerRun.gzip(TestSamples.tar(FACES)),
                NormalizerRun.bzip2(TestSamples.tar(FACES)), NormalizerRun.xz(TestSamples.tar(FACES)));
        for (final byte[] archive : archives) {
            // The name says nothing.
            final List<Sample> samples = new NormalizerRun().add("faces.dat", archive).samples(2);
            assertEquals(List.of("faces/happy/a", "faces/sad/b"), samples.stream().map(Sample::key).toList());
        }
    }

    @Test
    void testArchiveTooDeepIsInvalid() throws IOException {
        byte[] archive = NormalizerRun.zip(FACES);
        for (int level = 0; level < 3; level++) {
            archive = NormalizerRun.zip(List.of(Map.entry("happy/a.png", PNG), Map.entry("inner", archive)));
        }

        final NormalizerRun run = new NormalizerRun().add("faces.zip", archive);

        assertEquals(3, run.samples(4).size());
        assertEquals("faces.zip, inner/inner/inner", run.invalid().getFirst().where());
        assertTrue(run.invalid().getFirst().why().startsWith("An archive in more archives than are opened"), run.invalid().getFirst().why());
    }

    @Test
    void testArchivesInArchives() throws IOException {
        final byte[] inner = NormalizerRun.zip(List.of(Map.entry("happy/c.png", TestSamples.png(3)), Map.entry("sad/d.png", "no image".getBytes(StandardCharsets.UTF_8))));
        final byte[] middle = TestSamples.tar(List.of(Map.entry("train.zip", inner), Map.entry("happy/e.png", TestSamples.png(5))));
        final byte[] outer = NormalizerRun.zip(List.of(Map.entry("happy/a.png", PNG), Map.entry("more.tar.gz", NormalizerRun.gzip(middle)), Map.entry("sad/b.png", PNG)));

        final NormalizerRun run = new NormalizerRun().add("faces.zip", outer);

        assertEquals(List.of("faces/happy/a", "faces/more_tar_gz/train_zip/happy/c", "faces/more_tar_gz/happy/e", "faces/sad/b"),
                run.samples(5).stream().map(Sample::key).toList());
        assertEquals("faces.zip, more.tar.gz/train.zip/sad/d.png", run.invalid().getFirst().where());
    }

    @Test
    void testArchivesInAFolder(@TempDir final Path folder) throws IOException {
        Files.write(folder.resolve("train.zip"), NormalizerRun.zip(FACES));
        Files.write(folder.resolve("val.tar"), TestSamples.tar(FACES));

        final NormalizerRun run = new NormalizerRun().add(SourceInput.ofPath(folder));

        assertEquals(List.of("train", "train", "validation", "validation"),
                run.samples(4).stream().map(sample -> sample.metadata().split().orElseThrow().label()).toList());
    }

    @Test
    void testDamagedArchiveInAnArchiveIsOneInvalidEntry() throws IOException {
        final byte[] tar = TestSamples.tar(FACES);
        final byte[] gzip = NormalizerRun.gzip(tar);
        for (final byte[] inner : List.of(Arrays.copyOf(tar, 700), Arrays.copyOf(gzip, gzip.length / 2), Arrays.copyOf(NormalizerRun.zip(FACES), 100))) {
            final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(
                    Map.entry("happy/a.png", PNG), Map.entry("inner", inner), Map.entry("sad/b.png", PNG))));

            final List<String> keys = run.samples().stream().map(Sample::key).toList();
            assertTrue(keys.containsAll(List.of("faces/happy/a", "faces/sad/b")), keys.toString());
            final InvalidEntry last = run.invalid().getLast();
            assertEquals("faces.zip, inner", last.where());
            assertTrue(last.why().contains("ends too early"), last.why());
        }
    }

    @Test
    void testEveryTruncationIsFound() throws IOException {
        final byte[] tar = TestSamples.tar(FACES);
        // What follows the last image is zeros: 512 of them, and then no more is needed.
        assertTruncationsFound(tar, 2048, 100);
        for (final byte[] packed : List.of(NormalizerRun.gzip(tar), NormalizerRun.bzip2(tar), NormalizerRun.xz(tar))) {
            assertTruncationsFound(packed, Integer.MAX_VALUE, 11);
        }

        final byte[] table = String.format(Locale.ROOT, "emotion,pixels\n3,%s\n", "0 ".repeat(2304)).getBytes(StandardCharsets.UTF_8);
        for (final byte[] packed : List.of(NormalizerRun.gzip(table), NormalizerRun.bzip2(table), NormalizerRun.xz(table))) {
            assertTruncationsFound(packed, Integer.MAX_VALUE, 5);
        }
    }

    private static void assertTruncationsFound(final byte[] content, final int end, final int step) {
        for (int length = 0; length < Math.min(end, content.length); length += step) {
            final byte[] cut = Arrays.copyOf(content, length);
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("cut.bin", cut), "cut at " + length);
            assertEquals(Code.INVALID_DATASET, exception.code());
            assertTrue(exception.getMessage().startsWith("cut.bin"), exception.getMessage());
        }
    }

    @Test
    void testCompressedTables() throws IOException {
        final byte[] table = String.format(Locale.ROOT, "emotion,pixels\n3,%s\n9,\n", "0 ".repeat(2304)).getBytes(StandardCharsets.UTF_8);

        for (final Map.Entry<String, byte[]> file : Map.of("fer2013.csv.gz", NormalizerRun.gzip(table), "fer2013.csv.bz2", NormalizerRun.bzip2(table), "fer2013.csv.xz",
                NormalizerRun.xz(table)).entrySet()) {
            final NormalizerRun run = new NormalizerRun().add(file.getKey(), file.getValue());

            assertEquals("fer2013/00000", run.samples(2).getFirst().key());
            assertEquals(file.getKey() + ", line 3", run.invalid().getFirst().where());
        }
    }

    @Test
    void testXzThatAsksForMuchMemory() throws IOException {
        final byte[] packed = NormalizerRun.xz(TestSamples.tar(FACES));
        // The header of the first block: its size in words, flags, the filter, the size of its properties, and the size of the dictionary, 37 of which is 1.5 GiB.
        final int end = XZ_BLOCK + (packed[XZ_BLOCK] + 1) * Integer.BYTES - Integer.BYTES;
        packed[XZ_BLOCK + 4] = 37;
        final CRC32 checksum = new CRC32();
        checksum.update(packed, XZ_BLOCK, end - XZ_BLOCK);
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).putInt(end, (int) checksum.getValue());

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("faces.tar.xz", packed));
        assertEquals("faces.tar.xz is a xz that needs more memory than is given to it; expected one as xz -9 or less makes it", exception.getMessage());
    }

    @Test
    void testGzipOfSeveralMembers() throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(NormalizerRun.gzip("emotion,pixels\n".getBytes(StandardCharsets.UTF_8)));
        packed.write(NormalizerRun.gzip(String.format(Locale.ROOT, "3,%s\n", "0 ".repeat(2304)).getBytes(StandardCharsets.UTF_8)));

        assertEquals(1, new NormalizerRun().add("fer2013.csv.gz", packed.toByteArray()).samples(1).size());
    }

    @Test
    void testEmptyArchives() throws IOException {
        for (final byte[] empty : List.of(NormalizerRun.zip(List.of()), TestSamples.tar(List.of()), NormalizerRun.gzip(TestSamples.tar(List.of())))) {
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("empty.bin", empty));
            assertTrue(exception.getMessage().startsWith("empty.bin: Neither images nor"), exception.getMessage());
        }

        final byte[] nothing = NormalizerRun.gzip(new byte[0]);
        assertTrue(assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("empty.gz", nothing)).getMessage().contains("is empty"));
    }

    @Test
    void testArchiveOfNothingButNamesThatLeadOut() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("../happy/a.png", PNG)));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("slip.zip", zip));
        assertTrue(exception.getMessage().contains("slip.zip, ../happy/a.png: The name leads out"), exception.getMessage());
    }

    @Test
    void testNamesInTarsThatLeadOut() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("slip.tar", tar(tar -> {
            put(tar, new TarArchiveEntry("../happy/a.png"), PNG);
            put(tar, new TarArchiveEntry("/happy/b.png", true), PNG);
            put(tar, new TarArchiveEntry("./happy/c.png"), PNG);
        }));

        assertEquals(List.of("slip/happy/c"), run.samples(3).stream().map(Sample::key).toList());
    }

    @Test
    void testLinksAndSparseFilesInTars() throws IOException {
        final byte[] archive = tar(tar -> {
            put(tar, link("happy/symbolic.png", TarConstants.LF_SYMLINK), new byte[0]);
            put(tar, link("happy/hard.png", TarConstants.LF_LINK), new byte[0]);
            put(tar, link("README", TarConstants.LF_SYMLINK), new byte[0]);
            put(tar, new TarArchiveEntry("happy/pipe.png", TarConstants.LF_FIFO), new byte[0]);
            put(tar, new TarArchiveEntry("happy/sparse.png", TarConstants.LF_GNUTYPE_SPARSE), new byte[0]);
            put(tar, new TarArchiveEntry("happy/a.png"), PNG);
        });

        final NormalizerRun run = new NormalizerRun().add("faces.tar", archive);

        assertEquals(List.of("faces/happy/a"), run.samples(5).stream().map(Sample::key).toList());
        assertTrue(run.invalid().get(0).why().startsWith("A link to '/etc/passwd'"), run.invalid().get(0).why());
        assertTrue(run.invalid().get(1).why().startsWith("A link"), run.invalid().get(1).why());
        assertTrue(run.invalid().get(2).why().startsWith("A device"), run.invalid().get(2).why());
        assertTrue(run.invalid().get(3).why().startsWith("A sparse file"), run.invalid().get(3).why());
        assertEquals(Map.of("other files", 1L), run.summary().ignored());
    }

    @Test
    void testHugeSparseFilesAreSteppedOver() throws IOException {
        final ByteArrayOutputStream archive = new ByteArrayOutputStream();
        archive.write(sparse(String.format(Locale.ROOT, "%011o\0", (8L << 30) - 1).getBytes(StandardCharsets.US_ASCII)));
        archive.write(TestSamples.tar(FACES));

        final NormalizerRun run = new NormalizerRun().add("faces.tar", archive.toByteArray());

        assertEquals(List.of("faces/happy/a", "faces/sad/b"), run.samples(3).stream().map(Sample::key).toList());
        assertEquals("faces.tar, happy/sparse.png", run.invalid().getFirst().where());
    }

    @Test
    void testSparseFileWhoseSizeCannotBeReadIsNamed() throws IOException {
        final ByteArrayOutputStream archive = new ByteArrayOutputStream();
        // Base 256, as GNU tar writes numbers from 8 GiB on.
        archive.write(sparse(ByteBuffer.allocate(12).put(0, (byte) 0x80).putLong(4, 1L << 40).array()));
        archive.write(TestSamples.tar(FACES));

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("faces.tar", archive.toByteArray()));
        assertTrue(exception.getMessage().contains("or that of a sparse file that is too large; expected a tar without --sparse"), exception.getMessage());
    }

    /** As GNU tar writes it: a hole of 4 GiB, 20,480 bytes of content, a hole up to the size. */
    private static byte[] sparse(final byte[] size) throws IOException {
        final byte[] header = new byte[512];
        final byte[] plain = TestSamples.tar(List.of(Map.entry("happy/sparse.png", new byte[20_480])));
        System.arraycopy(plain, 0, header, 0, header.length);
        header[156] = TarConstants.LF_GNUTYPE_SPARSE;
        System.arraycopy("ustar  \0".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
        Arrays.fill(header, 345, 512, (byte) 0);
        System.arraycopy(String.format(Locale.ROOT, "%011o\0%011o\0", 4L << 30, 20_480).getBytes(StandardCharsets.US_ASCII), 0, header, 386, 24);
        System.arraycopy(size, 0, header, 410, 12);
        System.arraycopy("00000000000\0".getBytes(StandardCharsets.US_ASCII), 0, header, 422, 12);
        System.arraycopy(size, 0, header, 483, 12);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (final byte value : header) {
            sum += Byte.toUnsignedInt(value);
        }

        System.arraycopy(String.format(Locale.ROOT, "%06o\0", sum).getBytes(StandardCharsets.US_ASCII), 0, header, 148, 7);
        final byte[] entry = Arrays.copyOf(header, header.length + 20_480);
        Arrays.fill(entry, header.length, entry.length, (byte) 7);
        return entry;
    }

    @Test
    void testSecondTarInOneFileIsNotLost() throws IOException {
        for (final int blocks : List.of(1, 20)) {
            // GNU tar fills up 20 blocks, others end with their mark.
            final byte[] tar = TestSamples.tar(FACES);
            final byte[] first = Arrays.copyOf(tar, (tar.length + blocks * 512 - 1) / (blocks * 512) * blocks * 512);
            final ByteArrayOutputStream two = new ByteArrayOutputStream();
            two.write(first);
            assertEquals(2, new NormalizerRun().add("faces.tar", first).samples(2).size());
            two.write(TestSamples.tar(List.of(Map.entry("happy/c.png", PNG))));

            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("faces.tar", two.toByteArray()));
            assertTrue(exception.getMessage().contains("faces.tar goes on behind the end mark"), exception.getMessage());
        }
    }

    private static TarArchiveEntry link(final String name, final byte type) {
        final TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName("/etc/passwd");
        return entry;
    }

    @Test
    void testTarWithAHeaderAsLongAsTheMemory() throws IOException {
        final byte[] archive = tar(tar -> {
            put(tar, new TarArchiveEntry("long name", TarConstants.LF_GNUTYPE_LONGNAME), new byte[3 << 20]);
            put(tar, new TarArchiveEntry("happy/a.png"), PNG);
        });

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("bomb.tar", archive));
        assertTrue(exception.getMessage().contains("bomb.tar has an entry whose header is longer"), exception.getMessage());
    }

    @Test
    void testBombsInGzips() throws IOException {
        final byte[] tar = TestSamples.tar(List.of(Map.entry("happy/a.png", PNG), Map.entry("happy/b.png", new byte[20 << 20])));
        final InvalidInputException ratio = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("bomb.tgz", NormalizerRun.gzip(tar)));
        assertTrue(ratio.getMessage().contains("more than 200 times its size"), ratio.getMessage());

        final NormalizerRun run = new NormalizerRun(NormalizerRun.limits(new ArchiveLimits(2048, 200)));
        final InvalidInputException total = assertThrows(InvalidInputException.class, () -> run.add("large.tgz", NormalizerRun.gzip(tar)));
        assertTrue(total.getMessage().contains("more than 2048 bytes"), total.getMessage());
    }

    @Test
    void testRubbishOfOperatingSystems() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(Map.entry("happy/Thumbs.db", PNG), Map.entry("happy/desktop.ini", PNG),
                Map.entry("__MACOSX/happy/._a.png", PNG), Map.entry("happy/.DS_Store", PNG), Map.entry("happy/a.png", PNG))));

        run.samples(1);
        assertEquals(Map.of("files of the operating system", 4L), run.summary().ignored());
    }

    private static void put(final TarArchiveOutputStream tar, final TarArchiveEntry entry, final byte[] content) throws IOException {
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static byte[] tar(final Content content) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(output)) {
            content.write(tar);
        }

        return output.toByteArray();
    }

    /** What goes into a tar. */
    @FunctionalInterface
    private interface Content {

        void write(TarArchiveOutputStream tar) throws IOException;
    }
}
