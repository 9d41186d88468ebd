package org.nififer.processors.training;

import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDependency;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.TrainingRequest;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Properties of TrainFerModel that decide its result, in the order in which they are shown. Each is declared once, with what its value chooses of a
 * {@linkplain TrainingRequest request}.
 */
final class TrainingChoices {

    /** The value that brings up properties which would else be in the way. */
    static final String CUSTOM = "custom";

    /** Of a property that only brings up others. */
    static final BiConsumer<TrainingRequest.Builder, String> NOTHING = (request, value) -> {
    };

    private final Map<PropertyDescriptor, BiConsumer<TrainingRequest.Builder, String>> choices = new LinkedHashMap<>();

    /** All of several, in their order. */
    static TrainingChoices of(final TrainingChoices... parts) {
        final TrainingChoices all = new TrainingChoices();
        for (final TrainingChoices part : parts) {
            all.choices.putAll(part.choices);
        }

        return all;
    }

    /**
     * Declares a property.
     *
     * @param choice what its value does to a request; called only where the property is shown and has a value
     */
    PropertyDescriptor add(final BiConsumer<TrainingRequest.Builder, String> choice, final PropertyDescriptor.Builder property) {
        final PropertyDescriptor built = property.build();
        choices.put(built, choice);
        return built;
    }

    /** The kinds of optimizers that a property is for. */
    static AllowableValue[] kinds(final Predicate<OptimizerKind> condition) {
        return Arrays.stream(OptimizerKind.values()).filter(condition).map(kind -> new AllowableValue(kind.label())).toArray(AllowableValue[]::new);
    }

    List<PropertyDescriptor> properties() {
        return List.copyOf(choices.keySet());
    }

    /** What no property can tell alone: heads that do not divide the channels, a warm-up that never ends. A seed that only a dataset brings stands for any. */
    Collection<ValidationResult> validate(final ValidationContext context) {
        final String seed = context.getProperty(RecipeProperties.SEED).getValue();
        try {
            request(context, context.isExpressionLanguagePresent(seed) ? RecipeProperties.SEED.getDefaultValue() : seed);
            return List.of();
        } catch (final InvalidInputException e) {
            return List.of(new ValidationResult.Builder().subject("Settings").valid(false).explanation(e.getMessage()).build());
        }
    }

    /**
     * What the properties ask for with a dataset, whose attributes may say the seed.
     *
     * @throws InvalidInputException where they say something else, or settings do not fit each other
     */
    TrainingRequest request(final ProcessContext context, final FlowFile dataset) throws InvalidInputException {
        final String seed = context.getProperty(RecipeProperties.SEED).evaluateAttributeExpressions(dataset).getValue();
        try {
            Long.parseLong(seed);
        } catch (final NumberFormatException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The seed of %s is '%s'; expected a whole number",
                    dataset.getAttribute(CoreAttributes.FILENAME.key()), seed), e);
        }

        return request(context, seed);
    }

    /**
     * What the properties ask for; those that are not shown have no effect.
     *
     * @param seed the one value that may differ from dataset to dataset
     * @throws InvalidInputException naming the setting that does not fit the others
     */
    TrainingRequest request(final PropertyContext context, final String seed) throws InvalidInputException {
        final TrainingRequest.Builder request = TrainingRequest.builder();
        choices.forEach((property, choice) -> {
            final PropertyValue value = context.getProperty(property);
            if (property.equals(RecipeProperties.SEED)) {
                choice.accept(request, seed);
            } else if (value.isSet() && isShown(property, context)) {
                choice.accept(request, property.isExpressionLanguageSupported() ? value.evaluateAttributeExpressions().getValue() : value.getValue());
            }
        });
        return request.build();
    }

    private boolean isShown(final PropertyDescriptor property, final PropertyContext context) {
        for (final PropertyDependency dependency : property.getDependencies()) {
            final String name = dependency.getPropertyName();
            final PropertyDescriptor other = choices.keySet().stream().filter(candidate -> candidate.getName().equals(name)).findFirst().orElseThrow();
            final PropertyValue value = context.getProperty(other);
            final boolean matches = value.isSet() && (dependency.getDependentValues() == null || dependency.getDependentValues().contains(value.getValue()));
            if (!matches || !isShown(other, context)) {
                return false;
            }
        }

        return true;
    }
}
