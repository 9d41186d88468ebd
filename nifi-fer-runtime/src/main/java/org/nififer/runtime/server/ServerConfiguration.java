package org.nififer.runtime.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Writes the configuration files of a home.
 */
final class ServerConfiguration {
    private static final String SENSITIVE_KEY = "nifi.sensitive.props.key";
    private static final int SENSITIVE_KEY_BYTES = 24;

    private ServerConfiguration() {
    }

    /**
     * Writes all files anew for a start on these ports. The key of sensitive values stays what it was, because the flow
     * of the home is encrypted with it.
     */
    static void write(final NifiHome home, final ServerPorts ports, final ServerProfile profile) throws IOException {
        final String sensitiveKey = previousSensitiveKey(home.properties());
        copyResource("logback.xml", home.configuration());
        copyResource("state-management.xml", home.configuration());
        copyResource("nifi.properties", home.configuration());

        final Properties properties = new Properties();
        properties.setProperty("nifi.nar.library.directory", home.library().toString());
        properties.setProperty("nifi.web.http.port", Integer.toString(ports.web()));
        properties.setProperty("nifi.provenance.repository.implementation", profile.provenanceRepository());
        properties.setProperty(SENSITIVE_KEY, sensitiveKey);
        try (OutputStream output = Files.newOutputStream(home.properties(), StandardOpenOption.APPEND)) {
            // store() escapes what a path may contain and NiFi would otherwise read wrongly, such as letters beyond Latin-1.
            properties.store(output, "Of this home and this start");
        }
    }

    private static String previousSensitiveKey(final Path propertiesFile) throws IOException {
        final Properties previous = new Properties();
        if (Files.exists(propertiesFile)) {
            try (InputStream input = Files.newInputStream(propertiesFile)) {
                previous.load(input);
            }
        }

        final byte[] random = new byte[SENSITIVE_KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return previous.getProperty(SENSITIVE_KEY, HexFormat.of().formatHex(random));
    }

    private static void copyResource(final String name, final Path folder) throws IOException {
        try (InputStream resource = ServerConfiguration.class.getResourceAsStream(name)) {
            Files.copy(resource, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
