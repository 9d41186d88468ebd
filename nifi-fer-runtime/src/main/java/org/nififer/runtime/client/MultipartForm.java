package org.nififer.runtime.client;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A multipart/form-data body. Java's HTTP client brings none.
 */
final class MultipartForm {
    private static final String LINE_END = "\r\n";

    private final String boundary = UUID.randomUUID().toString();
    private final List<BodyPublisher> parts = new ArrayList<>();

    MultipartForm field(final String name, final String value) {
        final String header = "Content-Disposition: form-data; name=\"" + name + "\"" + LINE_END;
        parts.add(BodyPublishers.ofString(delimiter() + header + LINE_END + value + LINE_END));
        return this;
    }

    MultipartForm jsonFile(final String name, final Path file) throws FileNotFoundException {
        final String header = "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"flow.json\"" + LINE_END
                + "Content-Type: application/json" + LINE_END;
        parts.add(BodyPublishers.ofString(delimiter() + header + LINE_END));
        parts.add(BodyPublishers.ofFile(file));
        parts.add(BodyPublishers.ofString(LINE_END));
        return this;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    BodyPublisher publisher() {
        final List<BodyPublisher> all = new ArrayList<>(parts);
        all.add(BodyPublishers.ofString("--" + boundary + "--" + LINE_END));
        return BodyPublishers.concat(all.toArray(BodyPublisher[]::new));
    }

    private String delimiter() {
        return "--" + boundary + LINE_END;
    }
}
