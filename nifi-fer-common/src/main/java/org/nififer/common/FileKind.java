package org.nififer.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a file is, told by its first bytes and never by its name: for messages that say what was given in place of what was expected. Whether a file of
 * a kind is sound is for its reader to say.
 *
 * <p>The constants stand in the order in which they are tried: the surer sign before the weaker.
 */
public enum FileKind {
    FOLDER("a folder"),
    EMPTY("empty", "a download or a copy was cut off, perhaps by a full disk: fetch the file again"),
    GIT_LFS_POINTER("a Git LFS pointer, which names a file and does not contain it", "fetch the file itself, with \"git lfs pull\" or from the page of the repository",
            "version https://git-lfs.github.com/", "version https://hawser.github.com/"),
    GIT_ANNEX_POINTER("a git-annex pointer, which names a file and does not contain it", "fetch the file itself, with \"git annex get\"", "/annex/objects/"),

    CAMERA_RAW("a RAW file of a camera, as it came from the sensor", "develop it with a program for photos and save it as JPEG",
            "FUJIFILMCCD-RAW", "II*\0????CR", "IIRO", "IIRS", "MMOR", "IIU\0", "????ftypcrx ", "FOVb"),
    JPEG("a JPEG image", sign("\u00FF\u00D8\u00FF")),
    PNG("a PNG image", sign("\u0089PNG\r\n\u001A\n")),
    GIF("a GIF image", sign("GIF87a", "GIF89a")),
    TIFF("a TIFF image", sign("II*\0", "MM\0*", "II+\0", "MM\0+")),
    BMP("a BMP image", sign("BM?????????????\0\0\0")),
    WEBP("a WebP image", sign("RIFF????WEBP")),
    AVIF("an AVIF image", head -> hasBrand(head, "avif", "avis")),
    HEIC("a HEIC image", head -> hasBrand(head, "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1")),
    JPEG_XL("a JPEG XL image", sign("\u00FF\n", "\0\0\0\fJXL \r\n")),
    JPEG_2000("a JPEG 2000 image", sign("\0\0\0\fjP  \r\n", "\u00FF\u004F\u00FF\u0051")),
    PHOTOSHOP("a Photoshop image", sign("8BPS\0")),
    ICON("an icon", sign("\0\0\1\0?\0")),

    QUICKTIME("a QuickTime video (MOV)", sign("????ftypqt  ", "????moov", "????mdat")),
    MPEG_4_AUDIO("an MPEG-4 sound file", sign("????ftypM4A", "????ftypM4B")),
    MP4("an MP4 video", sign("????ftyp")),
    MATROSKA("a Matroska or WebM video", sign("\u001A\u0045\u00DF\u00A3")),
    AVI("an AVI video", sign("RIFF????AVI ")),
    MPEG("an MPEG video", sign("\0\0\1\u00BA", "\0\0\1\u00B3", "G" + "?".repeat(187) + "G" + "?".repeat(187) + "G")),
    FLASH_VIDEO("a Flash video", sign("FLV\1")),
    WINDOWS_MEDIA("a Windows Media file", sign("\u0030\u0026\u00B2\u0075\u008E\u0066\u00CF\u0011")),
    MP3("an MP3 sound file", sign("ID3\2", "ID3\3", "ID3\4", "\u00FF\u00FB", "\u00FF\u00FA", "\u00FF\u00F3", "\u00FF\u00F2")),
    WAV("a WAV sound file", sign("RIFF????WAVE")),
    FLAC("a FLAC sound file", sign("fLaC")),
    OGG("an Ogg sound or video file", sign("OggS")),

    PYTORCH("a file of PyTorch (.pth, .pt or .bin)", head -> firstZipEntry(head).filter(name -> name.endsWith("/data.pkl")).isPresent()
            || starts(head, "\u0080\2\u008A\nl\u00FC\u009CF\u00F9 j\u00A8P\u0019")),
    NUMPY("a NumPy array", head -> starts(head, "\u0093NUMPY") || firstZipEntry(head).filter(name -> name.endsWith(".npy")).isPresent()),
    OFFICE_DOCUMENT("a document of an office program", head -> starts(head, "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1")
            || firstZipEntry(head).filter(name -> name.equals("[Content_Types].xml") || name.equals("mimetype")).isPresent()),
    ZIP("a ZIP archive", sign("PK\3\4", "PK\5\6", "PK\7\b")),
    GZIP("a gzip file", sign("\u001F\u008B\b")),
    BZIP2("a bzip2 file", sign("BZh?1AY&SY", "BZh?\u0017rE8P\u0090")),
    XZ("an xz file", sign("\u00FD7zXZ\0")),
    ZSTANDARD("a Zstandard file", sign("\u0028\u00B5\u002F\u00FD")),
    SEVEN_ZIP("a 7z archive", sign("7z\u00BC\u00AF\u0027\u001C")),
    RAR("a RAR archive", sign("Rar!\u001A\7")),
    TAR("a tar archive", sign("?".repeat(257) + "ustar")),

    HDF5("an HDF5 file, as Keras writes them", sign("\u0089HDF\r\n\u001A\n")),
    TFLITE("a TensorFlow Lite model", sign("????TFL3")),
    GGUF("a GGUF model", sign("GGUF")),
    MATLAB("a MATLAB file", sign("MATLAB 5.0 MAT-file")),
    PARQUET("a Parquet table", sign("PAR1")),
    SQLITE("an SQLite database", sign("SQLite format 3\0")),
    PICKLE("a Python pickle", sign("\u0080\2", "\u0080\3", "\u0080\4", "\u0080\5")),
    SAFETENSORS("a safetensors file", FileKind::isSafetensors),
    PDF("a PDF document", sign("%PDF-")),
    ELF("a program or library for Linux", sign("\u007FELF")),

    WEB_PAGE("a web page", "the address leads to a page about the file, to log in or of an error, and not to the file: open it in a browser and download the file",
            text("(<\\?xml[^>]*>\\s*)?(<!--.*?-->\\s*)*<(!doctype html|html|head|body|script)\\b")),
    SVG("an SVG drawing", text("(<\\?xml[^>]*>\\s*)?(<!--.*?-->\\s*)*(<!doctype svg[^>]*>\\s*)?<svg\\b")),
    XML("an XML file", text("<\\?xml", "<error>")),
    JSON("a JSON file", text("\\{\\s*[\"}]", "\\[\\s*([\\[{\"\\]\\d-]|true|false|null)")),
    UTF_16_TEXT("a text in UTF-16", FileKind::isUtf16),
    TEXT("a text file", head -> decoded(head).isPresent() || isEightBitText(head)),

    WINDOWS_PROGRAM("a program or library for Windows", sign("MZ")),
    TENSORFLOW("a TensorFlow SavedModel", sign("\b\1\u0012")),
    ONNX("an ONNX model", FileKind::isOnnx),
    UNKNOWN("of a kind that is not known");

    /** The first bytes of a file that are looked at: those of a tar's first header. */
    public static final int HEAD_BYTES = 512;

    /** A safetensors header is not larger, says its specification. */
    private static final long LARGEST_SAFETENSORS_HEADER = 100_000_000;

    private static final int ZIP_NAME_LENGTH_OFFSET = 26;
    private static final int ZIP_NAME_OFFSET = 30;

    private final String description;
    private final String remedy;
    private final Predicate<String> recognized;

    FileKind(final String description) {
        this(description, null, head -> false);
    }

    FileKind(final String description, final Predicate<String> recognized) {
        this(description, null, recognized);
    }

    FileKind(final String description, final String remedy, final String... signatures) {
        this(description, remedy, sign(signatures));
    }

    FileKind(final String description, final String remedy, final Predicate<String> recognized) {
        this.description = description;
        this.remedy = remedy;
        this.recognized = recognized;
    }

    /**
     * The kind of a file or folder.
     *
     * @throws IOException where it is not there or cannot be read
     */
    public static FileKind of(final Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return FOLDER;
        }

        try (InputStream input = Files.newInputStream(file)) {
            return of(input.readNBytes(HEAD_BYTES));
        }
    }

    /**
     * The kind of a file that begins so.
     *
     * @param content the file's bytes, of which the first {@link #HEAD_BYTES} are looked at
     */
    public static FileKind of(final byte[] content) {
        if (content.length == 0) {
            return EMPTY;
        }

        // One character a byte, so that signatures can be written as strings.
        final String head = new String(content, 0, Math.min(content.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        for (final FileKind kind : values()) {
            if (kind.recognized.test(head)) {
                return kind;
            }
        }

        return UNKNOWN;
    }

    /** Whether it shows something, in any format, read or not. */
    public boolean isImage() {
        return compareTo(CAMERA_RAW) >= 0 && compareTo(ICON) <= 0;
    }

    /** What follows "it is" in a sentence: "a PNG image", "empty". */
    public String description() {
        return description;
    }

    /**
     * The sentence for a file that is not what was expected: what it is, and what to do.
     *
     * @param name     what the message calls the file
     * @param expected what would be right, as "expected is ..." goes on; left out where the kind of the file itself says what to do
     */
    public String refusal(final String name, final String expected) {
        return String.format(Locale.ROOT, "%s is %s; %s", name, description, remedy == null ? "expected is " + expected : remedy);
    }

    /** Tests for one of several beginnings, where a question mark stands for any byte. */
    private static Predicate<String> sign(final String... signatures) {
        final List<String> all = List.of(signatures);
        return head -> all.stream().anyMatch(signature -> starts(head, signature));
    }

    private static boolean starts(final String head, final String signature) {
        if (head.length() < signature.length()) {
            return false;
        }

        for (int i = 0; i < signature.length(); i++) {
            if (signature.charAt(i) != '?' && signature.charAt(i) != head.charAt(i)) {
                return false;
            }
        }

        return true;
    }

    /** Tests for a text that begins with one of several regular expressions, in any case and after blanks. */
    private static Predicate<String> text(final String... beginnings) {
        final Pattern pattern = Pattern.compile("\\s*(" + String.join("|", beginnings) + ")", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return head -> decoded(head).filter(text -> pattern.matcher(text).lookingAt()).isPresent();
    }

    /** The head as text, without a byte order mark; empty where it is none: not UTF-8 but for a last character that is cut off, or with control characters. */
    private static Optional<String> decoded(final String head) {
        final byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        final CharBuffer characters = CharBuffer.allocate(bytes.length);
        final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        final CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), characters, false);
        final String text = characters.flip().toString();
        return result.isError() || text.chars().anyMatch(FileKind::isControl) ? Optional.empty() : Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** Without control characters and mostly of ASCII: a text as Windows used to write it. Texts have next to no y with a diaeresis, binary numbers often all bits set. */
    private static boolean isEightBitText(final String head) {
        return head.chars().noneMatch(character -> isControl(character) || character == 0xFF)
                && head.chars().filter(character -> character > 0x7F).count() <= head.length() / 8;
    }

    private static boolean isControl(final int character) {
        return character < ' ' && !Character.isWhitespace(character) || character == 0x7F;
    }

    /** With a byte order mark, or of Latin letters: every other byte is zero. */
    private static boolean isUtf16(final String head) {
        if (starts(head, "\u00FF\u00FE\0\0")) {
            return false;
        }

        return starts(head, "\u00FF\u00FE") || starts(head, "\u00FE\u00FF") || alternates(head, 0) || alternates(head, 1);
    }

    private static boolean alternates(final String head, final int zeros) {
        for (int i = 0; i < head.length(); i++) {
            if ((i % 2 == zeros) != (head.charAt(i) == 0) || isControl(head.charAt(i)) && head.charAt(i) != 0) {
                return false;
            }
        }

        return head.length() >= 4;
    }

    /** Whether one of the brands of an ISO media file is among these: which kind of image or film it is. */
    private static boolean hasBrand(final String head, final String... brands) {
        if (!starts(head, "????ftyp")) {
            return false;
        }

        final int end = Math.min(head.length(), head.charAt(2) << 8 | head.charAt(3));
        for (int offset = 8; offset + 4 <= end; offset += 4) {
            // At 12 stands a version and no brand.
            if (offset != 12 && List.of(brands).contains(head.substring(offset, offset + 4))) {
                return true;
            }
        }

        return false;
    }

    /** The name of the entry that a zip begins with. */
    private static Optional<String> firstZipEntry(final String head) {
        if (!starts(head, "PK\3\4") || head.length() < ZIP_NAME_OFFSET) {
            return Optional.empty();
        }

        final int end = ZIP_NAME_OFFSET + (head.charAt(ZIP_NAME_LENGTH_OFFSET) | head.charAt(ZIP_NAME_LENGTH_OFFSET + 1) << 8);
        return Optional.of(head.substring(ZIP_NAME_OFFSET, Math.min(end, head.length())));
    }

    /** The length of the header in eight bytes, then a JSON object. */
    private static boolean isSafetensors(final String head) {
        if (head.length() < 9 || head.charAt(8) != '{') {
            return false;
        }

        long length = 0;
        for (int i = 7; i >= 0; i--) {
            length = length << 8 | head.charAt(i);
        }

        return length >= 2 && length <= LARGEST_SAFETENSORS_HEADER;
    }

    /** The fields of ONNX's outermost message in the order of their numbers: the version of the format (a small number), then the producer, the operators or the graph. */
    private static boolean isOnnx(final String head) {
        return head.length() >= 3 && head.charAt(0) == 0x08 && head.charAt(1) >= 3 && head.charAt(1) <= 32 && "\u0012\u001A\"(2:B".indexOf(head.charAt(2)) >= 0;
    }
}
