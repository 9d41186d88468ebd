package org.nififer.runtime;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.ffmpeg.FfmpegProgram;
import org.nififer.image.ImageCodec;
import org.nififer.runtime.pipeline.DrawnDataset;
import org.nififer.video.DrawnVideo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The commands of the README and the docs do what they are there for: each line {@code ./fer ...} of a code block is run by a shell, page by page and in the order of the page,
 * on drawn data in the place of what people download. Numbers that only decide how long it takes are made small, and {@code ./fer} is the jar that it starts,
 * since the launcher would build where a source has changed.
 */
class DocumentedCommandsIT {

    private static final Pattern COMMAND = Pattern.compile("^ {4}((?:\\w+=\\S+ )?\\./fer .+)$");

    /** Commands that are not run: those that read files which cannot be drawn, and calibration, which refuses what an epoch on a few drawn faces makes. */
    private static final List<String> NOT_RUN = List.of("swin_tiny_patch4_window7_224.pth", "mini_xception_fer2013.onnx", "./fer calibrate");

    /** What makes commands quick, in this order. */
    private static final List<Change> SMALLER = List.of(
            new Change(" --(epochs|warmup-epochs|preset) \\S+", ""),
            new Change("(--\\w+-per-class) \\d+", "$1 2"),
            new Change("--seeds \\d+", "--seeds 1"),
            new Change("--landscape \\S+", "--landscape 3x3 --landscape-samples 8"),
            new Change("--face-detector \\S*yunet\\S*", "--face-detector haar"),
            new Change("\\./fer (train|ablation)", "./fer $1 --preset swin-mini --epochs 1 --lock-directory ."));

    private static final String VIDEO = "talk.mp4";
    private static final int SUBJECTS = 12;
    private static final int SIDE = 48;
    private static final List<String> FER_2013 = List.of("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral");
    private static final List<String> FER_PLUS = List.of("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF");

    private static final Path ROOT = Path.of(System.getProperty("nififer.root"));

    @TempDir
    private static Path temporary;

    /** A part of a command, and what stands there instead. */
    private record Change(String pattern, String replacement) {
    }

    @BeforeAll
    static void drawData() throws IOException, InterruptedException {
        final Path data = Files.createDirectories(temporary.resolve("data"));
        new DrawnDataset(SUBJECTS, SIDE).write(data.resolve("ck48.zip"));
        final List<String> rows = new ArrayList<>(List.of("emotion,pixels,Usage"));
        final List<String> votes = new ArrayList<>(List.of("Usage,Image name," + String.join(",", FER_PLUS)));
        for (int row = 0; row < SUBJECTS * FER_2013.size(); row++) {
            final int code = row % FER_2013.size();
            final String usage = row % 5 == 0 ? "PublicTest" : "Training";
            final RgbImage face = DrawnFaces.face(Expression.ofLabel(FER_2013.get(code)), row, SIDE);
            final StringBuilder pixels = new StringBuilder();
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                pixels.append(pixel == 0 ? "" : " ").append(face.value(pixel % SIDE, pixel / SIDE, 1));
            }

            rows.add(String.format(Locale.ROOT, "%d,%s,%s", code, pixels, usage));
            final int column = FER_PLUS.indexOf(FER_2013.get(code));
            votes.add(String.format(Locale.ROOT, "%s,fer%07d.png,%s", usage, row, String.join(",",
                    Stream.iterate(0, number -> number + 1).limit(FER_PLUS.size()).map(number -> number == column ? "10" : "0").toList())));
        }

        zip(data.resolve("fer2013.csv.zip"), Map.of("fer2013.csv", String.join("\n", rows).getBytes(StandardCharsets.UTF_8)));
        Files.write(data.resolve("fer2013new.csv"), votes);
        final Map<String, byte[]> photos = new TreeMap<>();
        final List<String> legend = new ArrayList<>(List.of("user.id,image,emotion"));
        for (int number = 0; number < 10; number++) {
            final Expression expression = Expression.all().get(number % 2);
            photos.put(String.format(Locale.ROOT, "images/%d.jpg", number), ImageCodec.encodeJpeg(DrawnFaces.photo(number, 320, 320, List.of(expression)).image(), 90));
            legend.add(String.format(Locale.ROOT, "1,%d.jpg,%s", number, expression.label()));
        }

        photos.put("data/legend.csv", String.join("\n", legend).getBytes(StandardCharsets.UTF_8));
        zip(data.resolve("muxspace.zip"), photos);
    }

    private static void zip(final Path file, final Map<String, byte[]> entries) throws IOException {
        try (OutputStream output = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(output)) {
            for (final Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> testPages() throws IOException {
        final List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            pages.addAll(docs.filter(file -> file.toString().endsWith(".md")).sorted().toList());
        }

        return pages.stream().map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> runPage(page)));
    }

    private static void runPage(final Path page) throws IOException, InterruptedException {
        final Path folder = Files.createDirectories(temporary.resolve(page.getFileName().toString()));
        provide(folder);
        final List<String> failures = new ArrayList<>();
        int commands = 0;
        for (final String line : Files.readAllLines(page)) {
            final Matcher matcher = COMMAND.matcher(line);
            if (matcher.matches() && NOT_RUN.stream().noneMatch(line::contains)) {
                commands++;
                run(matcher.group(1), folder).ifPresent(failures::add);
            }
        }

        assertEquals(List.of(), failures, page.toString());
        assertTrue(commands > 0 || !page.endsWith("README.md"), "The README has commands");
    }

    /** What the README's commands leave, and what people have of their own. */
    private static void provide(final Path folder) throws IOException {
        final Path readme = temporary.resolve("README.md");
        final Path photos = Files.createDirectories(folder.resolve("photos"));
        for (int number = 0; number < 3; number++) {
            Files.write(photos.resolve(number + ".jpg"), ImageCodec.encodeJpeg(DrawnFaces.photo(number, 480, 320, List.of(Expression.HAPPINESS)).image(), 90));
        }

        Files.copy(photos.resolve("0.jpg"), folder.resolve("photo.jpg"));
        if (!folder.equals(readme) && Files.exists(readme.resolve("run/model.safetensors"))) {
            for (final String name : List.of("split.tar", "balanced.tar", "metrics.json")) {
                Files.copy(readme.resolve(name), folder.resolve(name));
            }

            Files.copy(readme.resolve("run/model.safetensors"), folder.resolve("model.safetensors"));
            for (final String run : List.of("run", "run-a", "run-b")) {
                Files.createDirectories(folder.resolve(run));
                Files.copy(readme.resolve("run/report.json"), folder.resolve(run).resolve("report.json"));
                Files.copy(readme.resolve("run/model.safetensors"), folder.resolve(run).resolve("model.safetensors"));
            }
        }

        try {
            FfmpegProgram.get();
            DrawnVideo.write(folder.resolve(VIDEO));
        } catch (final IOException e) {
            // Without the libraries of the system that it needs, as elsewhere in the tests.
            assertTrue(e.getMessage().contains("shared libraries"), e::toString);
        }
    }

    /** Runs a command in a folder; what went wrong, if anything did. */
    private static Optional<String> run(final String command, final Path folder) throws IOException, InterruptedException {
        String small = command;
        for (final Change change : SMALLER) {
            small = small.replaceAll(change.pattern(), change.replacement());
        }

        if (small.contains(VIDEO) && !Files.exists(folder.resolve(VIDEO))) {
            return Optional.empty();
        }

        final Path log = Files.createTempFile(temporary, "command", ".log");
        final ProcessBuilder builder = new ProcessBuilder("sh", "-c", small.replace("./fer ", "\"$FER_JAVA\" $FER_JAVA_OPTIONS -jar \"$FER_JAR\" ")).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("FER_DATA", temporary.resolve("data").toString());
        builder.environment().put("FER_JAVA", ProcessHandle.current().info().command().orElseThrow());
        builder.environment().put("FER_JAVA_OPTIONS", "");
        builder.environment().put("FER_JAR", ROOT.resolve("nifi-fer-cli/target/nifi-fer-cli.jar").toString());
        final Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return Optional.of(String.format(Locale.ROOT, "%s did not end", small));
        }

        return process.exitValue() == 0 ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%s%nwas run as %s%nended with %d: %s", command, small, process.exitValue(), Files.readString(log)));
    }
}
