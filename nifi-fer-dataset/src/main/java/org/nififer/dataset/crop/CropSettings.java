package org.nififer.dataset.crop;

import org.nififer.dataset.SampleEncoding;
import org.nififer.face.FaceSettings;

import java.util.Locale;

/**
 * How faces are cut out of the photos of a dataset.
 *
 * @param faces       how they are found and cut out; of each photo the largest is taken
 * @param size        the side of the crops, 1 to 4096 pixels
 * @param withoutFace what becomes of samples without a face
 * @param encoding    how the crops are stored; without a size, which is the crops'
 * @param threads     how many photos are searched at a time, 1 or more
 */
public record CropSettings(FaceSettings faces, int size, SamplesWithoutFace withoutFace, SampleEncoding encoding, int threads) {

    public CropSettings {
        if (size < 1 || size > SampleEncoding.MAXIMUM_SIZE) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "Crops of %d pixels; expected 1 to %d", size, SampleEncoding.MAXIMUM_SIZE));
        }

        if (threads < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d threads; expected 1 or more", threads));
        }
    }

    /**
     * What becomes of samples in which the detector finds no face.
     */
    public enum SamplesWithoutFace {
        KEEP("They stay whole, stretched to the size of the crops: right where most images are face crops already"),
        DROP("They are left out and counted"),
        ROUTE("They go, unchanged, to a dataset of their own");

        private final String description;

        SamplesWithoutFace(final String description) {
            this.description = description;
        }

        /** The name on the command line and in properties. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** One line for people who have to choose. */
        public String description() {
            return description;
        }
    }
}
