package org.nififer.processors.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.model.Classification;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.service.api.ExpressionAnswer;
import org.nififer.service.api.ExpressionModel;
import org.nififer.service.api.FaceImage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A classifier that is closed when its owner has retired it and the last lease is closed.
 */
final class SharedClassifier {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ExpressionClassifier classifier;
    private int users = 1;

    SharedClassifier(final ExpressionClassifier classifier) {
        this.classifier = classifier;
    }

    ExpressionClassifier classifier() {
        return classifier;
    }

    synchronized Lease lease() {
        users++;
        return new Lease();
    }

    /** The owner needs it no longer. */
    void retire() {
        release();
    }

    private synchronized void release() {
        users--;
        if (users == 0) {
            classifier.close();
        }
    }

    /** The use of the classifier by one task, in the words that other NARs understand. */
    final class Lease implements ExpressionModel {

        private final AtomicBoolean open = new AtomicBoolean(true);

        ExpressionClassifier classifier() {
            return classifier;
        }

        @Override
        public String id() {
            return classifier.modelId();
        }

        @Override
        public List<String> expressions() {
            return classifier.expressions().stream().map(Expression::label).toList();
        }

        @Override
        public int imageSize() {
            return classifier.imageSize();
        }

        @Override
        public String colour() {
            return classifier.colour().label();
        }

        @Override
        public int batchLimit() {
            return classifier.batchLimit();
        }

        @Override
        public String kind() {
            return classifier.summary().kind();
        }

        @Override
        public long parameters() {
            return classifier.summary().parameters();
        }

        @Override
        public String device() {
            return classifier.summary().device();
        }

        @Override
        public String precision() {
            return classifier.summary().precision();
        }

        @Override
        public double temperature() {
            return classifier.temperature();
        }

        @Override
        public boolean isMirrored() {
            return classifier.isMirrored();
        }

        @Override
        public Optional<String> description() {
            return classifier.description().map(SharedClassifier::json);
        }

        @Override
        public List<ExpressionAnswer> classify(final List<FaceImage> faces) {
            return classifier.classifyWithFeatures(faces.stream().map(face -> new RgbImage(face.width(), face.height(), face.pixels())).toList()).stream()
                    .map(SharedClassifier::answer).toList();
        }

        @Override
        public void close() {
            if (open.getAndSet(false)) {
                release();
            }
        }
    }

    private static String json(final ModelDescription description) {
        try {
            return MAPPER.writeValueAsString(description);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("A description that was read from JSON cannot be written", e);
        }
    }

    private static ExpressionAnswer answer(final Classification.WithFeatures answer) {
        final Map<String, Double> probabilities = new LinkedHashMap<>();
        answer.classification().ifPresent(classification -> classification.probabilities().forEach((expression, probability) -> probabilities.put(expression.label(),
                probability)));
        return new ExpressionAnswer(probabilities, answer.pooled(), answer.gated());
    }
}
