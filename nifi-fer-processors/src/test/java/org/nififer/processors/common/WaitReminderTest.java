package org.nififer.processors.common;

import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.NoOpProcessor;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WaitReminderTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final MockComponentLog log = new MockComponentLog("id", new NoOpProcessor());
    private Instant now = START;
    private final WaitReminder reminder = new WaitReminder(() -> now);

    @Test
    void testAWaitIsToldAtItsBeginningAndEveryFiveMinutes() {
        for (int second = 0; second <= 900; second += 30) {
            now = START.plusSeconds(second);
            reminder.tell(log, false, "a dataset", "no model", START);
        }

        assertEquals(4, warnings().size());
        assertTrue(warnings().getFirst().contains("a dataset waits, since "), warnings().getFirst());
        assertTrue(warnings().getLast().contains("a dataset still waits, since "), warnings().getLast());
        assertTrue(warnings().getLast().endsWith(": no model"), warnings().getLast());
    }

    @Test
    void testAWaitThatIsNormalBothersNobodyUntilItTakesLong() {
        reminder.tell(log, true, "a dataset", "model 1", START);
        assertEquals(List.of(), warnings());
        now = START.plus(WaitReminder.INTERVAL);
        reminder.tell(log, true, "a dataset", "model 1", START);
        assertEquals(1, warnings().size());

        // It has waited since before a restart.
        reminder.tell(log, true, "another dataset", "model 2", START);
        assertEquals(2, warnings().size());
    }

    @Test
    void testEachReasonIsToldForItself() {
        reminder.tell(log, false, "a dataset", "a", START);
        reminder.tell(log, false, "a dataset", "b", START);
        reminder.tell(log, false, "a dataset", "a", START);
        assertEquals(2, warnings().size());
    }

    @Test
    void testTheSameReasonIsNewsAfterTheEndOfAWait() {
        reminder.tell(log, false, "a dataset", "a", START);
        reminder.end();
        reminder.tell(log, false, "a dataset", "a", START);
        assertEquals(2, warnings().size());

        // An end that nobody has told.
        now = START.plus(Duration.ofHours(1));
        reminder.tell(log, false, "a dataset", "a", now);
        assertEquals(3, warnings().size());
        assertTrue(warnings().getLast().contains("a dataset waits, since "), warnings().getLast());
    }

    private List<String> warnings() {
        return log.getWarnMessages().stream().map(LogMessage::getMsg).toList();
    }
}
