package org.nififer.natives;

import java.util.HashMap;
import java.util.Map;

/**
 * System properties by which a library is told where its files are, as long as it loads: they are the whole process's, and other users of the same library have other files.
 */
public final class ScopedProperties implements AutoCloseable {

    private final Map<String, String> before = new HashMap<>();

    /** Sets properties until {@link #close()}. */
    public ScopedProperties(final Map<String, String> properties) {
        properties.forEach((key, value) -> before.put(key, System.setProperty(key, value)));
    }

    @Override
    public void close() {
        before.forEach((key, value) -> {
            if (value == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }
}
