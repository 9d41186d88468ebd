package org.nififer.benchmarks.network;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Where the time goes, by libtorch's operations: the time within each without that within those it calls.
 *
 * @param seconds    of an operation by its name, the longest first
 * @param total      of all of them, seconds
 */
record OperatorProfile(List<Map.Entry<String, Double>> seconds, double total) {

    /** An operation that has not ended. */
    private static final class Open {

        private final String name;
        private final double end;
        private double own;

        private Open(final String name, final double end, final double own) {
            this.name = name;
            this.end = end;
            this.own = own;
        }
    }

    /** What to do while libtorch takes notes. */
    @FunctionalInterface
    interface Work {

        void run() throws Exception;
    }

    static OperatorProfile of(final Work work) throws Exception {
        final Path trace = Files.createTempFile("nifi-fer-benchmark", ".json");
        try {
            JniUtils.startProfile(false, false, false);
            try {
                work.run();
            } finally {
                JniUtils.stopProfile(trace.toString());
            }

            return read(trace);
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    /** Of a trace in Chrome's format, whose times are in microseconds. */
    private static OperatorProfile read(final Path trace) throws IOException {
        final JsonNode root = new ObjectMapper().readTree(trace.toFile());
        final JsonNode events = root.isArray() ? root : root.path("traceEvents");
        final Map<String, List<JsonNode>> threads = new HashMap<>();
        StreamSupport.stream(events.spliterator(), false).filter(event -> event.path("ph").asText().equals("X"))
                .forEach(event -> threads.computeIfAbsent(event.path("tid").asText(), thread -> new ArrayList<>()).add(event));
        final Map<String, Double> seconds = new HashMap<>();
        threads.values().forEach(thread -> add(thread, seconds));
        final List<Map.Entry<String, Double>> sorted = seconds.entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue().reversed()).toList();
        return new OperatorProfile(sorted, seconds.values().stream().mapToDouble(Double::doubleValue).sum());
    }

    private static void add(final List<JsonNode> thread, final Map<String, Double> seconds) {
        thread.sort(Comparator.<JsonNode>comparingDouble(event -> event.path("ts").asDouble()).thenComparing(event -> -event.path("dur").asDouble()));
        final Deque<Open> open = new ArrayDeque<>();
        for (final JsonNode event : thread) {
            final double start = event.path("ts").asDouble();
            final double duration = event.path("dur").asDouble();
            close(open, start, seconds);
            if (!open.isEmpty()) {
                open.peek().own -= duration;
            }

            open.push(new Open(event.path("name").asText(), start + duration, duration));
        }

        close(open, Double.POSITIVE_INFINITY, seconds);
    }

    private static void close(final Deque<Open> open, final double time, final Map<String, Double> seconds) {
        while (!open.isEmpty() && open.peek().end <= time) {
            final Open ended = open.pop();
            seconds.merge(ended.name, ended.own / 1e6, Double::sum);
        }
    }
}
