package org.nififer.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.network.NetworkConfiguration;
import org.nififer.trainer.run.TrainingRequest;
import org.nififer.trainer.run.TrainingSettings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Settings in one expression, and requests that whoever makes some can be compared with.
 */
public final class TestSettings {

    private TestSettings() {
    }

    /**
     * The paper's settings but for some.
     *
     * @param choices what is different
     */
    public static TrainingSettings of(final NetworkConfiguration architecture, final Consumer<TrainingSettings.Builder> choices) throws InvalidInputException {
        final TrainingSettings.Builder settings = TrainingSettings.builder();
        choices.accept(settings);
        return settings.build(architecture);
    }

    /**
     * A request as JSON, in which most settings are not the paper's: {@code request-with-teacher.json} or {@code request-from-weights.json}.
     */
    public static String request(final String file) throws IOException {
        try (InputStream input = TestSettings.class.getResourceAsStream(file)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What JSON says, whatever it looks like. */
    public static JsonNode tree(final String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    /** A request as a forked process would be told it. */
    public static JsonNode tree(final TrainingRequest request) throws IOException {
        return tree(new ObjectMapper().writeValueAsString(request));
    }
}
