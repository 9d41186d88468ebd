package org.nififer.runtime.client;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * What moves in a process group and the groups within it.
 *
 * @param queuedFlowFiles FlowFiles in all queues
 * @param queuedBytes     size of their content
 * @param activeThreads   tasks that run now
 * @param connections     the queues one by one
 */
public record GroupStatus(int queuedFlowFiles, long queuedBytes, int activeThreads, List<Connection> connections) {
    /**
     * A queue.
     *
     * @param name            of the connection: the one it was given, or its relationships
     * @param sourceName      component it comes from
     * @param destinationName component it goes to
     * @param queuedFlowFiles FlowFiles that wait in it
     * @param queuedBytes     size of their content
     */
    public record Connection(String name, String sourceName, String destinationName, int queuedFlowFiles, long queuedBytes) {
    }

    static GroupStatus of(final JsonNode snapshot) {
        final List<Connection> connections = new ArrayList<>();
        collectConnections(snapshot, connections);
        return new GroupStatus(snapshot.path("flowFilesQueued").asInt(), snapshot.path("bytesQueued").asLong(),
                snapshot.path("activeThreadCount").asInt(), List.copyOf(connections));
    }

    private static void collectConnections(final JsonNode snapshot, final List<Connection> connections) {
        for (final JsonNode entity : snapshot.path("connectionStatusSnapshots")) {
            final JsonNode connection = entity.path("connectionStatusSnapshot");
            connections.add(new Connection(connection.path("name").asText(), connection.path("sourceName").asText(),
                    connection.path("destinationName").asText(), connection.path("flowFilesQueued").asInt(), connection.path("bytesQueued").asLong()));
        }

        for (final JsonNode entity : snapshot.path("processGroupStatusSnapshots")) {
            collectConnections(entity.path("processGroupStatusSnapshot"), connections);
        }
    }
}
