package org.nififer.benchmarks;

import org.nififer.network.NetworkPreset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads the name of a network on the command line.
 */
public final class PresetConverter implements ITypeConverter<NetworkPreset> {

    @Override
    public NetworkPreset convert(final String label) {
        return Arrays.stream(NetworkPreset.values()).filter(preset -> preset.label().equals(label)).findFirst().orElseThrow(() -> new TypeConversionException(
                String.format(Locale.ROOT, "'%s' is no preset; expected one of %s", label,
                        Arrays.stream(NetworkPreset.values()).map(NetworkPreset::label).collect(Collectors.joining(", ")))));
    }
}
