package org.nififer.cli;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ModelNamesTest {

    @ParameterizedTest
    @CsvSource({
        "runs/a/model.safetensors, model.safetensors",
        "runs/a/model.safetensors runs/b/model.safetensors, a b",
        "a.safetensors b.safetensors, a.safetensors b.safetensors",
        "runs/a/1/model.safetensors runs/b/2/model.safetensors, a/1 b/2",
        "model.safetensors runs/model.safetensors, model.safetensors runs/model.safetensors",
        "runs/x/x/m runs/x/m, x/m m"
    })
    void testWhatPathsDoNotHaveInCommon(final String paths, final String names) {
        assertEquals(List.of(names.split(" ")), ModelNames.of(Arrays.stream(paths.split(" ")).map(Path::of).toList()));
    }
}
