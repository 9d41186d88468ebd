package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkPreset;
import org.nififer.network.Precision;
import org.nififer.network.ResNetConfiguration;
import org.nififer.trainer.TestSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class StepMemoryTest {

    private static final NetworkConfiguration SWIN_T = NetworkPreset.SWIN_T.configuration();

    @TempDir
    private Path folder;

    /** Stages of 56, 28, 14 and 7 tokens a side, each with twice the channels of the one before. */
    @Test
    void testBytesOfAnImage() {
        final long values = 13L * 96 * 3136 * 2 + 13L * 192 * 784 * 2 + 13L * 384 * 196 * 6 + 13L * 768 * 49 * 2;
        assertEquals(4 * values, StepMemory.bytesPerImage(SWIN_T, 0, Precision.FP32));
        assertEquals(2 * values, StepMemory.bytesPerImage(SWIN_T, 0, Precision.BF16));
        assertEquals(4L * 6 * (8 * 8 * 4 * 2 + 4 * 4 * 8), StepMemory.bytesPerImage(new ResNetConfiguration(32, 4, List.of(2, 1), 0, 8), 0, Precision.FP32));
        assertEquals(4 * 13L * 768 * 49 * 2, StepMemory.bytesPerImage(SWIN_T, 3, Precision.FP32));
        assertEquals(0, StepMemory.bytesPerImage(SWIN_T, 4, Precision.FP32));
    }

    @Test
    void testABatchThatCannotFitIsRefusedWithOneThatDoes() throws InvalidInputException {
        final TrainingSettings settings = TestSettings.of(SWIN_T, choices -> choices.precision(Precision.FP32).optimizer().batchSize(2000));
        final OptionalLong free = OptionalLong.of(23_000_000_000L);
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> StepMemory.require(settings, 2000, free));
        assertEquals(InvalidInputException.Code.INVALID_SETTING, exception.code());
        assertEquals("A batch of 2000 images needs at least 148.7 GB for its gradients, and 23.0 GB of memory are free; at most 309 images fit, and fewer where other "
                + "programs need memory as well", exception.getMessage());
        StepMemory.require(settings, 309, free);
        StepMemory.require(settings, 2000, OptionalLong.empty());
    }

    @Test
    void testWhatASystemHasLeft() throws IOException {
        final Path system = Files.writeString(folder.resolve("meminfo"), """
                MemTotal:       24000000 kB
                MemFree:          100000 kB
                MemAvailable:    2000000 kB
                SwapTotal:       1000000 kB
                SwapFree:         500000 kB
                """);
        assertEquals(OptionalLong.of(2_500_000L * 1024), StepMemory.free(system, folder.resolve("no container")));
        assertEquals(OptionalLong.empty(), StepMemory.free(folder.resolve("not Linux"), folder));

        Files.writeString(folder.resolve("memory.max"), "max\n");
        Files.writeString(folder.resolve("memory.current"), "700000\n");
        assertEquals(OptionalLong.of(2_500_000L * 1024), StepMemory.free(system, folder));
        Files.writeString(folder.resolve("memory.max"), "1000000\n");
        assertEquals(OptionalLong.of(300_000), StepMemory.free(system, folder));
    }
}
