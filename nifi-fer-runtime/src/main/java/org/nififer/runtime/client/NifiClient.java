package org.nififer.runtime.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Sends requests to the REST API of one NiFi server and reads its JSON. A server whose flow controller still initialises
 * is asked again until it is done. For many threads.
 */
public final class NifiClient implements AutoCloseable {
    /** How long answers and initialisation may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);
    private static final int HTTP_CONFLICT = 409;
    private static final int HTTP_FIRST_ERROR = 300;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final URI api;

    /**
     * A client of one server.
     *
     * @param api address of the REST API such as {@code http://127.0.0.1:8080/nifi-api}
     */
    public NifiClient(final URI api) {
        this.api = api;
    }

    /** Flows: upload, services, start, stop, validity, queues. */
    public ProcessGroups processGroups() {
        return new ProcessGroups(this);
    }

    /** The parameters of flows. */
    public ParameterContexts parameterContexts() {
        return new ParameterContexts(this);
    }

    /** Bulletins, counters and the types of components. */
    public Monitoring monitoring() {
        return new Monitoring(this);
    }

    /**
     * Reads a resource.
     *
     * @param path under the API, with its query, such as {@code /flow/about}
     * @throws NifiRequestException if the server refuses
     * @throws IOException          if the server cannot be reached or does not answer with JSON
     */
    public JsonNode get(final String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    /**
     * Changes a resource.
     *
     * @param path under the API
     * @param body what to send
     * @throws NifiRequestException if the server refuses
     * @throws IOException          if the server cannot be reached or does not answer with JSON
     */
    public JsonNode put(final String path, final JsonNode body) throws IOException, InterruptedException {
        return send("PUT", path, body);
    }

    /**
     * Creates a resource.
     *
     * @param path under the API
     * @param body what to send
     * @throws NifiRequestException if the server refuses
     * @throws IOException          if the server cannot be reached or does not answer with JSON
     */
    public JsonNode post(final String path, final JsonNode body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    /**
     * Uploads a file as it is, with its name in the header {@code Filename}.
     *
     * @param path under the API
     * @throws NifiRequestException if the server refuses
     * @throws IOException          if the file is missing, the server cannot be reached or does not answer with JSON
     */
    public JsonNode postFile(final String path, final Path file) throws IOException, InterruptedException {
        return exchange(request(path).header("Content-Type", "application/octet-stream").header("Filename", file.getFileName().toString())
                .POST(BodyPublishers.ofFile(file)).build());
    }

    /**
     * Deletes a resource.
     *
     * @param path under the API, with its query
     * @throws NifiRequestException if the server refuses
     * @throws IOException          if the server cannot be reached or does not answer with JSON
     */
    public JsonNode delete(final String path) throws IOException, InterruptedException {
        return send("DELETE", path, null);
    }

    @Override
    public void close() {
        http.close();
    }

    JsonNode postForm(final String path, final MultipartForm form) throws IOException, InterruptedException {
        return exchange(request(path).header("Content-Type", form.contentType()).POST(form.publisher()).build());
    }

    ObjectNode newObject() {
        return JsonNodeFactory.instance.objectNode();
    }

    private JsonNode send(final String method, final String path, final JsonNode body) throws IOException, InterruptedException {
        final HttpRequest.Builder request = request(path);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body.toString()));
        }

        return exchange(request.build());
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(URI.create(api + path)).timeout(TIMEOUT).header("Accept", "application/json");
    }

    private JsonNode exchange(final HttpRequest request) throws IOException, InterruptedException {
        final String name = request.method() + " " + request.uri();
        final Instant deadline = Instant.now().plus(TIMEOUT);
        HttpResponse<String> response = sendOnce(request, name);
        while (isInitializing(response) && Instant.now().isBefore(deadline)) {
            Thread.sleep(RETRY_INTERVAL);
            response = sendOnce(request, name);
        }

        if (response.statusCode() >= HTTP_FIRST_ERROR) {
            throw new NifiRequestException(name, response.statusCode(), response.body());
        }

        try {
            return mapper.readTree(response.body());
        } catch (final JacksonException e) {
            throw new IOException(String.format(Locale.ROOT, "%s was answered with something else than JSON: is this a NiFi? %s", name, e.getOriginalMessage()), e);
        }
    }

    private HttpResponse<String> sendOnce(final HttpRequest request, final String name) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (final IOException e) {
            throw new IOException(String.format(Locale.ROOT, "%s got no answer: %s", name, e), e);
        }
    }

    private static boolean isInitializing(final HttpResponse<String> response) {
        return response.statusCode() == HTTP_CONFLICT && response.body().contains("initializing");
    }
}
