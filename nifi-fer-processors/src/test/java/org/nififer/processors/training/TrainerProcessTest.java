package org.nififer.processors.training;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.dataset.Split;
import org.nififer.natives.NativeFolder;
import org.nififer.network.NetworkPreset;
import org.nififer.processors.common.TestFiles;
import org.nififer.trainer.run.TrainingJob;
import org.nififer.trainer.run.TrainingRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainerProcessTest {

    private static final long HEAP = 256L << 20;

    @TempDir
    private Path directory;

    @Test
    void testStopEndsARunningTraining() throws IOException {
        final Path dataset = directory.resolve("dataset.tar");
        Files.write(dataset, TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION));
        final TrainerProcess process = new TrainerProcess(job(directory, dataset, NetworkPreset.SWIN_MINI), HEAP);

        assertThrows(TrainerProcess.TrainerStoppedException.class, () -> process.await(event -> {
            if ("epoch".equals(event.path("event").asText())) {
                process.stop();
            }
        }));
    }

    @Test
    void testACrashIsReportedWithItsExitCode() throws IOException {
        final Path dataset = directory.resolve("dataset.tar");
        Files.write(dataset, TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION));
        final TrainerProcess process = new TrainerProcess(job(directory, dataset, NetworkPreset.SWIN_MINI), HEAP);
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
            if ("epoch".equals(event.path("event").asText())) {
                ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
            }
        }));

        assertTrue(exception.getMessage().contains("exit code 137"), exception.getMessage());
    }

    @Test
    void testAnEndThatSomebodyAskedForIsNoDeath() throws IOException {
        final Path dataset = Files.write(directory.resolve("dataset.tar"), TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION));
        final TrainerProcess process = new TrainerProcess(job(directory, dataset, NetworkPreset.SWIN_MINI), HEAP);
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
            if ("epoch".equals(event.path("event").asText())) {
                ProcessHandle.current().children().forEach(ProcessHandle::destroy);
            }
        }));

        assertEquals(IOException.class, exception.getClass());
        assertTrue(exception.getMessage().contains("exit code 143"), exception.getMessage());
    }

    @Test
    void testTooLittleHeapIsReported() throws IOException {
        final Path dataset = Files.write(directory.resolve("dataset.tar"), TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION));
        final TrainerProcess process = new TrainerProcess(job(directory, dataset, NetworkPreset.SWIN_T), 8 << 20);
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
        }));

        assertTrue(exception.getMessage().contains("exit code 1 "), exception.getMessage());
        assertTrue(exception.getMessage().contains("OutOfMemoryError"), exception.getMessage());
    }

    /** As a trainer of another version may find it. */
    @Test
    void testAJobThatCannotBeReadIsTheEnvironmentsFaultAndSaysWhy() throws IOException {
        final TrainingRequest request = job(directory, directory, NetworkPreset.SWIN_MINI).request();
        final TrainerProcess process = new TrainerProcess(new TrainingJob(directory.resolve("dataset.tar"), directory, null, false, request), HEAP);
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
        }));

        assertEquals(TrainerProcess.TrainerDiedException.class, exception.getClass());
        assertTrue(exception.getMessage().contains("exit code 2"), exception.getMessage());
        assertTrue(exception.getMessage().contains("job.json: The setting lockDirectory is missing"), exception.getMessage());
    }

    private static TrainingJob job(final Path directory, final Path dataset, final NetworkPreset preset) throws IOException {
        final TrainingRequest.Builder request = TrainingRequest.builder();
        request.network().preset(preset);
        request.settings().schedule().epochs(100_000);
        return new TrainingJob(dataset, directory, directory, false, request.build());
    }

    /** Asked of a process whose environment has what that of a NiFi may have. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void testOfTheEnvironmentItGetsNamedVariablesOnly() throws Exception {
        final Path dataset = Files.write(directory.resolve("dataset.tar"), TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION));
        final ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), String.format(Locale.ROOT, "-D%s=%s",
                NativeFolder.PROPERTY,
                NativeFolder.path()), "-cp", System.getProperty("java.class.path"), TrainerProcessTest.class.getName(), directory.toString(), dataset.toString());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin", "HOME", directory.toString(), "LC_ALL", "C.UTF-8", "OMP_NUM_THREADS", "1", "CUDA_VISIBLE_DEVICES", "-1"));
        builder.environment().putAll(Map.of("JAVA_TOOL_OPTIONS", "-Dfrom.tools=true", "JDK_JAVA_OPTIONS", "-Dfrom.jdk=true", "_JAVA_OPTIONS", "-Dfrom.other=true",
                "CLASSPATH", "/somewhere", "AWS_SECRET_ACCESS_KEY", "secret", "NIFI_SENSITIVE_PROPS_KEY", "secret", "LD_PRELOAD", "", "MY_PATH", "/mine", "PYTHONPATH", "/python"));
        final Process process = builder.redirectError(directory.resolve("errors").toFile()).start();
        final String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), Files.readString(directory.resolve("errors")));

        assertEquals("CUDA_VISIBLE_DEVICES GOMP_SPINCOUNT HOME LC_ALL OMP_NUM_THREADS PATH", printed);
        assertEquals("", Files.readString(directory.resolve("trainer.log")));
    }

    /** Prints the names of the variables that a trainer of its own has. */
    public static void main(final String[] arguments) throws IOException {
        final TrainerProcess process = new TrainerProcess(job(Path.of(arguments[0]), Path.of(arguments[1]), NetworkPreset.SWIN_MINI), HEAP);
        try {
            process.await(event -> {
                if ("epoch".equals(event.path("event").asText())) {
                    System.out.println(ProcessHandle.current().children().map(TrainerProcessTest::variables).collect(Collectors.joining("; ")));
                    process.stop();
                }
            });
        } catch (final TrainerProcess.TrainerStoppedException e) {
            System.out.flush();
        }
    }

    private static String variables(final ProcessHandle process) {
        try {
            final String environment = Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"));
            return Arrays.stream(environment.split("\0")).map(variable -> variable.substring(0, variable.indexOf('='))).sorted().collect(Collectors.joining(" "));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
