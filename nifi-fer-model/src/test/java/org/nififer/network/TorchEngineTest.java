package org.nififer.network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.natives.NativeFolder;
import org.nififer.natives.SecondLoader;

import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TorchEngineTest {

    private static final SwinConfiguration CONFIGURATION = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2))
            .windowSize(4).mlpRatio(2).seReduction(4).build();

    @TempDir
    private Path directory;

    /** As NARs are loaded: with classes of their own, beside those that have libtorch already. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void testEachClassLoaderOpensTheModel() throws Exception {
        final Path file = directory.resolve("m.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(CONFIGURATION, 1)) {
            ModelFile.write(file, ModelDescription.of(CONFIGURATION), parameters);
        }

        final String expected = open(ExpressionClassifier.class, file);
        for (int version = 0; version < 2; version++) {
            final URLClassLoader loader = SecondLoader.create();
            final Class<?> other = loader.loadClass(ExpressionClassifier.class.getName());
            assertNotSame(ExpressionClassifier.class, other);
            assertEquals(expected, open(other, file));
        }

        assertEquals(expected, open(ExpressionClassifier.class, file));
        try (Stream<Path> folders = Files.list(NativeFolder.path())) {
            assertEquals(List.of(), folders.map(Path::getFileName).map(Path::toString).filter(name -> name.startsWith("loading-")).toList());
        }
    }

    /** A second copy of the whole library would abort the process. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void testASecondLoaderUsesTheLibraryThatIsLoadedThoughItsFileWasReplaced() throws Exception {
        final int all = TorchEngine.cores();
        final Path library;
        try (Stream<Path> files = Files.walk(NativeFolder.path())) {
            library = files.filter(file -> file.endsWith("libtorch_cpu.so")).findFirst().orElseThrow();
        }

        Files.delete(library);
        final Class<?> engine = SecondLoader.create().loadClass(TorchEngine.class.getName());
        assertEquals(all, engine.getMethod("cores").invoke(null));
        assertTrue(Files.exists(library));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void testASecondLoaderComputesWithAllCoresThoughAnotherHasSetFewer() throws Exception {
        final int all = TorchEngine.cores();
        TorchEngine.useCores(1);
        try {
            final URLClassLoader loader = SecondLoader.create();
            final Class<?> engine = loader.loadClass(TorchEngine.class.getName());

            assertEquals(all, engine.getMethod("cores").invoke(null));
        } finally {
            TorchEngine.useCores(all);
        }
    }

    /** What the model says about a face, as text that all loaders share. */
    private static String open(final Class<?> classifiers, final Path file) throws Exception {
        try (AutoCloseable classifier = (AutoCloseable) classifiers.getMethod("open", Path.class).invoke(null, file)) {
            final Class<?> images = classifiers.getClassLoader().loadClass("org.nififer.common.RgbImage");
            final Object image = images.getMethod("black", int.class, int.class).invoke(null, 16, 16);
            return classifiers.getMethod("classify", List.class).invoke(classifier, List.of(image)).toString();
        }
    }
}
