package org.nififer.processors.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.model.Classification;
import org.nififer.model.FaceClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelSummary;
import org.nififer.service.api.ExpressionAnswer;
import org.nififer.service.api.ExpressionModel;
import org.nififer.service.api.FaceImage;
import org.nififer.service.api.ModelUnavailableException;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The model that a service has lent, whoever offers the service, as the classifier that recognition and evaluation work with.
 */
public final class ServiceClassifier implements FaceClassifier {

    private static final ObjectMapper MAPPER = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final ExpressionModel model;
    private final List<Expression> expressions;

    /**
     * Takes a model over.
     *
     * @throws ModelUnavailableException where it knows something else than expressions; it is given back then
     */
    ServiceClassifier(final ExpressionModel model) throws ModelUnavailableException {
        this.model = model;
        try {
            expressions = model.expressions().stream().map(Expression::ofLabel).toList();
        } catch (final IllegalArgumentException e) {
            model.close();
            throw ModelUnavailableException.unusable(String.format(Locale.ROOT, "Model %s of the service cannot be used: %s", model.id(), e.getMessage()), e);
        }
    }

    @Override
    public String modelId() {
        return model.id();
    }

    @Override
    public List<Expression> expressions() {
        return expressions;
    }

    @Override
    public int imageSize() {
        return model.imageSize();
    }

    @Override
    public int batchLimit() {
        return model.batchLimit();
    }

    @Override
    public ModelSummary summary() {
        return new ModelSummary(model.kind(), model.parameters(), model.device(), model.precision());
    }

    @Override
    public double temperature() {
        return model.temperature();
    }

    @Override
    public boolean isMirrored() {
        return model.isMirrored();
    }

    /** {@inheritDoc} What somebody else's model says of itself in another form is none. */
    @Override
    public Optional<ModelDescription> description() {
        return model.description().flatMap(json -> {
            try {
                return Optional.of(MAPPER.readValue(json, ModelDescription.class)).filter(description -> description.architecture() != null);
            } catch (final JsonProcessingException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<Classification.WithFeatures> classifyWithFeatures(final List<RgbImage> faces) {
        return model.classify(faces.stream().map(face -> new FaceImage(face.width(), face.height(), face.pixels())).toList()).stream()
                .map(answer -> new Classification.WithFeatures(classification(answer), answer.features(), answer.gated())).toList();
    }

    private static Optional<Classification> classification(final ExpressionAnswer answer) {
        if (answer.probabilities().isEmpty()) {
            return Optional.empty();
        }

        final Map<Expression, Double> probabilities = new EnumMap<>(Expression.class);
        answer.probabilities().forEach((label, probability) -> probabilities.put(Expression.ofLabel(label), probability));
        return Optional.of(new Classification(probabilities));
    }

    @Override
    public void close() {
        model.close();
    }
}
