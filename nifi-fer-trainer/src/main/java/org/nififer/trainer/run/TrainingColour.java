package org.nififer.trainer.run;

import org.nififer.common.Labelled;
import org.nififer.dataset.DatasetIndex;
import org.nififer.model.ImageColour;

import java.io.IOException;

/**
 * Which colours of the images a model learns from, and sees ever after.
 */
public enum TrainingColour implements Labelled {
    AUTO("Grey where every training image is, and RGB where a single one is not; as DescribeFerDataset counts them"),
    RGB("Red, green and blue, whatever the training images are: right for images in colour, and for grey ones when the model is to be trained on with others"),
    GREY("The luminance alone: the model sees photos in colour as it has seen grey ones, and says nothing that depends on light or skin in colour");

    private final String description;

    TrainingColour(final String description) {
        this.description = description;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /**
     * The colours of a model that is trained on some samples. To find that all images are grey, all are decoded once; the first one in colour ends the search.
     *
     * @throws org.nififer.common.InvalidInputException naming file and sample, where an image is damaged
     */
    ImageColour of(final DatasetIndex dataset, final int[] samples) throws IOException {
        return switch (this) {
            case AUTO -> isGrey(dataset, samples) ? ImageColour.GREY : ImageColour.RGB;
            case RGB -> ImageColour.RGB;
            case GREY -> ImageColour.GREY;
        };
    }

    private static boolean isGrey(final DatasetIndex dataset, final int[] samples) throws IOException {
        for (final int sample : samples) {
            if (!dataset.decodedImage(sample).isGrey()) {
                return false;
            }
        }

        return true;
    }
}
