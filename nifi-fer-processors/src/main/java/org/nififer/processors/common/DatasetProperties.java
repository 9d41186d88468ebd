package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.SampleEncoding;

import java.util.OptionalInt;

/**
 * The properties that several dataset processors have.
 */
public final class DatasetProperties {

    public static final PropertyDescriptor IMAGE_FORMAT = new PropertyDescriptor.Builder()
            .name("Image Format")
            .description("How the new images are stored, always as RGB")
            .required(true)
            .allowableValues(Choices.of(ImageFormat.values(), ImageFormat::label, ImageFormat::description))
            .defaultValue(ImageFormat.PNG.label())
            .build();

    public static final PropertyDescriptor JPEG_QUALITY = new PropertyDescriptor.Builder()
            .name("JPEG Quality")
            .description("How much of an image JPEG keeps: 1 makes small files, 100 good images")
            .required(true)
            .dependsOn(IMAGE_FORMAT, ImageFormat.JPEG.label())
            .addValidator(StandardValidators.createLongValidator(1, 100, true))
            .defaultValue(Integer.toString(SampleEncoding.DEFAULT_QUALITY))
            .build();

    public static final PropertyDescriptor THREADS = new PropertyDescriptor.Builder()
            .name("Threads")
            .description("How many images are worked on at a time for one FlowFile; concurrent tasks multiply it")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, 256, true))
            .defaultValue("2")
            .build();

    private DatasetProperties() {
    }

    /**
     * How images are stored.
     *
     * @param size the side of the images in pixels, empty to keep each image's own
     */
    public static SampleEncoding encoding(final PropertyContext context, final OptionalInt size) {
        return new SampleEncoding(Choices.chosen(context.getProperty(IMAGE_FORMAT), ImageFormat.values(), ImageFormat::label),
                context.getProperty(JPEG_QUALITY).asInteger(), size);
    }
}
