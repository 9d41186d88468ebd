package org.nififer.processors.service;

import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.OnnxModelFile;
import org.nififer.onnx.TestGraphs;
import org.nififer.processors.common.TestFiles;
import org.nififer.processors.service.WatchedModel.Opener;
import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WatchedModelTest {

    private final MockComponentLog log = new MockComponentLog("model", this);
    private final AtomicInteger opened = new AtomicInteger();

    @TempDir
    private Path directory;

    @Test
    void testNativesThatDoNotLoadAreAMessage() throws IOException {
        final WatchedModel model = model(Duration.ZERO, file -> {
            throw new ExceptionInInitializerError(new UnsatisfiedLinkError("libtorch.so: cannot open shared object file"));
        });

        for (int attempt = 0; attempt < 2; attempt++) {
            final IOException exception = assertThrows(IOException.class, model::acquire);
            assertTrue(exception.getMessage().contains("a native library does not load or does not work: java.lang.UnsatisfiedLinkError: libtorch.so"), exception.getMessage());
        }
    }

    @Test
    void testWhatWasRefusedIsNotReadAgainUntilItChanges() throws IOException {
        final WatchedModel model = model(Duration.ZERO, file -> {
            throw new InvalidInputException(Code.INVALID_MODEL, "refused");
        });

        assertThrows(InvalidInputException.class, model::acquire);
        assertThrows(InvalidInputException.class, model::acquire);
        assertEquals(1, opened.get());
        TestFiles.writeModel(directory.resolve("m.safetensors"), 2);
        assertThrows(InvalidInputException.class, model::acquire);
        assertEquals(2, opened.get());
    }

    @Test
    void testWhatWasRefusedStaysRefusedAfterAFailureInBetween() throws IOException {
        final Path file = directory.resolve("m.safetensors");
        final WatchedModel model = model(Duration.ZERO, path -> {
            throw opened.get() == 1 ? new InvalidInputException(Code.INVALID_MODEL, "refused") : new IOException("the disk does not answer");
        });
        assertThrows(InvalidInputException.class, model::acquire);
        Files.move(file, directory.resolve("refused"));
        TestFiles.writeModel(file, 2);
        assertThrows(IOException.class, model::acquire);
        Files.move(directory.resolve("refused"), file, StandardCopyOption.REPLACE_EXISTING);

        assertThrows(InvalidInputException.class, model::acquire);
        assertEquals(2, opened.get());
    }

    @Test
    void testWhatFailedOnceIsTriedAgain() throws IOException {
        final WatchedModel model = model(Duration.ZERO, file -> {
            if (opened.get() == 1) {
                throw new IllegalStateException("out of memory");
            }

            return ExpressionClassifier.open(file);
        });

        assertThrows(IOException.class, model::acquire);
        try (SharedClassifier.Lease lease = model.acquire()) {
            assertEquals(TestFiles.modelId(directory.resolve("m.safetensors")), lease.classifier().modelId());
        }

        model.close();
    }

    @Test
    void testWhatFailedIsTriedAgainWhileTheOldModelIsInUse() throws IOException {
        final Path file = directory.resolve("m.safetensors");
        final Opener opener = path -> {
            if (opened.get() == 2) {
                throw new IOException("the disk does not answer");
            }

            return ExpressionClassifier.open(path);
        };
        final WatchedModel patient = model(Duration.ofHours(1), opener);
        final String first = modelId(patient);
        TestFiles.writeModel(file, 2);
        assertEquals(first, modelId(patient));
        assertEquals(first, modelId(patient));
        assertEquals(2, opened.get());
        patient.close();

        opened.set(0);
        final WatchedModel model = model(Duration.ZERO, opener);
        assertEquals(first, modelId(model));
        TestFiles.writeModel(file, 2);
        assertEquals(first, modelId(model));
        assertEquals(TestFiles.modelId(file), modelId(model));
        assertEquals(3, opened.get());
        model.close();
    }

    @Test
    void testAFileThatChangesWhileItIsReadIsReadAgain() throws IOException {
        final Path file = directory.resolve("m.safetensors");
        final WatchedModel model = model(Duration.ZERO, path -> {
            final ExpressionClassifier classifier = ExpressionClassifier.open(path);
            if (opened.get() == 1) {
                TestFiles.writeModel(path, 2);
            }

            return classifier;
        });

        final IOException exception = assertThrows(IOException.class, model::acquire);
        assertTrue(exception.getMessage().contains("was replaced while it was read"), exception.getMessage());
        assertEquals(TestFiles.modelId(file), modelId(model));
        model.close();
    }

    @Test
    void testWeightsAndDescriptionOfAnOnnxModelAreWatched() throws IOException {
        final Path file = Files.write(directory.resolve("m.onnx"), TestGraphs.externalWeights("w.bin"));
        writeDescription(file, "happiness");
        writeWeights(1);
        final WatchedModel model = new WatchedModel(() -> file, ExpressionClassifier::open, Duration.ZERO, log);
        final String first = modelId(model);
        writeWeights(2);
        final String second = modelId(model);
        assertNotEquals(first, second);

        // Between the two nobody may see the new labels with the old weights.
        Files.delete(OnnxModelFile.descriptionFile(file));
        writeWeights(3);
        assertEquals(second, modelId(model));
        writeDescription(file, "fear");
        try (SharedClassifier.Lease lease = model.acquire()) {
            assertEquals(OnnxModelFile.read(file).id(), lease.classifier().modelId());
            assertEquals(Expression.FEAR, lease.classifier().expressions().getFirst());
        }

        model.close();
    }

    @Test
    void testNobodyWaitsForALockWhileAModelIsLoaded() throws Exception {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        final WatchedModel model = model(Duration.ZERO, file -> {
            begun.countDown();
            awaitUninterruptibly(end);
            return ExpressionClassifier.open(file);
        });
        final FutureTask<SharedClassifier.Lease> waiting = new FutureTask<>(model::acquire);
        Thread.ofVirtual().start(waiting);
        begun.await();
        model.close();

        final ExecutionException exception = assertThrows(ExecutionException.class, waiting::get);
        assertEquals("The service of the model is disabled", exception.getCause().getMessage());
        assertInstanceOf(ModelUnavailableException.class, assertThrows(IOException.class, model::acquire));
        assertEquals(1, opened.get());
        end.countDown();
    }

    /** An interrupt is what a disabled service sends; a model that is being read in native code does not hear it. */
    private static void awaitUninterruptibly(final CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (final InterruptedException e) {
                open = false;
            }
        }
    }

    @Test
    void testAFailedLoadIsNotTriedAgainBeforeItsPause() throws IOException {
        final WatchedModel model = model(Duration.ofHours(1), file -> {
            throw new IOException("the disk does not answer");
        });
        for (int attempt = 0; attempt < 3; attempt++) {
            assertEquals("the disk does not answer", assertThrows(IOException.class, model::acquire).getMessage());
        }

        assertEquals(1, opened.get());
        TestFiles.writeModel(directory.resolve("m.safetensors"), 2);
        assertThrows(IOException.class, model::acquire);
        assertEquals(2, opened.get());
    }

    private void writeDescription(final Path file, final String label) throws IOException {
        Files.writeString(OnnxModelFile.descriptionFile(file), String.format(Locale.ROOT, """
                {"labels": ["%s", "anger", "sadness"], "imageSize": 4, "layout": "nchw", "colour": "rgb", "mean": [0, 0, 0], "std": [1, 1, 1], "outputs": "logits"}""", label));
    }

    /** By another file, as it is done right. */
    private void writeWeights(final float value) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).putFloat(0).putFloat(0);
        final Path written = Files.write(directory.resolve("written.bin"), buffer.array());
        Files.move(written, directory.resolve("w.bin"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String modelId(final WatchedModel model) throws IOException {
        try (SharedClassifier.Lease lease = model.acquire()) {
            return lease.classifier().modelId();
        }
    }

    private WatchedModel model(final Duration retryInterval, final Opener opener) throws IOException {
        final Path file = directory.resolve("m.safetensors");
        TestFiles.writeModel(file, 1);
        return new WatchedModel(() -> file, path -> {
            opened.incrementAndGet();
            return opener.open(path);
        }, retryInterval, log);
    }
}
