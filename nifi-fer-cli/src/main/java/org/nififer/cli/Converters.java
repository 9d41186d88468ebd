package org.nififer.cli;

import org.nififer.augmentation.AugmentationStep;
import org.nififer.augmentation.RotationBorder;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.Split;
import org.nififer.dataset.crop.CropSettings.SamplesWithoutFace;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;
import org.nififer.dataset.source.Numbering;
import org.nififer.dataset.source.RowsWithoutMajority;
import org.nififer.dataset.source.SourceFormat;
import org.nififer.dataset.split.SplitSettings.TooFewSamples;
import org.nififer.image.ExifOrientation;
import org.nififer.model.ModelVariant;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkPreset;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.Precision;
import org.nififer.trainer.ablation.AblationRow;
import org.nififer.trainer.optimizer.DecayedWeights;
import org.nififer.trainer.run.ClassWeights;
import org.nififer.trainer.run.LearningRateDecay;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.TrainingAugmentation;
import org.nififer.trainer.run.TrainingColour;
import org.nififer.trainer.run.WeightSettings.BestBy;
import org.nififer.video.FrameSelection;
import org.nififer.weights.WeightType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The named choices of the options, under the labels that files and documentation use.
 */
final class Converters {

    private Converters() {
    }

    /** One of the labels of some values; also the candidates that the help lists. */
    private abstract static class Labels<T> implements ITypeConverter<T>, Iterable<String> {

        private final Map<String, T> values = new LinkedHashMap<>();

        Labels(final T[] values, final Function<T, String> label) {
            Arrays.stream(values).forEach(value -> this.values.put(label.apply(value), value));
        }

        void put(final String label, final T value) {
            values.put(label, value);
        }

        @Override
        public T convert(final String text) {
            final T value = values.get(text);
            if (value == null) {
                throw new TypeConversionException(String.format(Locale.ROOT, "'%s' is not one of %s", text, values.keySet()));
            }

            return value;
        }

        @Override
        public Iterator<String> iterator() {
            final List<String> labels = new ArrayList<>(values.keySet());
            return labels.iterator();
        }
    }

    static final class Preset extends Labels<NetworkPreset> {
        Preset() {
            super(NetworkPreset.values(), NetworkPreset::label);
        }
    }

    static final class Embedding extends Labels<PatchEmbedding> {
        Embedding() {
            super(PatchEmbedding.values(), PatchEmbedding::label);
        }
    }

    static final class Stored extends Labels<WeightType> {
        Stored() {
            super(WeightType.values(), WeightType::label);
        }
    }

    static final class CnnPreset extends Labels<NetworkPreset> {
        CnnPreset() {
            super(new NetworkPreset[]{NetworkPreset.RESNET_50, NetworkPreset.RESNET_MINI}, NetworkPreset::label);
        }
    }

    static final class Variant extends Labels<ModelVariant> {
        Variant() {
            super(ModelVariant.values(), ModelVariant::label);
        }
    }

    static final class ImageNormalization extends Labels<Normalization> {
        ImageNormalization() {
            super(Normalization.values(), Normalization::label);
        }
    }

    static final class Optimizer extends Labels<OptimizerKind> {
        Optimizer() {
            super(OptimizerKind.values(), OptimizerKind::label);
        }
    }

    static final class Row extends Labels<AblationRow> {
        Row() {
            super(AblationRow.values(), AblationRow::label);
        }
    }

    static final class Decay extends Labels<LearningRateDecay> {
        Decay() {
            super(LearningRateDecay.values(), LearningRateDecay::label);
        }
    }

    static final class Decayed extends Labels<DecayedWeights> {
        Decayed() {
            super(DecayedWeights.values(), DecayedWeights::label);
        }
    }

    static final class Weights extends Labels<ClassWeights> {
        Weights() {
            super(ClassWeights.values(), ClassWeights::label);
        }
    }

    static final class Labelling extends Labels<LabelSet> {
        Labelling() {
            super(LabelSet.values(), LabelSet::label);
        }
    }

    static final class ExpressionName extends Labels<Expression> {
        ExpressionName() {
            super(Expression.values(), Expression::label);
        }
    }

    static final class Augmentation implements ITypeConverter<TrainingAugmentation> {

        @Override
        public TrainingAugmentation convert(final String text) {
            try {
                return TrainingAugmentation.ofLabel(text);
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage() + ", or none, or flip-rotate");
            }
        }
    }

    static final class Conflicts extends Labels<ConflictPolicy> {
        Conflicts() {
            super(ConflictPolicy.values(), ConflictPolicy::label);
        }
    }

    static final class Step implements ITypeConverter<AugmentationStep> {

        @Override
        public AugmentationStep convert(final String text) {
            try {
                return AugmentationStep.parse(text.strip());
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class Border extends Labels<RotationBorder> {
        Border() {
            super(RotationBorder.values(), RotationBorder::label);
        }
    }

    static final class TooFew extends Labels<TooFewSamples> {
        TooFew() {
            super(TooFewSamples.values(), TooFewSamples::label);
        }
    }

    static final class SplitName extends Labels<Split> {
        SplitName() {
            super(Split.values(), Split::label);
        }
    }

    static final class BestEpoch extends Labels<BestBy> {
        BestEpoch() {
            super(BestBy.values(), BestBy::label);
        }
    }

    static final class Colour extends Labels<TrainingColour> {
        Colour() {
            super(TrainingColour.values(), TrainingColour::label);
        }
    }

    static final class PrecisionChoice extends Labels<Precision> {

        private static final String AUTO = "auto";

        PrecisionChoice() {
            super(Arrays.stream(Precision.values()).filter(Precision::isTrainable).toArray(Precision[]::new), Precision::label);
            // Told only to those who ask for it: the system property that it reads may be wrong.
            put(AUTO, null);
        }

        @Override
        public Precision convert(final String text) {
            try {
                return AUTO.equals(text) ? Precision.ofThisMachine() : super.convert(text);
            } catch (final InvalidInputException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class Format extends Labels<ImageFormat> {
        Format() {
            super(ImageFormat.values(), ImageFormat::label);
        }
    }

    static final class WithoutMajority extends Labels<RowsWithoutMajority> {
        WithoutMajority() {
            super(RowsWithoutMajority.values(), RowsWithoutMajority::label);
        }
    }

    static final class Layout extends Labels<SourceFormat> {
        Layout() {
            super(SourceFormat.values(), SourceFormat::label);
        }
    }

    static final class NumberingChoice extends Labels<Numbering> {
        NumberingChoice() {
            super(Numbering.values(), Numbering::label);
        }
    }

    static final class WithoutFace extends Labels<SamplesWithoutFace> {
        WithoutFace() {
            super(SamplesWithoutFace.values(), SamplesWithoutFace::label);
        }
    }

    static final class Orientation extends Labels<ExifOrientation> {
        Orientation() {
            super(ExifOrientation.values(), ExifOrientation::label);
        }
    }

    static final class Frames extends Labels<FrameSelection> {
        Frames() {
            super(FrameSelection.values(), FrameSelection::label);
        }
    }
}
