package org.nififer.trainer.evaluation;

import org.nififer.common.Expression;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;

import java.util.List;

/**
 * Small models that have learned nothing.
 */
public final class TestModels {

    /** 16 pixels, with squeeze-and-excitation. */
    public static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2)).windowSize(4)
            .mlpRatio(2).seReduction(4).build();

    private TestModels() {
    }

    /** A model of all expressions, open; each seed makes another one. */
    public static NamedModel model(final String name, final long seed) {
        return model(name, ModelDescription.of(TINY), seed);
    }

    /** A model of some expressions, open. */
    public static NamedModel model(final String name, final List<Expression> expressions) {
        return model(name, of(expressions), 1);
    }

    /** The description of a model of some expressions. */
    public static ModelDescription of(final List<Expression> expressions) {
        return ModelDescription.of(TINY.withClasses(expressions.size()), expressions.stream().map(Expression::label).toList(), Normalization.HALF);
    }

    /** A model of this description, open. */
    public static NamedModel model(final String name, final ModelDescription description, final long seed) {
        try (NetworkParameters parameters = NetworkParameters.random(description.architecture(), seed)) {
            return new NamedModel(name, ExpressionClassifier.of(name, description, parameters, Precision.FP32));
        }
    }
}
