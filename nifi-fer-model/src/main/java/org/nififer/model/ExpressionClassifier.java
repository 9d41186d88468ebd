package org.nififer.model;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.face.TrialPhoto;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * A model ready to classify face images, whatever runs it. Safe for any number of threads at a time, of which only some
 * compute at once; whoever opens it closes it, after the last call has returned.
 */
public abstract class ExpressionClassifier implements FaceClassifier {

    private final String modelId;
    private final List<Expression> expressions;
    private final NetworkInput input;
    private final OutputKind outputKind;
    private final double temperature;
    private final int batchLimit;
    private final boolean mirrored;
    private final Semaphore batches;

    /**
     * A classifier.
     *
     * @param expressions the meaning of each output
     * @param temperature what logits are divided by before the softmax
     */
    ExpressionClassifier(final String modelId, final List<Expression> expressions, final NetworkInput input, final OutputKind outputKind, final double temperature,
                         final ClassifierSettings settings) {
        this.modelId = modelId;
        this.expressions = List.copyOf(expressions);
        this.input = input;
        this.outputKind = outputKind;
        this.temperature = temperature;
        this.batchLimit = settings.batchLimit();
        this.mirrored = settings.mirrored();
        this.batches = new Semaphore(settings.concurrentBatches(), true);
    }

    /**
     * What a network makes of a batch.
     *
     * @param values the outputs, one row an image
     * @param pooled the squeezed features, one row an image; empty where the network does not tell them
     * @param gated  the same after the excitation
     * @param count  how many images there are
     */
    record Outputs(float[] values, float[] pooled, float[] gated, int count) {

        float[] pooled(final int row) {
            return row(pooled, row);
        }

        float[] gated(final int row) {
            return row(gated, row);
        }

        private float[] row(final float[] rows, final int row) {
            final int length = rows.length / count;
            return Arrays.copyOfRange(rows, row * length, (row + 1) * length);
        }
    }

    /**
     * Opens a model file as it suits this machine.
     *
     * @see #open(Path, ClassifierSettings)
     */
    public static ExpressionClassifier open(final Path file) throws IOException {
        return open(file, ClassifierSettings.DEFAULT);
    }

    /**
     * Opens a model: a {@code .onnx} with its description beside it, or a {@code .safetensors} of nifi-fer. One drawn face is
     * classified to see that numbers come out.
     *
     * @throws InvalidInputException where it is not a valid model, or the settings ask for what is not there
     */
    public static ExpressionClassifier open(final Path file, final ClassifierSettings settings) throws IOException {
        final ExpressionClassifier classifier = OnnxModelFile.isOnnx(file) ? OnnxClassifier.load(file, settings) : TorchClassifier.load(file, settings);
        try {
            classifier.tryOut(file.toString());
            if (settings.warmUp()) {
                classifier.classify(Collections.nCopies(settings.batchLimit(), TrialPhoto.face(classifier.imageSize())));
            }

            return classifier;
        } catch (final IOException | RuntimeException e) {
            classifier.close();
            throw e;
        }
    }

    /**
     * Looks at a model without native code and without its values: what {@link #open} would refuse for what it is, or for what it says of itself, is found at once.
     *
     * @throws InvalidInputException as {@link #open(Path, ClassifierSettings)}
     */
    public static void check(final Path file) throws IOException {
        if (OnnxModelFile.isOnnx(file)) {
            OnnxModelFile.read(file);
            return;
        }

        try (ModelFile model = ModelFile.open(file)) {
            model.description().requireExpressions(file.toString());
        }
    }

    /**
     * A classifier with a snapshot of the given weights, which stay the caller's, on the device where they are.
     *
     * @param modelId what results name as their model
     */
    public static ExpressionClassifier of(final String modelId, final ModelDescription description, final NetworkParameters weights, final Precision precision) {
        return TorchClassifier.of(modelId, description, weights, precision, ClassifierSettings.DEFAULT);
    }

    /** What results name as their model: the first 16 digits of the SHA-256 of its file or files. */
    @Override
    public final String modelId() {
        return modelId;
    }

    @Override
    public final List<Expression> expressions() {
        return expressions;
    }

    @Override
    public final double temperature() {
        return temperature;
    }

    @Override
    public final int imageSize() {
        return input.side();
    }

    /** What it sees of the colours of an image. */
    public final ImageColour colour() {
        return input.colour();
    }

    @Override
    public final int batchLimit() {
        return batchLimit;
    }

    @Override
    public final boolean isMirrored() {
        return mirrored;
    }

    /**
     * Classifies face images of any size, in their order, where one without an answer spoils the work on all.
     *
     * @throws IllegalStateException where the model gives no numbers, or cannot be run any longer
     */
    public final List<Classification> classify(final List<RgbImage> faces) {
        return classifyEach(faces).stream().map(classification -> classification.orElseThrow(() -> new IllegalStateException(noNumbers("a face").getMessage()))).toList();
    }

    /**
     * Classifies face images of any size, in their order; empty for those for which the model gives no numbers.
     *
     * @throws IllegalStateException where the model cannot be run any longer
     */
    public final List<Optional<Classification>> classifyEach(final List<RgbImage> faces) {
        final List<Optional<Classification>> classifications = new ArrayList<>(faces.size());
        for (int start = 0; start < faces.size(); start += batchLimit) {
            final List<RgbImage> batch = faces.subList(start, Math.min(start + batchLimit, faces.size()));
            final float[] logits = withMirrored(logits(batch), batch);
            for (int row = 0; row < batch.size(); row++) {
                classifications.add(Classification.of(expressions, logits, row, temperature));
            }
        }

        return classifications;
    }

    @Override
    public Optional<ModelDescription> description() {
        return Optional.empty();
    }

    @Override
    public final List<Classification.WithFeatures> classifyWithFeatures(final List<RgbImage> faces) {
        final List<Classification.WithFeatures> classifications = new ArrayList<>(faces.size());
        for (int start = 0; start < faces.size(); start += batchLimit) {
            final List<RgbImage> batch = faces.subList(start, Math.min(start + batchLimit, faces.size()));
            final float[] images = input.batch(batch);
            final Outputs outputs = computed(() -> outputsWithFeatures(images, batch.size()));
            final float[] logits = withMirrored(outputKind.toLogits(outputs.values()), batch);
            for (int row = 0; row < batch.size(); row++) {
                classifications.add(new Classification.WithFeatures(Classification.of(expressions, logits, row, temperature), outputs.pooled(row), outputs.gated(row)));
            }
        }

        return classifications;
    }

    private float[] logits(final List<RgbImage> faces) {
        final float[] images = input.batch(faces);
        return outputKind.toLogits(computed(() -> outputs(images, faces.size())));
    }

    /** The logits, or their mean with those of the mirror images. */
    private float[] withMirrored(final float[] logits, final List<RgbImage> faces) {
        if (!mirrored) {
            return logits;
        }

        final float[] others = logits(faces.stream().map(RgbImage::mirrored).toList());
        final float[] mean = new float[logits.length];
        for (int position = 0; position < mean.length; position++) {
            mean[position] = (logits[position] + others[position]) / 2;
        }

        return mean;
    }

    private <T> T computed(final Supplier<T> computation) {
        batches.acquireUninterruptibly();
        try {
            return computation.get();
        } finally {
            batches.release();
        }
    }

    /** A model that only ever gives NaN, or whose description does not fit it, is found before it is used. */
    private void tryOut(final String file) throws InvalidInputException {
        final float[] outputs = outputs(input.batch(List.of(TrialPhoto.face(imageSize()))), 1);
        if (outputs.length != expressions.size()) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has %d outputs for an image, but its description %d labels; expected one for each "
                    + "output", file, outputs.length, expressions.size()));
        }

        final float[] two = outputs(input.batch(List.of(TrialPhoto.face(imageSize()), TrialPhoto.face(imageSize()))), 2);
        if (two.length != 2 * outputs.length) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s gives %d outputs for an image and %d for two; expected %d. Export it with an open "
                    + "batch size throughout, or with a fixed one of 1", file, outputs.length, two.length, 2 * outputs.length));
        }

        for (final float output : outputs) {
            if (!Float.isFinite(output)) {
                throw new InvalidInputException(Code.INVALID_MODEL,
                        String.format(Locale.ROOT, "%s gives %s for a drawn face; expected finite outputs. A weight may be no number, or the precision too low", file, output));
            }
        }

        if (!outputKind.fits(outputs)) {
            final boolean areLogits = outputKind == OutputKind.LOGITS;
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s says that its outputs are %s, but those of a drawn face, %s, %s; expected '%s'",
                    file,
                    outputKind.label(), Arrays.toString(outputs), areLogits ? "add up to 1" : "are not positive numbers that add up to 1",
                    (areLogits ? OutputKind.PROBABILITIES : OutputKind.LOGITS).label()));
        }
    }

    /**
     * Runs the network.
     *
     * @param images normalised, one after another
     * @param count  how many there are
     * @return its outputs, one row an image
     */
    abstract float[] outputs(float[] images, int count);

    /** Runs the network and keeps its features, where it tells them. */
    Outputs outputsWithFeatures(final float[] images, final int count) {
        return new Outputs(outputs(images, count), new float[0], new float[0], count);
    }
}
