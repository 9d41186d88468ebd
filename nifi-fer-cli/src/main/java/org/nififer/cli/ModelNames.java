package org.nififer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Short names for the files of models: what their paths do not have in common.
 */
final class ModelNames {

    private ModelNames() {
    }

    /** The name of the file for one model; of {@code runs/a/model.safetensors} and {@code runs/b/model.safetensors} a and b. No two are equal unless two paths are. */
    static List<String> of(final List<Path> files) {
        if (files.size() == 1) {
            return List.of(files.getFirst().getFileName().toString());
        }

        final List<List<String>> paths = files.stream().map(ModelNames::parts).toList();
        int start = 0;
        while (allHaveInCommon(paths, start, 0)) {
            start++;
        }

        int end = 0;
        while (allHaveInCommon(paths, start, end + 1)) {
            end++;
        }

        final List<String> names = new ArrayList<>();
        for (final List<String> path : paths) {
            names.add(String.join("/", path.subList(start, path.size() - end)));
        }

        return names;
    }

    private static List<String> parts(final Path file) {
        final List<String> parts = new ArrayList<>();
        file.toAbsolutePath().normalize().forEach(part -> parts.add(part.toString()));
        return parts;
    }

    /**
     * Whether all paths have the same part at a place, and each keeps another one.
     *
     * @param start from the beginning, where end is 0
     * @param end   from the end, 1 for the last part
     */
    private static boolean allHaveInCommon(final List<List<String>> paths, final int start, final int end) {
        final Set<String> different = new HashSet<>();
        for (final List<String> path : paths) {
            if (path.size() - start - Math.max(end, 1) < 1) {
                return false;
            }

            different.add(path.get(end == 0 ? start : path.size() - end));
        }

        return different.size() == 1;
    }
}
