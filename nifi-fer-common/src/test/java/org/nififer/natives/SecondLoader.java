package org.nififer.natives;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A class loader beside that of the tests, as NiFi has one for each NAR.
 */
public final class SecondLoader {

    private SecondLoader() {
    }

    /** A new one with classes of its own, those of the tests' class path. */
    public static URLClassLoader create() throws MalformedURLException {
        final List<String> entries = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        final URL[] addresses = new URL[entries.size()];
        for (int index = 0; index < addresses.length; index++) {
            addresses[index] = Path.of(entries.get(index)).toUri().toURL();
        }

        return new URLClassLoader(addresses, ClassLoader.getPlatformClassLoader());
    }
}
