package org.nififer.onnx;

import ai.onnxruntime.OrtEnvironment;
import org.junit.jupiter.api.Test;
import org.nififer.natives.SecondLoader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;

class OnnxEngineTest {

    @Test
    void testEachClassLoaderHasItsOwn() throws Exception {
        final OrtEnvironment first = OnnxEngine.environment();
        final Object second = SecondLoader.create().loadClass(OnnxEngine.class.getName()).getMethod("environment").invoke(null);

        assertNotSame(first.getClass(), second.getClass());
        assertEquals(first.getVersion(), second.getClass().getMethod("getVersion").invoke(second));
        assertNull(System.getProperty("onnxruntime.native.path"));
    }
}
