package org.nififer.trainer.evaluation;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetFingerprint;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.image.ImageCodec;
import org.nififer.model.Classification;
import org.nififer.model.FaceClassifier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out how good models are, in one pass over a dataset of any size. The labelled samples of one split are classified by all models
 * in batches, so that they can be compared sample by sample.
 */
public final class ModelEvaluator {

    /**
     * A model to evaluate.
     *
     * @param name       what the evaluation calls it, unlike those of others
     * @param classifier of this process, then open and left open, or of somebody else
     */
    public record NamedModel(String name, FaceClassifier classifier) {
    }

    /** More pixels (48 MB) do not wait in one batch, unless a single image has them. */
    private static final long BATCH_PIXELS = 1 << 24;

    private final List<NamedModel> models;
    private final EvaluationSettings settings;
    private final int batchLimit;

    /** An evaluation of at least one model. */
    public ModelEvaluator(final List<NamedModel> models, final EvaluationSettings settings) {
        this.models = List.copyOf(models);
        this.settings = settings;
        this.batchLimit = models.stream().mapToInt(model -> model.classifier().batchLimit()).max().orElseThrow();
    }

    /**
     * Evaluates all models.
     *
     * @param progress told of each sample read, and before each batch
     * @throws InvalidInputException where the split has no labelled samples, an image is damaged, a model knows none of the expressions or its answers are no numbers
     */
    public EvaluationResult evaluate(final DatasetReader reader, final ProgressListener progress) throws IOException {
        final Run run = new Run(progress);
        final DatasetFingerprint fingerprint = new DatasetFingerprint();
        for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
            fingerprint.add(sample);
            if (sample.metadata().split().orElse(null) == settings.split()) {
                final Sample labelled = run.labelled(sample);
                if (labelled != null) {
                    run.add(labelled, ImageCodec.decode(sample.image(), String.format(Locale.ROOT, "%s: %s", reader.name(), sample.key())));
                }
            }

            progress.sampleDone();
        }

        run.classify();
        final long leftOut = run.unlabelled + run.unmeasured + run.otherExpressions;
        if (run.samples == 0 && run.unlabelled > 0 && run.unlabelled == leftOut) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "All %d %s samples of %s are unlabelled; a model is measured by labels, choose another split", run.unlabelled,
                    settings.split().label(), reader.name()));
        }

        if (run.samples == 0 && leftOut > 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "All %d %s samples of %s are left out: %s", leftOut, settings.split().label(),
                    reader.name(), String.join(" ", run.leftOut())));
        }

        if (run.samples == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has no %s samples to evaluate; split it first, or choose another split", reader.name(), settings.split().label()));
        }

        return run.result(reader.name(), fingerprint.hex());
    }

    /** Collects samples until there are enough to classify together. */
    private final class Run {

        private final ProgressListener progress;
        private final List<ModelTotals> totals = new ArrayList<>();
        private final McNemarTest.Pairs pairs = new McNemarTest.Pairs(models.size());
        private final List<Sample> batch = new ArrayList<>(batchLimit);
        private final List<RgbImage> images = new ArrayList<>(batchLimit);
        private long pixels;
        private long samples;
        private long unlabelled;
        private long unmeasured;
        private long otherExpressions;

        private Run(final ProgressListener progress) throws InvalidInputException {
            this.progress = progress;
            for (final NamedModel model : models) {
                totals.add(new ModelTotals(model, settings));
            }
        }

        /** The sample under the label that it is measured by; null where it is left out. */
        private Sample labelled(final Sample sample) {
            final SampleMetadata metadata = sample.metadata();
            final Optional<Expression> label = settings.labels().label(metadata);
            if (label.isEmpty()) {
                unlabelled += metadata.isUnlabelled() ? 1 : 0;
                unmeasured += metadata.isUnlabelled() ? 0 : 1;
                return null;
            }

            if (settings.leftOut().contains(label.get())) {
                otherExpressions++;
                return null;
            }

            return metadata.expression().equals(label) ? sample : sample.withMetadata(metadata.labelled(label.get()));
        }

        /** What is not measured, and why. */
        private List<String> leftOut() {
            final List<String> sentences = new ArrayList<>();
            final String split = settings.split().label();
            if (unlabelled > 0) {
                sentences.add(String.format(Locale.ROOT, "%d unlabelled %s samples are left out.", unlabelled, split));
            }

            if (unmeasured > 0) {
                sentences.add(String.format(Locale.ROOT, settings.labels() == LabelSet.ORIGINAL ? "%d %s samples that have votes and no original label are left out."
                        : "%d %s samples on whose labels no majority of the annotators agrees are left out.", unmeasured, split));
            }

            if (settings.labels() == LabelSet.ORIGINAL) {
                sentences.add("The labels are the original ones, not those of the votes.");
            }

            if (!settings.leftOut().isEmpty()) {
                sentences.add(String.format(Locale.ROOT, "%s is not measured: %d %s samples are left out, and answers are the best of the other expressions.",
                        String.join(", ", labels()), otherExpressions, split));
            }

            return sentences;
        }

        private List<String> labels() {
            return settings.leftOut().stream().map(Expression::label).toList();
        }

        private void add(final Sample sample, final RgbImage image) throws IOException {
            batch.add(sample);
            images.add(image);
            pixels += (long) image.width() * image.height();
            samples++;
            if (batch.size() == batchLimit || pixels > BATCH_PIXELS) {
                classify();
            }
        }

        private void classify() throws IOException {
            final boolean[][] right = new boolean[batch.size()][models.size()];
            for (int model = 0; model < models.size(); model++) {
                progress.working();
                final List<Classification.WithFeatures> answers = models.get(model).classifier().classifyWithFeatures(images);
                for (int position = 0; position < batch.size(); position++) {
                    right[position][model] = totals.get(model).add(batch.get(position), answers.get(position));
                }
            }

            for (final boolean[] row : right) {
                pairs.add(row);
            }

            batch.clear();
            images.clear();
            pixels = 0;
        }

        private EvaluationResult result(final String dataset, final String fingerprint) throws InvalidInputException {
            final List<Evaluation> evaluations = new ArrayList<>();
            for (final ModelTotals model : totals) {
                progress.working();
                evaluations.add(model.evaluation(fingerprint, leftOut()));
            }

            return new EvaluationResult(dataset, fingerprint, settings.split().label(), settings.labels(), labels(), List.copyOf(evaluations),
                    pairs.tests(models.stream().map(NamedModel::name).toList()));
        }
    }
}
