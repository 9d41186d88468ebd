package org.nififer.common;

import java.util.Objects;

/**
 * Which nifi-fer this is.
 */
public final class ProjectVersion {

    private ProjectVersion() {
    }

    /** The version as the manifest of the jar says it; {@code development} where the classes come from no jar. */
    public static String version() {
        return Objects.requireNonNullElse(ProjectVersion.class.getPackage().getImplementationVersion(), "development");
    }
}
