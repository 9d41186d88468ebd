package org.nififer.common;

import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FileKindTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "WEBP, 52494646 24000000 57454250 56503820",
        "WAV, 52494646 24000000 57415645 666D7420",
        "AVI, 52494646 24000000 41564920 4C495354",
        "HEIC, 00000018 66747970 68656963 00000000 6D696631 68656963",
        "HEIC, 00000018 66747970 6D696631 00000000 6D696631 68656963",
        "AVIF, 0000001C 66747970 61766966 00000000 6D696631 61766966 6D696166",
        "AVIF, 0000001C 66747970 6D696631 00000000 6D696631 61766966 6D696166",
        "MP4, 00000018 66747970 69736F6D 00000200 69736F6D 6D703432",
        "QUICKTIME, 00000014 66747970 71742020 00000000 71742020",
        "MPEG_4_AUDIO, 00000018 66747970 4D344120 00000000 69736F6D 6D703432",
        "MATROSKA, 1A45DFA3 A342868101",
        "MP3, 49443303 00000000",
        "MP3, FFFB9064 00000000",
        "FLAC, 664C6143 00000022",
        "OGG, 4F676753 00020000",
        "JPEG_XL, FF0A7F00",
        "JPEG_2000, 0000000C 6A502020 0D0A870A",
        "PHOTOSHOP, 38425053 0001",
        "ICON, 00000100 0100 1010",
        "PYTORCH, 80028A0A 6CFC9C46 F9206AA8 50192E80 024DE903",
        "PICKLE, 80027D71 002E",
        "PICKLE, 80049500 00000000",
        "NUMPY, 934E554D 50590100",
        "HDF5, 89484446 0D0A1A0A",
        "TFLITE, 1C000000 54464C33",
        "TENSORFLOW, 080112A1 05",
        "ONNX, 08081207 7079746F 726368",
        "ONNX, 08073A95 0F",
        "SEVEN_ZIP, 377ABCAF 271C0004",
        "RAR, 52617221 1A0700",
        "RAR, 52617221 1A070100",
        "ZSTANDARD, 28B52FFD 04",
        "PDF, 255044462D312E37",
        "ELF, 7F454C46 02010100",
        "WINDOWS_PROGRAM, 4D5A9000 03000000",
        "TIFF, 49492A00 08000000",
        "TIFF, 4D4D002A 00000008",
        "SQLITE, 53514C69 74652066 6F726D61 74203300",
        "UTF_16_TEXT, FFFE6100 2C006200",
        "UTF_16_TEXT, FEFF0061 002C0062",
        "UTF_16_TEXT, 61002C00 62000D00 0A00",
        "UTF_16_TEXT, 0061002C 0062",
        "TEXT, EFBBBF61 2C620A",
        "TEXT, 4E6F6D2C 4AF47265 20656D6F 74696F6E",
        "UNKNOWN, 00000000 00000000",
        "UNKNOWN, 01020304 05060708 090A0B0C"})
    void testFirstBytesTell(final FileKind expected, final String content) {
        assertEquals(expected, FileKind.of(bytes(content)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GIT_LFS_POINTER | version https://git-lfs.github.com/spec/v1 oid sha256:50ef",
        "GIT_ANNEX_POINTER | /annex/objects/SHA256E-s12--50ef.pth",
        "WEB_PAGE | <!DOCTYPE html><html>Virus scan warning</html>",
        "WEB_PAGE | <HTML><head>",
        "WEB_PAGE | <?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\">",
        "WEB_PAGE | <!-- saved --> <html lang=\"en\">",
        "SVG | <svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        "SVG | <?xml version=\"1.0\"?> <svg/>",
        "XML | <?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
        "JSON | {\"labels\": [\"fear\"]}",
        "JSON | [ { } ]",
        "JSON | [0.5, 0.5]",
        "TEXT | [section]",
        "TEXT | emotion,pixels",
        "TEXT | MZ is the beginning of a text, too",
        "TEXT | BM as well"})
    void testTextTells(final FileKind expected, final String content) {
        assertEquals(expected, FileKind.of(content.getBytes(StandardCharsets.UTF_8)));
        if (expected.name().startsWith("GIT")) {
            return;
        }

        assertEquals(expected, FileKind.of(("\uFEFF\r\n " + content + "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"JPEG, jpg", "PNG, png", "GIF, gif", "BMP, bmp", "TIFF, tif"})
    void testPicturesThatAreWritten(final FileKind expected, final String format) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB), format, output));
        assertEquals(expected, FileKind.of(output.toByteArray()));
    }

    @ParameterizedTest
    @CsvSource({"GZIP, gz", "BZIP2, bzip2"})
    void testStreamsThatAreCompressed(final FileKind expected, final String compressor) throws Exception {
        for (final int length : new int[] {0, 9, 100_000}) {
            final ByteArrayOutputStream output = new ByteArrayOutputStream();
            try (OutputStream compressed = new CompressorStreamFactory().createCompressorOutputStream(compressor, output)) {
                compressed.write(new byte[length]);
            }

            assertEquals(expected, FileKind.of(output.toByteArray()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PYTORCH, archive/data.pkl", "PYTORCH, a model of mine/data.pkl", "NUMPY, arr_0.npy", "OFFICE_DOCUMENT, [Content_Types].xml",
        "ZIP, happy/1.png", "ZIP, data.pkl.txt"})
    void testAZipIsWhatItsFirstEntryIs(final FileKind expected, final String entry) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(output)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(7);
        }

        assertEquals(expected, FileKind.of(output.toByteArray()));
    }

    @Test
    void testSafetensors() {
        final String header = "{\"a\":{}}";
        assertEquals(FileKind.SAFETENSORS, FileKind.of(bytes("0800000000000000" + HexFormat.of().formatHex(header.getBytes(StandardCharsets.US_ASCII)))));
        assertEquals(FileKind.UNKNOWN, FileKind.of(bytes("0800000000000080" + HexFormat.of().formatHex(header.getBytes(StandardCharsets.US_ASCII)))));
    }

    @Test
    void testATextMayBeCutWithinACharacter() {
        final byte[] text = "é".repeat(400).getBytes(StandardCharsets.UTF_8);
        final byte[] shifted = (";" + "é".repeat(400)).getBytes(StandardCharsets.UTF_8);
        assertEquals(FileKind.TEXT, FileKind.of(text));
        assertEquals(FileKind.TEXT, FileKind.of(shifted));
    }

    @Test
    void testFoldersAndFiles() throws IOException {
        assertEquals(FileKind.FOLDER, FileKind.of(folder));
        assertEquals(FileKind.EMPTY, FileKind.of(Files.createFile(folder.resolve("model.onnx"))));
        assertEquals(FileKind.TEXT, FileKind.of(Files.writeString(folder.resolve("model.pth"), "a text")));
        assertThrows(NoSuchFileException.class, () -> FileKind.of(folder.resolve("missing")));
    }

    /** Whatever the bytes are, there is an answer. */
    @Test
    void testEveryBeginningHasAKind() {
        final Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            final byte[] content = new byte[random.nextInt(40)];
            random.nextBytes(content);
            assertEquals(content.length == 0, FileKind.of(content) == FileKind.EMPTY);
        }
    }

    @Test
    void testRefusalSaysWhatToDo() {
        assertEquals("face.jpg is a PDF document; expected is a photo", FileKind.PDF.refusal("face.jpg", "a photo"));
        assertEquals("m.pth is a Git LFS pointer, which names a file and does not contain it; fetch the file itself, with \"git lfs pull\" or from the page of the repository",
                FileKind.GIT_LFS_POINTER.refusal("m.pth", "a model"));
        assertEquals("m.onnx is empty; a download or a copy was cut off, perhaps by a full disk: fetch the file again", FileKind.EMPTY.refusal("m.onnx", "a model"));
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
