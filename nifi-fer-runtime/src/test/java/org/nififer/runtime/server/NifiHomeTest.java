package org.nififer.runtime.server;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NifiHomeTest {
    @TempDir
    private Path temporary;

    @Test
    void testCreateNamesMissingLibrary() {
        final Path library = temporary.resolve("nowhere");

        final IOException exception = assertThrows(IOException.class, () -> NifiHome.create(temporary.resolve("home"), library));

        assertEquals(String.format(Locale.ROOT, "There is no folder %s: the build assembles NiFi there (mvn package)", library), exception.getMessage());
    }

    @Test
    void testCreateNamesLibraryWithoutNifi() throws IOException {
        final Path library = Files.createDirectory(temporary.resolve("lib"));

        final IOException exception = assertThrows(IOException.class, () -> NifiHome.create(temporary.resolve("home"), library));

        assertTrue(exception.getMessage().startsWith(String.format(Locale.ROOT, "The folder %s holds no nifi-runtime-*.jar", library)), exception.getMessage());
    }

    @Test
    void testCreateRefusesFolderThatNoClassPathCanHold() throws IOException {
        final Path library = TinyServer.SILENT.library(temporary);

        final IOException exception = assertThrows(IOException.class, () -> NifiHome.create(temporary.resolve("a:b"), library));

        assertTrue(exception.getMessage().contains("contains ':'"), exception.getMessage());
    }

    @Test
    void testConfigurationChangesPortsAndKeepsSensitiveKey() throws IOException {
        final NifiHome home = NifiHome.create(temporary.resolve("Œuvre"), TinyServer.SILENT.library(temporary));
        ServerConfiguration.write(home, new ServerPorts(1001, 1002), ServerProfile.LIGHT);
        final Properties first = properties(home);
        ServerConfiguration.write(home, new ServerPorts(2001, 2002), ServerProfile.NORMAL);
        final Properties second = properties(home);

        assertEquals("1001", first.getProperty("nifi.web.http.port"));
        assertEquals("2001", second.getProperty("nifi.web.http.port"));
        assertEquals("127.0.0.1", second.getProperty("nifi.web.http.host"));
        assertEquals(home.library().toString(), second.getProperty("nifi.nar.library.directory"));
        assertEquals("org.apache.nifi.provenance.WriteAheadProvenanceRepository", second.getProperty("nifi.provenance.repository.implementation"));
        assertEquals(48, first.getProperty("nifi.sensitive.props.key").length());
        assertEquals(first.getProperty("nifi.sensitive.props.key"), second.getProperty("nifi.sensitive.props.key"));
    }

    @Test
    void testEveryHomeHasItsOwnKey() throws IOException {
        final Path library = TinyServer.SILENT.library(temporary);
        final NifiHome one = NifiHome.create(temporary.resolve("one"), library);
        final NifiHome two = NifiHome.create(temporary.resolve("two"), library);
        final ServerPorts ports = new ServerPorts(1001, 1002);
        ServerConfiguration.write(one, ports, ServerProfile.LIGHT);
        ServerConfiguration.write(two, ports, ServerProfile.LIGHT);

        assertNotEquals(properties(one).getProperty("nifi.sensitive.props.key"), properties(two).getProperty("nifi.sensitive.props.key"));
    }

    private static Properties properties(final NifiHome home) throws IOException {
        final Properties properties = new Properties();
        try (InputStream input = Files.newInputStream(home.properties())) {
            properties.load(input);
        }

        return properties;
    }
}
