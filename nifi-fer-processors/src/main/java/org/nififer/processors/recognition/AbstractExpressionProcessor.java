package org.nififer.processors.recognition;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.nififer.processors.common.AbstractModelProcessor;
import org.nififer.processors.common.NumberValidator;

import java.util.OptionalDouble;
import java.util.Set;

/**
 * What asks a model for expressions: it waits for one, and tells sure answers from unsure ones.
 */
abstract class AbstractExpressionProcessor extends AbstractModelProcessor implements VerifiableProcessor {

    static final PropertyDescriptor MINIMUM_CONFIDENCE = new PropertyDescriptor.Builder()
            .name("Minimum Confidence")
            .description("What has a face whose expression is less probable than this goes to the relationship 'uncertain', which exists where this is set; 0 to 1")
            .required(false)
            .addValidator(new NumberValidator(confidence -> confidence >= 0 && confidence <= 1, "a number from 0 to 1, such as 0.6"))
            .build();

    static final Relationship UNCERTAIN = new Relationship.Builder()
            .name("uncertain")
            .description("Results as on success, but with a face whose expression is less probable than Minimum Confidence, where that is set")
            .build();

    /**
     * A processor with some relationships.
     *
     * @param always those that it has whatever its properties are
     */
    AbstractExpressionProcessor(final Set<Relationship> always) {
        super(always, MINIMUM_CONFIDENCE, UNCERTAIN);
    }

    /** The confidence below which a result is uncertain, where it matters. */
    static OptionalDouble minimumConfidence(final PropertyContext context) {
        final PropertyValue minimum = context.getProperty(MINIMUM_CONFIDENCE);
        return minimum.isSet() ? OptionalDouble.of(minimum.asDouble()) : OptionalDouble.empty();
    }
}
