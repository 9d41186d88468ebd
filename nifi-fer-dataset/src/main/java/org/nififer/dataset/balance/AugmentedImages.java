package org.nififer.dataset.balance;

import org.nififer.augmentation.ImageOperations;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.Sample;
import org.nififer.image.ImageCodec;

import java.util.Locale;

/**
 * Makes the images of augmented samples again.
 */
public final class AugmentedImages {

    private AugmentedImages() {
    }

    /**
     * The image of an augmented sample as PNG, bit for bit what balancing wrote.
     *
     * @param origin       the sample it was made from
     * @param augmentation the record in the augmented sample's metadata
     * @throws InvalidInputException where the origin is no image, or the record names another origin or unknown operations
     */
    public static byte[] make(final Sample origin, final Augmentation augmentation) throws InvalidInputException {
        if (!origin.key().equals(augmentation.origin())) {
            throw new InvalidInputException(InvalidInputException.Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "Sample '%s' is not the origin '%s' of the augmentation", origin.key(), augmentation.origin()));
        }

        return ImageCodec.encodePng(ImageOperations.parse(augmentation.operation()).apply(decode(origin)));
    }

    static RgbImage decode(final Sample origin) throws InvalidInputException {
        return ImageCodec.decode(origin.image(), String.format(Locale.ROOT, "Sample '%s'", origin.key()));
    }
}
