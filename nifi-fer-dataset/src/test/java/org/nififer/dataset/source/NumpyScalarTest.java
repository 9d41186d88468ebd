package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NumpyScalarTest {

    @Test
    void testNumbersAndTexts() throws InvalidSampleException {
        assertEquals(3, NumpyScalar.read(NumpyFiles.text("3"), "label"));
        assertEquals(-0.0147, NumpyScalar.read(NumpyFiles.text("-0.0147"), "affect"));
        assertEquals(7, NumpyScalar.read(NumpyFiles.file("'|S4'", "", "7\0\0\0".getBytes(StandardCharsets.US_ASCII)), "label"));
        assertEquals(5, NumpyScalar.read(NumpyFiles.file("'<i8'", "", buffer().putLong(5).array()), "label"));
        assertEquals(-2, NumpyScalar.read(NumpyFiles.file("'<i4'", "1,", buffer().putInt(-2).array()), "label"));
        assertEquals(0.25, NumpyScalar.read(NumpyFiles.file("'<f8'", "1,", buffer().putDouble(0.25).array()), "label"));
        assertEquals(0.1, NumpyScalar.read(NumpyFiles.file("'<f4'", "", buffer().putFloat(0.1f).array()), "label"));
    }

    @Test
    void testVersions() throws InvalidSampleException {
        final String description = "{'descr': '<i8', 'fortran_order': False, 'shape': (), }";
        for (int version = 1; version <= 3; version++) {
            assertEquals(6, NumpyScalar.read(NumpyFiles.file(version, description, buffer().putLong(6).array()), "label"));
        }

        assertTrue(refused(NumpyFiles.file(4, description, buffer().putLong(6).array())).contains("version 4"));
    }

    /** What numpy.save(f, numpy.array('3')) writes. */
    @Test
    void testFileOfNumpy() throws InvalidSampleException {
        final byte[] file = HexFormat.of().parseHex("934e554d5059010076007b276465736372273a20273c5531272c20"
                + "27666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028292c207d"
                + "20".repeat(62) + "0a" + "33000000");
        assertEquals(3, NumpyScalar.read(file, "label"));
    }

    static Stream<Arguments> testRefused() {
        return Stream.of(
                Arguments.of(NumpyFiles.file("'|O'", "", new byte[8]), "pickled Python object"),
                Arguments.of(NumpyFiles.file("[('a', '<i8')]", "", new byte[8]), "The NumPy type '['"),
                Arguments.of(NumpyFiles.file("'>i8'", "", new byte[8]), "The NumPy type '>i8'; expected <i4"),
                Arguments.of(NumpyFiles.file("'<i8'", "2,", new byte[16]), "shape (2,); expected one number"),
                Arguments.of(NumpyFiles.file("'<i8'", "", new byte[7]), "7 bytes for the value; expected 8"),
                Arguments.of(NumpyFiles.file("'<U9999'", "", new byte[8]), "8 bytes for the value; expected 39996"),
                Arguments.of(NumpyFiles.text("happy"), "'happy'; expected a number"),
                Arguments.of("no numbers here".getBytes(StandardCharsets.US_ASCII), "Not a NumPy file"),
                Arguments.of(new byte[0], "Not a NumPy file"),
                Arguments.of(NumpyFiles.file(1, "{'shape': ()}", new byte[8]), "expected one with descr and shape"));
    }

    @ParameterizedTest
    @MethodSource
    void testRefused(final byte[] file, final String reason) {
        assertTrue(refused(file).contains(reason), refused(file));
    }

    @Test
    void testHeaderThatAnnouncesGigabytes() {
        final byte[] file = NumpyFiles.file(2, "{'descr': '<i8', 'fortran_order': False, 'shape': (), }", new byte[8]);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, Integer.MAX_VALUE);
        assertTrue(refused(file).contains("announces more bytes"), refused(file));
        assertTrue(refused(Arrays.copyOf(file, 10)).contains("announces more bytes"));
    }

    private static String refused(final byte[] file) {
        return assertThrows(InvalidSampleException.class, () -> NumpyScalar.read(file, "label")).getMessage();
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    }
}
