package org.nififer.trainer.cli;

import org.nififer.core.network.SwinPreset;
import picocli.CommandLine.IVersionProvider;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What {@code --version} prints.
 */
final class ProjectVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        final String version = Objects.requireNonNullElse(ProjectVersion.class.getPackage().getImplementationVersion(), "development");
        return new String[]{"nifi-fer " + version, "presets: " + Arrays.stream(SwinPreset.values()).map(SwinPreset::label).collect(Collectors.joining(", "))};
    }
}
