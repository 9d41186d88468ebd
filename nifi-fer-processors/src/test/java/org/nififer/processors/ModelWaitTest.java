package org.nififer.processors;

import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.NoOpProcessor;
import org.junit.jupiter.api.Test;

import java.nio.file.NoSuchFileException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelWaitTest {

    private final AbstractProcessor processor = new NoOpProcessor();
    private final MockComponentLog log = new MockComponentLog("id", processor);
    private final ModelWait wait = new ModelWait();

    @Test
    void testEachReasonIsToldOnce() {
        wait.report(log, new NoSuchFileException("/models/a"));
        wait.report(log, new NoSuchFileException("/models/a"));
        assertEquals(1, log.getWarnMessages().size());
        assertTrue(log.getWarnMessages().getFirst().getMsg().contains("/models/a"));

        wait.report(log, new NoSuchFileException("/models/b"));
        assertEquals(2, log.getWarnMessages().size());
    }

    @Test
    void testTheSameReasonIsNewsAfterTheEndOfAWait() {
        wait.report(log, new NoSuchFileException("/models/a"));
        wait.end();
        wait.report(log, new NoSuchFileException("/models/a"));
        assertEquals(2, log.getWarnMessages().size());
    }
}
