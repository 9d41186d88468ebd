package org.nififer.network;

import ai.djl.Model;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript program kept as readable text, packed into the archive that libtorch loads. The archive holds the text,
 * a format version and two tiny pickles: no constants, and one object of the program's class without attributes.
 */
public final class TorchScriptProgram {

    private static final String ROOT = "program/";
    private static final byte PROTO = (byte) 0x80;
    private static final byte NEW_TRUE = (byte) 0x88;

    private TorchScriptProgram() {
    }

    /**
     * Loads a program. DJL's own way would make a folder for temporary files for each, and leave it until the JVM ends.
     *
     * @param model    is called as the module class that the text declares
     * @param owner    the class beside which the text is
     * @param resource the name of the text
     */
    public static void load(final Model model, final Class<?> owner, final String resource) {
        try {
            model.setBlock(JniUtils.loadModule((PtNDManager) model.getNDManager(), new ByteArrayInputStream(archive(owner, resource, model.getName())), false, false));
        } catch (final IOException e) {
            throw new UncheckedIOException(String.format(Locale.ROOT, "The program %s does not load", resource), e);
        }
    }

    private static byte[] archive(final Class<?> owner, final String resource, final String className) {
        final ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (InputStream text = owner.getResourceAsStream(resource); ZipOutputStream zip = new ZipOutputStream(archive)) {
            store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
            store(zip, "constants.pkl", new byte[]{PROTO, 2, ')', '.'});
            store(zip, "data.pkl", pickledObject(className));
            store(zip, "code/__torch__.py", text.readAllBytes());
        } catch (final IOException e) {
            throw new UncheckedIOException(String.format(Locale.ROOT, "The program %s cannot be packed", resource), e);
        }

        return archive.toByteArray();
    }

    /** libtorch maps the entries, so they are stored, never deflated. */
    private static void store(final ZipOutputStream zip, final String name, final byte[] content) throws IOException {
        final CRC32 checksum = new CRC32();
        checksum.update(content);
        final ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** The pickle of an object of {@code __torch__.className} whose only attribute is {@code training = True}. */
    private static byte[] pickledObject(final String className) {
        final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(PROTO);
        pickle.write(2);
        pickle.writeBytes(String.format(Locale.ROOT, "c__torch__\n%s\n)", className).getBytes(StandardCharsets.US_ASCII));
        pickle.write(0x81);
        pickle.writeBytes("}X\u0008\0\0\0training".getBytes(StandardCharsets.US_ASCII));
        pickle.write(NEW_TRUE);
        pickle.writeBytes("sb.".getBytes(StandardCharsets.US_ASCII));
        return pickle.toByteArray();
    }
}
