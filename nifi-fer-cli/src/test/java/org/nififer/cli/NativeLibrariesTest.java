package org.nififer.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.model.ModelDescription;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.evaluation.TestModels;
import org.nififer.video.DrawnVideo;
import org.nififer.video.VideoFiles;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What native libraries do to a process and leave on a machine, by commands in processes of their own.
 */
class NativeLibrariesTest {

    private static final int LONG = 64 << 10;
    private static final int PHOTOS = 70;

    @TempDir
    private Path directory;
    private Path home;
    private Path temporary;
    private Path model;
    private Path photo;

    @BeforeEach
    void setUp() throws IOException {
        home = Files.createDirectory(directory.resolve("home"));
        temporary = Files.createDirectory(directory.resolve("temporary"));
        model = CommandLineFixture.writeModel(directory.resolve("model.safetensors"), ModelDescription.of(TestModels.TINY), 1);
        photo = Files.write(directory.resolve("photo.png"), ImageCodec.encodePng(DrawnFaces.photo(1, 200, 200, List.of(Expression.HAPPINESS)).image()));
    }

    private Process start(final String classPath, final List<String> arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary, "-cp", classPath, Main.class.getName()));
        command.addAll(arguments);
        final ProcessBuilder builder = new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_CACHE_HOME");
        return builder.start();
    }

    private static List<Path> contents(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** As a NiFi whose class path lists its jars, and a command with many photos. */
    @ParameterizedTest
    @ValueSource(strings = {".onnx", ".safetensors"})
    void testALongCommandLineAndAnEmptyHome(final String kind) throws Exception {
        final Path onnx = directory.resolve("model.onnx");
        assertEquals(0, Main.commandLine().execute("export", "--output", onnx.toString(), model.toString()));
        final StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (int jar = 0; classPath.length() < LONG; jar++) {
            classPath.append(File.pathSeparatorChar).append(directory.resolve("missing-" + jar + ".jar"));
        }

        final List<String> arguments = new ArrayList<>(List.of("classify", "--model", directory.resolve("model" + kind).toString()));
        arguments.addAll(Collections.nCopies(PHOTOS, photo.toString()));
        final Process process = start(classPath.toString(), arguments);
        final List<String> lines;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            lines = reader.lines().toList();
        }

        assertEquals(0, process.waitFor(), Files.readString(directory.resolve("errors")));
        assertEquals(PHOTOS, lines.size());
        assertEquals(List.of(), contents(home));
        assertEquals(List.of(), contents(temporary));
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "classify", "video"})
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void testNothingIsLeftWhereACommandIsEnded(final String command) throws Exception {
        final Process process = start(System.getProperty("java.class.path"), arguments(command));
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            // A line comes when all libraries are at work.
            final String line = reader.readLine();
            assertTrue(line != null && line.startsWith("{"), () -> line + errors());
            process.toHandle().destroy();
            assertEquals(143, process.waitFor(), this::errors);
        }

        assertEquals(List.of(), contents(temporary));
        assertEquals(List.of(), contents(home));
    }

    private String errors() {
        try {
            return Files.readString(directory.resolve("errors"));
        } catch (final IOException e) {
            return e.toString();
        }
    }

    /** Work that does not end before the test does. */
    private List<String> arguments(final String command) throws IOException {
        if ("train".equals(command)) {
            final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
            return List.of("train", "--preset", "swin-mini", "--epochs", "100000", "--progress", "json", "--lock-directory", directory.toString(), "--output-directory",
                    directory.resolve("run").toString(), dataset.toString());
        }

        Path input = photo;
        if ("video".equals(command)) {
            VideoFiles.requireFfmpeg();
            input = directory.resolve("video.mp4");
            DrawnVideo.write(input);
        }

        final List<String> arguments = new ArrayList<>(List.of(command, "--model", model.toString()));
        arguments.addAll(Collections.nCopies(2000, input.toString()));
        return arguments;
    }
}
