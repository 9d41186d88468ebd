package org.nififer.cli;

import org.nififer.network.NetworkPreset;
import picocli.CommandLine.IVersionProvider;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The version of the project, and what {@code --version} prints of it.
 */
public final class ProjectVersion implements IVersionProvider {

    /** The version as the manifest of the jar says it; {@code development} where the classes come from no jar. */
    public static String version() {
        return Objects.requireNonNullElse(ProjectVersion.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public String[] getVersion() {
        return new String[]{"nifi-fer " + version(), "presets: " + Arrays.stream(NetworkPreset.values()).map(NetworkPreset::label).collect(Collectors.joining(", "))};
    }
}
