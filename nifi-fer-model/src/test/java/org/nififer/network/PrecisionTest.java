package org.nififer.network;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.nififer.common.InvalidInputException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class PrecisionTest {

    private final String ofTheRun = System.getProperty(Precision.PROPERTY);

    @AfterEach
    void restore() {
        if (ofTheRun == null) {
            System.clearProperty(Precision.PROPERTY);
        } else {
            System.setProperty(Precision.PROPERTY, ofTheRun);
        }
    }

    @Test
    void testThePropertySaysWhatIsLeftOpen() throws InvalidInputException {
        for (final Precision precision : new Precision[]{Precision.FP32, Precision.BF16}) {
            System.setProperty(Precision.PROPERTY, precision.label());

            assertEquals(precision, Precision.ofThisMachine());
            assertEquals(precision, Precision.of(ComputeDevice.CPU));
            assertEquals(precision, Precision.of(ComputeDevice.gpu(0)));
        }
    }

    @Test
    void testWithoutThePropertyTheDeviceDecides() throws InvalidInputException {
        System.clearProperty(Precision.PROPERTY);

        assertEquals(Precision.isBf16InHardware() ? Precision.BF16 : Precision.FP32, Precision.ofThisMachine());
        assertEquals(Precision.ofThisMachine(), Precision.of(ComputeDevice.CPU));
        assertEquals(Precision.BF16, Precision.of(ComputeDevice.gpu(0)));
    }

    @Test
    void testAValueThatIsNoneIsNamed() {
        for (final String value : new String[]{"fp16", "FP32", "auto", ""}) {
            System.setProperty(Precision.PROPERTY, value);

            final String message = assertThrows(InvalidInputException.class, () -> Precision.of(ComputeDevice.CPU)).getMessage();
            assertEquals("The system property nififer.precision is '" + value + "'; expected fp32 or bf16", message);
            assertThrows(InvalidInputException.class, () -> Precision.of(ComputeDevice.gpu(0)));
        }
    }
}
