package org.nififer.trainer.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.trainer.evaluation.LearningCurve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A model card in Markdown (Mitchell et al., 2019): what a model is, from which data and by which settings it came, how good it is, for what it may be used and for what not. What
 * its file and an evaluation say is filled in, what only people know is asked for.
 */
public final class ModelCard {

    /** The name of a card beside its model. */
    public static final String FILE = "MODEL_CARD.md";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {
    };
    /** What the card tells elsewhere than among the settings. */
    private static final Set<String> NO_SETTINGS = Set.of("runId", "samples", LearningCurve.HISTORY, "initialWeights", "teacher", "trainingSamples");
    private static final double WEAK_F1 = 0.5;
    private static final long SCARCE_SUPPORT = 30;

    private final String id;
    private final ModelDescription description;
    private final Optional<JsonNode> evaluation;

    private ModelCard(final String id, final ModelDescription description, final Optional<JsonNode> evaluation) {
        this.id = id;
        this.description = description;
        this.evaluation = evaluation;
    }

    /** The card of a model as its file tells of it. */
    public static ModelCard of(final ModelFile model) throws IOException {
        return new ModelCard(model.id(), model.description(), Optional.empty());
    }

    /**
     * The card of a model with an evaluation.
     *
     * @param evaluation what {@code evaluate --json} wrote, of this model or of several with it
     * @param name       what error messages call the evaluation
     * @throws InvalidInputException where it is not that
     */
    public static ModelCard of(final ModelFile model, final JsonNode evaluation, final String name) throws IOException {
        final String id = model.id();
        final Iterable<JsonNode> candidates = evaluation.has("models") ? evaluation.path("models") : List.of(evaluation);
        final JsonNode own = StreamSupport.stream(candidates.spliterator(), false).filter(candidate -> candidate.at("/model/id").asText().equals(id)).findFirst()
                .filter(candidate -> isComplete(candidate) && candidate.path("intervals").isObject() && candidate.path("calibration").isObject())
                .orElseThrow(() -> new InvalidInputException(Code.INVALID_SETTING,
                        String.format(Locale.ROOT, "%s is no evaluation of model %s; expected what evaluate --json wrote for it", name, id)));
        final Map<String, Object> fields = MAPPER.convertValue(evaluation, FIELDS);
        fields.putAll(MAPPER.convertValue(own, FIELDS));
        fields.remove("models");
        return new ModelCard(id, model.description(), Optional.of(MAPPER.valueToTree(fields)));
    }

    private static boolean isComplete(final JsonNode metrics) {
        return metrics.path("accuracy").isNumber() && metrics.path("weighted").isObject() && metrics.path("macro").isObject() && metrics.path("perClass").isArray();
    }

    /** Writes the card beside the model. */
    public static void writeBeside(final Path file) throws IOException {
        try (ModelFile model = ModelFile.open(file); OutputStream output = Files.newOutputStream(file.resolveSibling(FILE))) {
            of(model).write(output);
        }
    }

    /** The card as Markdown, in UTF-8. */
    public void write(final OutputStream output) throws IOException {
        final Map<String, Object> values = new HashMap<>(Map.of(
                "id", id,
                "variant", description.variant(),
                "architecture", description.architecture(),
                "parameters", description.architecture().parameterCount(),
                "mean", description.mean(),
                "std", description.std(),
                "labels", description.labels(),
                "training", fields(description.training()),
                "settings", settings()));
        values.put("colour", description.colour().label());
        if (description.datasetFingerprint() != null) {
            values.put("fingerprint", description.datasetFingerprint());
        }

        if (description.metrics() != null && isComplete(description.metrics())) {
            values.put("metrics", fields(description.metrics()));
        }

        evaluation.ifPresent(node -> values.put("evaluation", fields(node)));
        final JsonNode perClass = evaluation.orElse(description.metrics() == null ? MAPPER.createObjectNode() : description.metrics()).path("perClass");
        values.put("weak", rows(perClass, row -> row.path("support").asLong() > 0 && row.path("f1").asDouble() < WEAK_F1));
        values.put("scarce", rows(perClass, row -> row.path("support").asLong() < SCARCE_SUPPORT));
        ReportTemplates.write("modelcard.ftl", values, output);
    }

    private Map<String, Object> settings() {
        final Map<String, Object> settings = new LinkedHashMap<>(fields(description.training()));
        settings.keySet().removeAll(NO_SETTINGS);
        final Map<String, Object> flat = new LinkedHashMap<>();
        flatten("", settings, flat);
        return flat;
    }

    /** Settings within settings by both names, such as {@code schedule.epochs}. */
    private static void flatten(final String prefix, final Map<?, ?> settings, final Map<String, Object> flat) {
        settings.forEach((name, value) -> {
            if (value instanceof final Map<?, ?> inner) {
                flatten(prefix + name + ".", inner, flat);
            } else if (value instanceof final List<?> values) {
                flat.put(prefix + name, values.isEmpty() ? "none" : values.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            } else if (value != null) {
                flat.put(prefix + name, value);
            }
        });
    }

    private static List<Map<String, Object>> rows(final JsonNode perClass, final Predicate<JsonNode> chosen) {
        return StreamSupport.stream(perClass.spliterator(), false).filter(chosen).map(ModelCard::fields).toList();
    }

    private static Map<String, Object> fields(final JsonNode node) {
        return node == null || !node.isObject() ? Map.of() : MAPPER.convertValue(node, FIELDS);
    }
}
