package org.nififer.trainer.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import org.nififer.common.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What decides the result of a run: two runs of one identity give the same model on the same machine.
 *
 * @param datasetFingerprint of the dataset
 * @param settings           all of them, as JSON, with what is known of a teacher
 * @param initialWeights     the file that the run starts from and what is done with it; empty where all weights are random
 */
public record RunIdentity(String datasetFingerprint, JsonNode settings, String initialWeights) {

    private static final int ID_LENGTH = 16;

    /** The run id: the first 16 hexadecimal digits of the SHA-256 over all of it. */
    @JsonIgnore
    public String id() {
        return Sha256.hex((datasetFingerprint + settings + initialWeights).getBytes(StandardCharsets.UTF_8)).substring(0, ID_LENGTH);
    }

    /** In which points another run differs from this one, each as {@code what (its value, the value here)}. */
    List<String> differences(final RunIdentity other) {
        final List<String> differences = new ArrayList<>();
        if (!datasetFingerprint.equals(other.datasetFingerprint)) {
            differences.add("another dataset");
        }

        if (!initialWeights.equals(other.initialWeights)) {
            differences.add("other initial weights");
        }

        addDifferences("", settings, other.settings, differences);
        return differences;
    }

    private static void addDifferences(final String path, final JsonNode here, final JsonNode there, final List<String> differences) {
        if (here.isObject() && there.isObject()) {
            final Set<String> names = new LinkedHashSet<>();
            here.fieldNames().forEachRemaining(names::add);
            there.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> addDifferences(path.isEmpty() ? name : path + '.' + name, here.path(name), there.path(name), differences));
        } else if (!here.toString().equals(there.toString())) {
            // As texts: a number that was read need not be of the Java type that was written.
            differences.add(String.format(Locale.ROOT, "%s (%s there, %s here)", path, text(there), text(here)));
        }
    }

    private static String text(final JsonNode value) {
        return value.isMissingNode() ? "none" : value.toString();
    }
}
