package org.nififer.processors.dataset;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.archive.ArchiveLimits;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.source.NormalizeSettings;
import org.nififer.dataset.source.Numbering;
import org.nififer.dataset.source.RowsWithoutMajority;
import org.nififer.dataset.source.SourceFormat;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.DatasetProperties;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator sets of a NormalizeFerDataset, and what it means.
 */
final class NormalizeProperties {

    static final PropertyDescriptor FORMAT = new PropertyDescriptor.Builder()
            .name("Format")
            .description("How the source is laid out: where its images lie, and what tells their labels")
            .required(true)
            .allowableValues(Choices.of(SourceFormat.values(), SourceFormat::label, SourceFormat::description))
            .defaultValue(SourceFormat.AUTO.label())
            .build();

    static final PropertyDescriptor ANNOTATIONS_FILE = new PropertyDescriptor.Builder()
            .name("Annotations File")
            .description("The labels, where the source does not have them itself: fer2013new.csv of FER+, the Emotion labels of CK+, the tables of AffectNet or a table of image "
                    + "names and labels, each as a file, an archive or a folder. One that has no labels for the source is an error")
            .required(false)
            .dependsOn(FORMAT, SourceFormat.AUTO.label(), SourceFormat.FER_PLUS.label(), SourceFormat.CK_PLUS.label(), SourceFormat.AFFECTNET_CSV.label(),
                    SourceFormat.AFFECTNET_NPY.label(), SourceFormat.LABEL_TABLE.label())
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE, ResourceType.DIRECTORY)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    static final PropertyDescriptor ROWS_WITHOUT_MAJORITY = new PropertyDescriptor.Builder()
            .name("Rows Without Majority")
            .description("What becomes of the rows of FER+ for which the annotators have no majority for an expression")
            .required(true)
            .dependsOn(FORMAT, SourceFormat.AUTO.label(), SourceFormat.FER_PLUS.label(), SourceFormat.LABEL_TABLE.label())
            .allowableValues(Choices.of(RowsWithoutMajority.values(), RowsWithoutMajority::label, RowsWithoutMajority::description))
            .defaultValue(RowsWithoutMajority.DROP.label())
            .build();

    static final PropertyDescriptor NUMBERING = new PropertyDescriptor.Builder()
            .name("Numbering")
            .description("Whose numbers the labels are, where folders or a table have numbers and nothing else tells. Without it such a source goes to failure: every "
                    + "dataset numbers the expressions otherwise")
            .required(false)
            .dependsOn(FORMAT, SourceFormat.AUTO.label(), SourceFormat.CLASS_FOLDERS.label(), SourceFormat.LABEL_TABLE.label())
            .allowableValues(Choices.of(Numbering.values(), Numbering::label, Numbering::description))
            .build();

    static final PropertyDescriptor LABELLED_FRAMES = new PropertyDescriptor.Builder()
            .name("Labelled Frames")
            .description("How many frames at the end of a sequence of CK+ get its label; the first frame is neutral, those in between are ignored")
            .required(true)
            .dependsOn(FORMAT, SourceFormat.AUTO.label(), SourceFormat.CK_PLUS.label())
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .defaultValue(Integer.toString(NormalizeSettings.DEFAULT_LABELLED_FRAMES))
            .build();

    static final PropertyDescriptor KEEP_SPLITS = new PropertyDescriptor.Builder()
            .name("Keep Splits")
            .description("Whether samples stay in the split that the source puts them in; without, the dataset has no splits")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    static final PropertyDescriptor IMAGE_SIZE = new PropertyDescriptor.Builder()
            .name("Image Size")
            .description("Pixels of both sides, to which all images are stretched; where it is not set, each keeps its own size. A training resizes anyway")
            .required(false)
            .addValidator(StandardValidators.createLongValidator(1, SampleEncoding.MAXIMUM_SIZE, true))
            .build();

    static final PropertyDescriptor SAMPLES_PER_SHARD = new PropertyDescriptor.Builder()
            .name("Samples Per Shard")
            .description("Makes several datasets of so many samples each of one source, which spread over a cluster and meet again in MergeFerDatasets by its strategy Defragment; "
                    + "where it is not set, a source becomes one dataset")
            .required(false)
            .addValidator(StandardValidators.POSITIVE_LONG_VALIDATOR)
            .build();

    static final PropertyDescriptor MAXIMUM_UNPACKED_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Unpacked Size")
            .description("What an archive may unpack to before it is taken for a bomb and goes to failure. On disk goes only a zip within another archive, for the time of reading")
            .required(true)
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .defaultValue("256 GB")
            .build();

    static final PropertyDescriptor MAXIMUM_RATIO = new PropertyDescriptor.Builder()
            .name("Maximum Compression Ratio")
            .description("How many times its packed size an entry, or all entries of a source together, may unpack to before the source is taken for a bomb and goes to failure; "
                    + "counts from 8 MiB on")
            .required(true)
            .addValidator(StandardValidators.POSITIVE_LONG_VALIDATOR)
            .defaultValue(Long.toString(ArchiveLimits.DEFAULT.maximumRatio()))
            .build();

    /** In the order of the dialog. */
    static final List<PropertyDescriptor> ALL = List.of(FORMAT, ANNOTATIONS_FILE, NUMBERING, ROWS_WITHOUT_MAJORITY, LABELLED_FRAMES, KEEP_SPLITS,
            DatasetProperties.IMAGE_FORMAT, DatasetProperties.JPEG_QUALITY, IMAGE_SIZE, SAMPLES_PER_SHARD, DatasetProperties.THREADS, MAXIMUM_UNPACKED_SIZE, MAXIMUM_RATIO,
            Attempts.MAXIMUM_ATTEMPTS);

    private NormalizeProperties() {
    }

    static NormalizeSettings settings(final ProcessContext context) {
        final Integer size = context.getProperty(IMAGE_SIZE).asInteger();
        return new NormalizeSettings(
                Choices.chosen(context.getProperty(FORMAT), SourceFormat.values(), SourceFormat::label),
                context.getProperty(NUMBERING).isSet() ? Optional.of(Choices.chosen(context.getProperty(NUMBERING), Numbering.values(), Numbering::label)) : Optional.empty(),
                Choices.chosen(context.getProperty(ROWS_WITHOUT_MAJORITY), RowsWithoutMajority.values(), RowsWithoutMajority::label),
                context.getProperty(LABELLED_FRAMES).asInteger(),
                context.getProperty(KEEP_SPLITS).asBoolean(),
                DatasetProperties.encoding(context, size == null ? OptionalInt.empty() : OptionalInt.of(size)),
                context.getProperty(DatasetProperties.THREADS).asInteger(),
                new ArchiveLimits(Math.max(1, context.getProperty(MAXIMUM_UNPACKED_SIZE).asDataSize(DataUnit.B).longValue()), context.getProperty(MAXIMUM_RATIO).asLong()));
    }
}
