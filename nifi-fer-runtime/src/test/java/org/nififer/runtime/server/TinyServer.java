package org.nififer.runtime.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Library folders whose NiFi is a few lines long: real processes that start, or fail to, within a second.
 */
enum TinyServer {
    /** Answers as NiFi does when it is ready. */
    READY("""
            final java.util.Properties properties = new java.util.Properties();
            try (java.io.InputStream input = new java.io.FileInputStream(System.getProperty("nifi.properties.file.path"))) {
                properties.load(input);
            }
            final java.net.InetSocketAddress address = new java.net.InetSocketAddress(
                properties.getProperty("nifi.web.http.host"), Integer.parseInt(properties.getProperty("nifi.web.http.port")));
            final com.sun.net.httpserver.HttpServer server = com.sun.net.httpserver.HttpServer.create(address, 0);
            server.createContext("/nifi-api/flow/about", exchange -> { exchange.sendResponseHeaders(200, -1); exchange.close(); });
            server.start();
            """),
    /** Says why, and ends. */
    DYING("""
            System.out.println("No provenance repository today");
            System.exit(3);
            """),
    /** Never answers. */
    SILENT("""
            System.out.println("Thinking about it");
            Thread.sleep(600_000);
            """);

    private final String body;

    TinyServer(final String body) {
        this.body = body;
    }

    /** Writes the library into a new folder. */
    Path library(final Path temporary) throws IOException {
        final Path source = Files.createDirectories(temporary.resolve("source")).resolve("NiFi.java");
        Files.writeString(source, String.format(Locale.ROOT, """
                package org.apache.nifi;
                public class NiFi {
                    public static void main(final String[] arguments) throws Exception {
                %s
                    }
                }
                """, body));
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final Path classes = Files.createDirectories(temporary.resolve("classes"));
        assertEquals(0, compiler.run(null, null, null, "-d", classes.toString(), source.toString()));

        final Path library = Files.createDirectories(temporary.resolve("lib"));
        final String name = "org/apache/nifi/NiFi.class";
        try (OutputStream file = Files.newOutputStream(library.resolve("nifi-runtime-0.jar"));
             JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry(name));
            Files.copy(classes.resolve(name), jar);
            jar.closeEntry();
        }

        return library;
    }
}
