package org.nififer.services;

import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.TestFiles;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.services.ExpressionClassifierService.ClassifierLease;
import org.nififer.services.WatchedModel.Opener;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WatchedModelTest {

    private final MockComponentLog log = new MockComponentLog("model", this);
    private final AtomicInteger opened = new AtomicInteger();

    @TempDir
    private Path directory;

    @Test
    void testNativesThatDoNotLoadAreAMessage() throws IOException {
        final WatchedModel model = model(file -> {
            throw new ExceptionInInitializerError(new UnsatisfiedLinkError("libtorch.so: cannot open shared object file"));
        });

        for (int attempt = 0; attempt < 2; attempt++) {
            final IOException exception = assertThrows(IOException.class, model::acquire);
            assertTrue(exception.getMessage().contains("a native library does not load or does not work: java.lang.UnsatisfiedLinkError: libtorch.so"), exception.getMessage());
        }
    }

    @Test
    void testWhatWasRefusedIsNotReadAgainUntilItChanges() throws IOException {
        final WatchedModel model = model(file -> {
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
    void testWhatFailedOnceIsTriedAgain() throws IOException {
        final WatchedModel model = model(file -> {
            if (opened.get() == 1) {
                throw new IllegalStateException("out of memory");
            }

            return ExpressionClassifier.open(file);
        });

        assertThrows(IOException.class, model::acquire);
        try (ClassifierLease lease = model.acquire()) {
            assertEquals(TestFiles.modelId(directory.resolve("m.safetensors")), lease.classifier().modelId());
        }

        model.close();
    }

    private WatchedModel model(final Opener opener) throws IOException {
        final Path file = directory.resolve("m.safetensors");
        TestFiles.writeModel(file, 1);
        return new WatchedModel(() -> file, path -> {
            opened.incrementAndGet();
            return opener.open(path);
        }, log);
    }
}
