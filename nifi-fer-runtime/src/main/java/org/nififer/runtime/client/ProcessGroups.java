package org.nififer.runtime.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Flows on a server. A flow that was uploaded starts in this order: {@link #enableServices}, {@link #awaitValid},
 * {@link #start}.
 */
public final class ProcessGroups {
    /** The id of the group that holds all others. */
    public static final String ROOT = "root";

    private final NifiClient client;

    ProcessGroups(final NifiClient client) {
        this.client = client;
    }

    /**
     * Uploads a flow definition as a new group, with its parameter context. A context which the server already has under
     * that name keeps its values.
     *
     * @param parentId   group on whose canvas the new one lies, or {@link #ROOT}
     * @param definition JSON file as NiFi downloads it
     * @param name       of the new group
     * @param left       position on the canvas, in its units (a processor is 350 wide)
     * @param top        position on the canvas, downwards
     * @return the id of the new group
     * @throws NifiRequestException if the server refuses the definition
     * @throws IOException          if the file is missing or the server cannot be reached
     */
    public String upload(final String parentId, final Path definition, final String name, final double left, final double top)
            throws IOException, InterruptedException {
        if (!Files.isRegularFile(definition)) {
            throw new IOException(String.format(Locale.ROOT, "There is no flow definition %s", definition));
        }

        final MultipartForm form = new MultipartForm()
                .field("groupName", name)
                .field("positionX", Double.toString(left))
                .field("positionY", Double.toString(top))
                .field("clientId", UUID.randomUUID().toString())
                .jsonFile("file", definition);
        return client.postForm(String.format(Locale.ROOT, "/process-groups/%s/process-groups/upload", parentId), form).path("id").asText();
    }

    /**
     * Enables the controller services of a group and of the groups within it, and waits until they are.
     *
     * @throws IOException if some are not enabled in time, with their names and validation errors
     */
    public void enableServices(final String groupId, final Duration timeout) throws IOException, InterruptedException {
        client.put(String.format(Locale.ROOT, "/flow/process-groups/%s/controller-services", groupId), scheduling(groupId, "ENABLED"));
        Polling.await("Enabled controller services", timeout, () -> services(groupId).stream()
                .filter(service -> !service.isIn("ENABLED"))
                .map(Component::describe)
                .toList());
    }

    /**
     * Waits until every processor of a group and of the groups within it is valid.
     *
     * @throws IOException if some are not valid in time, with their names and validation errors
     */
    public void awaitValid(final String groupId, final Duration timeout) throws IOException, InterruptedException {
        Polling.await("A flow of valid processors", timeout, () -> processors(groupId).stream()
                .filter(processor -> !processor.isValid())
                .map(Component::describe)
                .toList());
    }

    /**
     * Starts the processors of a group and of the groups within it, those that are valid and not disabled.
     *
     * @throws NifiRequestException if the server refuses
     */
    public void start(final String groupId) throws IOException, InterruptedException {
        client.put("/flow/process-groups/" + groupId, scheduling(groupId, "RUNNING"));
    }

    /**
     * Stops the processors of a group and of the groups within it, and waits until their tasks are done.
     *
     * @throws IOException if tasks still run when the time is over
     */
    public void stop(final String groupId, final Duration timeout) throws IOException, InterruptedException {
        client.put("/flow/process-groups/" + groupId, scheduling(groupId, "STOPPED"));
        Polling.await("A stopped flow", timeout, () -> {
            final int activeThreads = status(groupId).activeThreads();
            return activeThreads == 0 ? List.of() : List.of(String.format(Locale.ROOT, "%d tasks run", activeThreads));
        });
    }

    /** The processors of a group and of the groups within it. */
    public List<Component> processors(final String groupId) throws IOException, InterruptedException {
        return Component.listOf(client.get(String.format(Locale.ROOT, "/process-groups/%s/processors?includeDescendantGroups=true", groupId)).path("processors"));
    }

    /** The controller services of a group and of the groups within it. */
    public List<Component> services(final String groupId) throws IOException, InterruptedException {
        final String path = String.format(Locale.ROOT, "/flow/process-groups/%s/controller-services?includeAncestorGroups=false&includeDescendantGroups=true", groupId);
        return Component.listOf(client.get(path).path("controllerServices"));
    }

    /** Queues and running tasks of a group and of the groups within it. */
    public GroupStatus status(final String groupId) throws IOException, InterruptedException {
        final JsonNode answer = client.get(String.format(Locale.ROOT, "/flow/process-groups/%s/status?recursive=true", groupId));
        return GroupStatus.of(answer.path("processGroupStatus").path("aggregateSnapshot"));
    }

    private ObjectNode scheduling(final String groupId, final String state) {
        final ObjectNode body = client.newObject();
        body.put("id", groupId);
        body.put("state", state);
        return body;
    }
}
