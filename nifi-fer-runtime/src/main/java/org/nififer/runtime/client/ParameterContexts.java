package org.nififer.runtime.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters of flows.
 */
public final class ParameterContexts {
    private final NifiClient client;

    ParameterContexts(final NifiClient client) {
        this.client = client;
    }

    /**
     * The id of the parameter context which a process group uses.
     *
     * @throws IOException if it uses none
     */
    public String contextOf(final String groupId) throws IOException, InterruptedException {
        final JsonNode context = client.get("/process-groups/" + groupId).path("component").path("parameterContext").path("id");
        if (context.isMissingNode()) {
            throw new IOException(String.format(Locale.ROOT, "The process group %s has no parameter context", groupId));
        }

        return context.asText();
    }

    /** Names and values of a context's parameters, in the order of their names. An unset or sensitive value is empty. */
    public Map<String, String> parameters(final String contextId) throws IOException, InterruptedException {
        final Map<String, String> values = new TreeMap<>();
        read(contextId).forEach((name, parameter) -> values.put(name, parameter.path("sensitive").asBoolean() ? "" : parameter.path("value").asText("")));
        return values;
    }

    /**
     * Changes parameters and waits until the server has stopped, changed and restarted what uses them.
     *
     * @param contextId of the context
     * @param values    new values by name; the other parameters stay as they are
     * @param timeout   for the whole change
     * @throws IOException if the context has no parameter of a name, or the server cannot make the change
     */
    public void update(final String contextId, final Map<String, String> values, final Duration timeout) throws IOException, InterruptedException {
        final Map<String, JsonNode> existing = read(contextId);
        final ArrayNode changes = client.newObject().arrayNode();
        for (final Map.Entry<String, String> value : values.entrySet()) {
            addChange(changes, existing, value.getKey()).put("value", value.getValue());
        }

        change(contextId, changes, timeout);
    }

    /**
     * Uploads a file as an asset of a context. One of the same name is replaced.
     *
     * @return the id of the asset
     * @throws IOException if the file is missing or the server refuses it
     */
    public String uploadAsset(final String contextId, final Path file) throws IOException, InterruptedException {
        return client.postFile(String.format(Locale.ROOT, "/parameter-contexts/%s/assets", contextId), file).path("asset").path("id").asText();
    }

    /**
     * Makes a parameter refer to an asset, so that its value is the path of the asset, and waits as {@link #update} does.
     *
     * @param contextId of the context, which has the asset
     * @param name      of the parameter
     * @param assetId   as {@link #uploadAsset} returns it
     * @param timeout   for the whole change
     * @throws IOException if the context has no such parameter, or the server cannot make the change
     */
    public void referToAsset(final String contextId, final String name, final String assetId, final Duration timeout) throws IOException, InterruptedException {
        final ArrayNode changes = client.newObject().arrayNode();
        addChange(changes, read(contextId), name).putArray("referencedAssets").addObject().put("id", assetId);
        change(contextId, changes, timeout);
    }

    private static ObjectNode addChange(final ArrayNode changes, final Map<String, JsonNode> existing, final String name) throws IOException {
        final JsonNode parameter = existing.get(name);
        if (parameter == null) {
            throw new IOException(String.format(Locale.ROOT, "The parameter context has no parameter '%s', it has %s", name, existing.keySet()));
        }

        return changes.addObject().putObject("parameter")
                .put("name", name)
                .put("sensitive", parameter.path("sensitive").asBoolean())
                .put("description", parameter.path("description").asText(""));
    }

    private void change(final String contextId, final ArrayNode changes, final Duration timeout) throws IOException, InterruptedException {
        final ObjectNode body = client.newObject();
        body.put("id", contextId);
        body.set("revision", client.get("/parameter-contexts/" + contextId).path("revision"));
        final ObjectNode component = body.putObject("component");
        component.put("id", contextId);
        component.set("parameters", changes);

        final String requests = String.format(Locale.ROOT, "/parameter-contexts/%s/update-requests", contextId);
        final String request = requests + "/" + client.post(requests, body).path("request").path("requestId").asText();
        try {
            awaitUpdate(request, timeout);
        } finally {
            client.delete(request);
        }
    }

    private void awaitUpdate(final String request, final Duration timeout) throws IOException, InterruptedException {
        Polling.await("A change of parameters", timeout, () -> {
            final JsonNode state = client.get(request).path("request");
            final String failure = state.path("failureReason").asText("");
            if (!failure.isEmpty()) {
                throw new IOException("The server could not change the parameters: " + failure);
            }

            return state.path("complete").asBoolean() ? List.of() : List.of(state.path("state").asText("no answer"));
        });
    }

    private Map<String, JsonNode> read(final String contextId) throws IOException, InterruptedException {
        final Map<String, JsonNode> parameters = new TreeMap<>();
        for (final JsonNode entity : client.get("/parameter-contexts/" + contextId).path("component").path("parameters")) {
            parameters.put(entity.path("parameter").path("name").asText(), entity.path("parameter"));
        }

        return parameters;
    }
}
