package org.nififer.runtime.server;

import java.util.List;

/**
 * What a server is tuned for.
 */
public enum ServerProfile {
    /** Starts in half the time and takes less memory, and computes several times slower: for tests of flows. */
    LIGHT("org.apache.nifi.provenance.VolatileProvenanceRepository", List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")),

    /** The defaults of the JVM, and provenance that outlives a restart: for people and for flows that compute. */
    NORMAL("org.apache.nifi.provenance.WriteAheadProvenanceRepository", List.of());

    private final String provenanceRepository;
    private final List<String> jvmArguments;

    ServerProfile(final String provenanceRepository, final List<String> jvmArguments) {
        this.provenanceRepository = provenanceRepository;
        this.jvmArguments = jvmArguments;
    }

    String provenanceRepository() {
        return provenanceRepository;
    }

    List<String> jvmArguments() {
        return jvmArguments;
    }
}
