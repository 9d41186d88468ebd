package org.nififer.dataset.source;

import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;
import org.nififer.dataset.TestSamples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ZippedSourcesTest {

    private static final byte[] PNG = TestSamples.png(1);
    private static final List<Map.Entry<String, byte[]>> FACES = List.of(Map.entry("happy/before.png", PNG), Map.entry("happy/damaged.png", TestSamples.png(2)),
            Map.entry("happy/after.png", PNG));

    @Test
    void testEveryDamagedByteCostsOneEntryAtMost() throws IOException {
        for (final byte[] whole : List.of(NormalizerRun.zip(FACES), NormalizerRun.zipWithSizes(FACES))) {
            final String text = new String(whole, StandardCharsets.ISO_8859_1);
            final int begin = text.indexOf("happy/damaged.png") - 30;
            final int end = text.indexOf("happy/after.png") - 30;
            for (int position = begin; position < end; position += 3) {
                final byte[] zip = whole.clone();
                zip[position] = (byte) ~zip[position];

                final NormalizerRun run = new NormalizerRun().add("faces.zip", zip);

                final List<String> keys = run.samples(3).stream().map(Sample::key).toList();
                assertTrue(keys.containsAll(List.of("faces/happy/before", "faces/happy/after")), String.format(Locale.ROOT, "byte %d: %s", position, keys));
            }
        }
    }

    @Test
    void testDamageIsNamed() throws IOException {
        final byte[] zip = NormalizerRun.zip(FACES);
        zip[new String(zip, StandardCharsets.ISO_8859_1).indexOf("happy/damaged.png") + 40] ^= 1;

        final InvalidEntry entry = new NormalizerRun().add("faces.zip", zip).invalid().getFirst();

        assertEquals("faces.zip, happy/damaged.png", entry.where());
        assertEquals("entry", entry.what());
        assertTrue(entry.why().startsWith("Damaged in the zip"), entry.why());
    }

    @Test
    void testEndRecordThatCountsFewerEntriesThanThereAre() throws IOException {
        final byte[] zip = NormalizerRun.zip(FACES);
        zip[zip.length - 22 + 8] = 1;
        zip[zip.length - 22 + 10] = 1;

        assertEquals(3, new NormalizerRun().add("faces.zip", zip).samples(3).size());
    }

    @Test
    void testDirectoryThatHoldsSomethingElse() throws IOException {
        final byte[] zip = NormalizerRun.zip(FACES);
        zip[new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf("happy/after.png") - 46] ^= 1;

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("faces.zip", zip));
        assertTrue(exception.getMessage().contains("faces.zip is not a whole zip"), exception.getMessage());
    }

    @Test
    void testTwoZipsInOneFile() throws IOException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(NormalizerRun.zip(FACES));
        file.write(NormalizerRun.zip(FACES));

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("faces.zip", file.toByteArray()));
        assertTrue(exception.getMessage().contains("faces.zip is not a whole zip"), exception.getMessage());
    }

    @Test
    void testZipWithSomethingAfterIt() throws IOException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(NormalizerRun.zip(FACES));
        file.write("appended".getBytes(StandardCharsets.UTF_8));

        assertEquals(3, new NormalizerRun().add("faces.zip", file.toByteArray()).samples(3).size());
    }

    @Test
    void testTwoEntriesOfOnePathAreBothKept() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("faces.zip", zip(zip -> {
            put(zip, new ZipArchiveEntry("happy/a.png"), PNG);
            put(zip, new ZipArchiveEntry("happy/a.png"), TestSamples.png(2));
        }));

        assertEquals(List.of("faces/happy/a", "faces/happy/a-2"), run.samples(2).stream().map(Sample::key).toList());
    }

    @Test
    void testStoredEntriesZip64AndOldNames() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("faces.zip", zip(zip -> {
            zip.setUseZip64(Zip64Mode.Always);
            zip.setEncoding("IBM437");
            zip.setUseLanguageEncodingFlag(false);
            final ZipArchiveEntry stored = new ZipArchiveEntry("happy/stored.png");
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(PNG.length);
            final CRC32 checksum = new CRC32();
            checksum.update(PNG);
            stored.setCrc(checksum.getValue());
            put(zip, stored, PNG);
            put(zip, new ZipArchiveEntry("happy/Müller.png"), PNG);
        }));

        assertEquals(List.of("faces/happy/stored", "faces/happy/Müller"), run.samples(2).stream().map(Sample::key).toList());
    }

    @Test
    void testLinksEncryptedEntriesAndOtherMethods() throws IOException {
        final byte[] bytes = zip(zip -> {
            final ZipArchiveEntry link = new ZipArchiveEntry("happy/link.png");
            link.setUnixMode(UnixStat.LINK_FLAG | 0777);
            put(zip, link, "/etc/passwd".getBytes(StandardCharsets.UTF_8));
            put(zip, new ZipArchiveEntry("happy/encrypted.png"), PNG);
            put(zip, new ZipArchiveEntry("happy/method.png"), PNG);
            put(zip, new ZipArchiveEntry("happy/a.png"), PNG);
        });
        final String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.lastIndexOf("happy/encrypted.png") - 46 + 8] |= 1;
        bytes[text.lastIndexOf("happy/method.png") - 46 + 10] = 14;

        final NormalizerRun run = new NormalizerRun().add("faces.zip", bytes);

        assertEquals(List.of("faces/happy/a"), run.samples(4).stream().map(Sample::key).toList());
        assertEquals(List.of("A link; expected a file", "Encrypted; expected a zip without password", "Packed by method 14; expected deflated or stored"),
                run.invalid().stream().map(InvalidEntry::why).toList());
    }

    @Test
    void testDirectoryOfSeveralParts() throws IOException {
        final List<Map.Entry<String, byte[]>> entries = new ArrayList<>();
        // More than 1 MiB of names.
        final String folder = "folder/".repeat(500);
        for (int number = 0; number < 400; number++) {
            entries.add(Map.entry(String.format(Locale.ROOT, "%shappy/%04d.%s", folder, number, number % 100 == 0 ? "png" : "txt"), PNG));
        }

        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(entries));

        assertEquals(4, run.samples(4).size());
        assertEquals(Map.of("other files", 396L), run.summary().ignored());
    }

    private static void put(final ZipArchiveOutputStream zip, final ZipArchiveEntry entry, final byte[] content) throws IOException {
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    private static byte[] zip(final Content content) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(output)) {
            content.write(zip);
        }

        return output.toByteArray();
    }

    /** What goes into a zip. */
    @FunctionalInterface
    private interface Content {

        void write(ZipArchiveOutputStream zip) throws IOException;
    }
}
