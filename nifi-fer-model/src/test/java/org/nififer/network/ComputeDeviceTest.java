package org.nififer.network;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ComputeDeviceTest {

    @Test
    void testLabelsAreReadAgain() {
        for (final ComputeDevice device : new ComputeDevice[]{ComputeDevice.CPU, ComputeDevice.gpu(0), ComputeDevice.gpu(12)}) {
            assertEquals(device, ComputeDevice.ofLabel(device.label()));
        }
    }

    @Test
    void testOtherTextsAreRefused() {
        for (final String text : new String[]{"", "gpu", "gpu:", "gpu:-1", "gpu:99999", "GPU:0", "cuda:0"}) {
            final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, () -> ComputeDevice.ofLabel(text));
            assertTrue(exception.getMessage().contains("expected cpu, or gpu:N"), exception.getMessage());
        }
    }
}
