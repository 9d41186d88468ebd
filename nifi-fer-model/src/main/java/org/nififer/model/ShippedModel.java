package org.nififer.model;

import org.nififer.natives.NativeBundle;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The model that travels with the product, for everybody who names no other: a Swin with squeeze-and-excitation trained on photos of real faces. Its card and how it
 * was made lie in the folder {@code models} of the project.
 */
public final class ShippedModel {

    /** The name of its file. */
    public static final String FILE_NAME = "fer-small.safetensors";

    private static final String BUNDLE = "models";

    private static Path unpacked;

    private ShippedModel() {
    }

    /**
     * Where its file is: unpacked from the jar into the {@linkplain org.nififer.natives.NativeFolder folder of natives} where it is not there yet, whole and verified. A
     * process verifies it once, for a service asks with every FlowFile; a file that is gone is unpacked again.
     *
     * @throws IOException naming the path and what to do, where it cannot be unpacked
     */
    public static synchronized Path file() throws IOException {
        if (unpacked == null || !Files.exists(unpacked)) {
            unpacked = unpack();
        }

        return unpacked;
    }

    private static Path unpack() throws IOException {
        final URL resource = ShippedModel.class.getResource(FILE_NAME);
        if ("file".equals(resource.getProtocol())) {
            try {
                return Path.of(resource.toURI());
            } catch (final URISyntaxException e) {
                throw new IOException(e);
            }
        }

        final String name = ShippedModel.class.getPackageName().replace('.', '/') + '/' + FILE_NAME;
        return new NativeBundle(BUNDLE).add(ShippedModel.class.getClassLoader(), name, FILE_NAME).unpack().resolve(FILE_NAME);
    }
}
