package org.nififer.runtime.client;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happens on a server, and which components it has.
 */
public final class Monitoring {
    private final NifiClient client;

    Monitoring(final NifiClient client) {
        this.client = client;
    }

    /**
     * The bulletins of all components, the oldest first. The server keeps the latest few of each component, for five
     * minutes: who must not miss one asks again before that, with the id of the last one.
     *
     * @param after id of a bulletin; only later ones are returned. 0 for all
     */
    public List<Bulletin> bulletins(final long after) throws IOException, InterruptedException {
        final List<Bulletin> bulletins = new ArrayList<>();
        for (final JsonNode entity : client.get("/flow/bulletin-board?limit=1000&after=" + after).path("bulletinBoard").path("bulletins")) {
            final JsonNode bulletin = entity.path("bulletin");
            bulletins.add(new Bulletin(entity.path("id").asLong(), bulletin.path("level").asText(), bulletin.path("sourceName").asText(),
                    bulletin.path("message").asText()));
        }

        bulletins.sort(Comparator.comparingLong(Bulletin::id));
        return bulletins;
    }

    /**
     * The counters, by the component they belong to and their name: {@code "NAME (ID) / COUNTER"}. Each is there for its
     * processor and, summed up, for all processors of that type.
     */
    public Map<String, Long> counters() throws IOException, InterruptedException {
        final Map<String, Long> counters = new TreeMap<>();
        for (final JsonNode counter : client.get("/counters").path("counters").path("aggregateSnapshot").path("counters")) {
            counters.put(counter.path("context").asText() + " / " + counter.path("name").asText(), counter.path("valueCount").asLong());
        }

        return counters;
    }

    /** The class names of all processors the server has. */
    public SortedSet<String> processorTypes() throws IOException, InterruptedException {
        return types("/flow/processor-types", "processorTypes");
    }

    /** The class names of all controller services the server has. */
    public SortedSet<String> serviceTypes() throws IOException, InterruptedException {
        return types("/flow/controller-service-types", "controllerServiceTypes");
    }

    private SortedSet<String> types(final String path, final String field) throws IOException, InterruptedException {
        final SortedSet<String> types = new TreeSet<>();
        for (final JsonNode type : client.get(path).path(field)) {
            types.add(type.path("type").asText());
        }

        return types;
    }
}
