package org.nififer.dataset.crop;

import org.nififer.common.BoundingBox;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.dataset.BoundedDecoding;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.crop.CropSettings.SamplesWithoutFace;
import org.nififer.face.Face;
import org.nififer.face.FaceDetectorPool;
import org.nififer.face.FaceExtractor;
import org.nififer.face.PhotoFaces;
import org.nififer.image.ImageResizer;

import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Replaces the photos of a dataset by the faces in them, cut out and aligned as recognition does it, so that a model is trained on
 * what it will see. A sample has one label, so one face: of several the largest is taken.
 */
public final class DatasetCropper {

    private final DatasetSource input;
    private final DatasetWriter output;
    private final DatasetWriter withoutFaceOutput;
    private final CropSettings settings;
    private final ProgressListener progress;
    private final DatasetCounts written = new DatasetCounts();
    private final DatasetCounts withoutFace = new DatasetCounts();
    private long read;
    private long severalFaces;

    private DatasetCropper(final DatasetSource input, final DatasetWriter output, final DatasetWriter withoutFaceOutput, final CropSettings settings,
                           final ProgressListener progress) {
        this.input = input;
        this.output = output;
        this.withoutFaceOutput = withoutFaceOutput;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Reads a dataset once.
     *
     * @param output            gets the crops in the order of the samples, under their keys; stays open
     * @param withoutFaceOutput gets the samples without a face where they are routed, and nothing else; stays open
     * @throws InvalidInputException where an image cannot be decoded, where no sample is left, or the dataset is balanced already: augmented samples
     *                               could not be made again from cropped origins
     */
    public static Summary crop(final DatasetSource input, final DatasetWriter output, final DatasetWriter withoutFaceOutput, final CropSettings settings,
                                   final ProgressListener progress) throws IOException {
        return new DatasetCropper(input, output, withoutFaceOutput, settings, progress).run();
    }

    private Summary run() throws IOException {
        // As many as the largest PNG of the pixels.
        final long cropBytes = (long) RgbImage.CHANNELS * settings.size() * settings.size();
        try (FaceDetectorPool detectors = new FaceDetectorPool(settings.faces().detector());
             OrderedExecutor<Searched> executor = new OrderedExecutor<>(settings.threads(), this::write);
             DatasetReader reader = input.open()) {
            for (Sample next = reader.read(); next != null; next = reader.read()) {
                final Sample sample = next;
                if (sample.metadata().augmentation().isPresent()) {
                    throw new InvalidInputException(Code.INVALID_DATASET,
                            String.format(Locale.ROOT, "Sample '%s' is an augmented one; crop a dataset before it is balanced, not after", sample.key()));
                }

                executor.submit(sample.image().length + cropBytes, () -> detectors.use(detector -> search(sample, settings.faces().extractor(detector, settings.size()))));
            }

            executor.finish();
        }

        if (written.total() == 0 && settings.withoutFace() != SamplesWithoutFace.ROUTE) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "No face was found in any of the %d samples; expected a dataset of photos with faces",
                    read));
        }

        return new Summary(read, written, withoutFace, severalFaces);
    }

    private Searched search(final Sample sample, final FaceExtractor extractor) throws IOException {
        final String name = String.format(Locale.ROOT, "The image of sample '%s'", sample.key());
        return BoundedDecoding.within(sample.image(), name, () -> search(sample, name, extractor));
    }

    private Searched search(final Sample sample, final String name, final FaceExtractor extractor) throws InvalidInputException {
        final PhotoFaces found = extractor.find(sample.image(), name);
        final Optional<Face> largest = found.faces().stream().max(Comparator.comparingDouble(face -> face.box().area()));
        if (largest.isPresent()) {
            final RgbImage crop = extractor.crop(found.photo(), largest.get(), name);
            final BoundingBox box = inOriginalPhoto(largest.get().box(), found.photo(), sample.metadata().box());
            return new Searched(settings.encoding().sample(sample.key(), crop, sample.metadata().toBuilder().box(box)), found.faces().size());
        }

        if (settings.withoutFace() == SamplesWithoutFace.KEEP) {
            final RgbImage whole = ImageResizer.resize(found.photo(), settings.size(), settings.size());
            return new Searched(settings.encoding().sample(sample.key(), whole, sample.metadata().toBuilder()), 0);
        }

        return new Searched(sample, 0);
    }

    /** A sample that was itself cut from a photo keeps telling the place in that one. */
    private static BoundingBox inOriginalPhoto(final BoundingBox box, final RgbImage photo, final Optional<BoundingBox> place) {
        if (place.isEmpty()) {
            return box;
        }

        final double scaleX = place.get().width() / photo.width();
        final double scaleY = place.get().height() / photo.height();
        return new BoundingBox(place.get().left() + scaleX * box.left(), place.get().top() + scaleY * box.top(), scaleX * box.width(), scaleY * box.height());
    }

    private void write(final Searched searched) throws IOException {
        read++;
        severalFaces += searched.faces() > 1 ? 1 : 0;
        if (searched.faces() == 0) {
            withoutFace.add(searched.sample().metadata());
        }

        if (searched.faces() > 0 || settings.withoutFace() == SamplesWithoutFace.KEEP) {
            output.write(searched.sample());
            written.add(searched.sample().metadata());
        } else if (settings.withoutFace() == SamplesWithoutFace.ROUTE) {
            withoutFaceOutput.write(searched.sample());
        }

        progress.sampleDone();
    }

    /** The sample to be written, and how many faces were found. */
    private record Searched(Sample sample, int faces) {
    }

    /**
     * What cropping did.
     *
     * @param read         all samples
     * @param written      those of the new dataset, by split and expression
     * @param withoutFace  those in which the detector finds no face, by split and expression; they were kept, dropped or routed
     * @param severalFaces how many samples show more than one, of which the largest was taken
     */
    public record Summary(long read, DatasetCounts written, DatasetCounts withoutFace, long severalFaces) {
    }
}
