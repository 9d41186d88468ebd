package org.nififer.processors.training;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessorInitializationContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.InvalidInputException;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.EnvironmentException;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Waiting;
import org.nififer.processors.training.Experiment.Evaluated;
import org.nififer.trainer.ablation.AblationReport;
import org.nififer.trainer.ablation.AblationResult;
import org.nififer.trainer.ablation.EvaluatedRun;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Makes one table of the evaluations of several models.
 */
@Tags({"fer", "facial expression", "emotion", "ablation", "compare", "table", "evaluate", "metrics"})
@CapabilityDescription("Waits until the models of all rows were evaluated with as many seeds as asked for, and makes the paper's Table 2 of them: accuracy, accuracy without "
        + "contempt, and weighted precision, recall and F1 of each row, as mean and standard deviation over its seeds; as Markdown, CSV and JSON.")
@UseCase(description = "Find out what a setting of a training is worth", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Give each copy of a dataset its row in the attribute fer.ablation.row and its experiment in fer.ablation.id, let TrainFerModel train on it with a "Seed" of its own,
        EvaluateFerModel measure the model, and connect metrics with this processor. The template ablation does it.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@TriggerSerially
@SideEffectFree
@ReadsAttributes({
    @ReadsAttribute(attribute = FerAttributes.ABLATION_ID, description = FerAttributes.ABLATION_ID_DESCRIPTION),
    @ReadsAttribute(attribute = FerAttributes.ABLATION_ROW, description = FerAttributes.ABLATION_ROW_DESCRIPTION),
    @ReadsAttribute(attribute = FerAttributes.SEED, description = FerAttributes.SEED_DESCRIPTION + "; TrainFerModel writes it, and those below"),
    @ReadsAttribute(attribute = FerAttributes.EPOCHS, description = FerAttributes.EPOCHS_DESCRIPTION),
    @ReadsAttribute(attribute = FerAttributes.BEST_EPOCH, description = FerAttributes.BEST_EPOCH_DESCRIPTION),
    @ReadsAttribute(attribute = FerAttributes.TRAINING_SECONDS, description = FerAttributes.TRAINING_SECONDS_DESCRIPTION),
    @ReadsAttribute(attribute = FerAttributes.VALIDATION_ACCURACY, description = FerAttributes.VALIDATION_ACCURACY_DESCRIPTION)
})
@WritesAttributes({
    @WritesAttribute(attribute = "filename", description = "ablation.md, ablation.csv or ablation.json; unchanged on original and failure"),
    @WritesAttribute(attribute = "mime.type", description = "text/markdown, text/csv or application/json; unchanged on original and failure"),
    @WritesAttribute(attribute = FerAttributes.WAITING_SINCE, description = FerAttributes.WAITING_SINCE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({TrainFerModel.class, EvaluateFerModel.class})
public class CompareFerModels extends AbstractFerProcessor {

    static final PropertyDescriptor ROWS = new PropertyDescriptor.Builder()
            .name("Rows")
            .description("The rows of the table in their order, separated by commas: the values of " + FerAttributes.ABLATION_ROW + ". The table waits for each of them")
            .required(true)
            .addValidator(StandardValidators.createRegexMatchingValidator(Pattern.compile("\\s*[^,\\s][^,]*(,\\s*[^,\\s][^,]*)*"), false,
                    "it must be names separated by commas, such as SwinT,SwinT-SE"))
            .defaultValue("SwinT,SwinT-SE,SwinT-SE-SAM")
            .build();

    static final PropertyDescriptor SEEDS = new PropertyDescriptor.Builder()
            .name("Seeds")
            .description("With how many seeds each row is trained: the table waits for so many of each")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, 1000, true))
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .defaultValue("3")
            .build();

    static final Relationship TABLE = new Relationship.Builder()
            .name("table")
            .description("The table in Markdown, for people")
            .build();

    static final Relationship CSV = new Relationship.Builder()
            .name("csv")
            .description("The table with means and deviations in columns of their own, for spreadsheets")
            .autoTerminateDefault(true)
            .build();

    static final Relationship JSON = new Relationship.Builder()
            .name("json")
            .description("The table, and all figures of each run with their confidence intervals")
            .autoTerminateDefault(true)
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The evaluations that the table was made of")
            .autoTerminateDefault(true)
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(ROWS, SEEDS, Waiting.MAXIMUM_WAIT, Attempts.MAXIMUM_ATTEMPTS);

    /** Looked at in one go. */
    private static final int MOST_EVALUATIONS = 10_000;

    private Waiting waiting;

    public CompareFerModels() {
        super(Set.of(TABLE, CSV, JSON, ORIGINAL, FAILURE), Waiting.MAXIMUM_WAIT, Waiting.TIMEOUT);
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    protected void init(final ProcessorInitializationContext context) {
        waiting = new Waiting(context.getIdentifier(), false);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final List<FlowFile> evaluations = session.get(MOST_EVALUATIONS);
        if (evaluations.isEmpty()) {
            return;
        }

        final List<String> rows = rows(context);
        final int seeds = context.getProperty(SEEDS).evaluateAttributeExpressions().asInteger();
        final List<FlowFile> tried = evaluations.stream().filter(evaluation -> !isExhausted(context, session, evaluation)).toList();
        boolean done = false;
        for (final Experiment experiment : experiments(session, tried, rows)) {
            final List<Evaluated> chosen = experiment.takeComplete(rows, seeds);
            if (!chosen.isEmpty()) {
                if (!tabulated(context, session, rows, chosen)) {
                    return;
                }

                done = true;
            }

            // The others wait in their queue, which outlasts a restart.
            final String missing = experiment.missing(rows, seeds);
            experiment.evaluations().forEach(evaluated -> waiting.keep(context, session, evaluated.flowFile(), missing, true, getLogger()));
        }

        if (!done) {
            context.yield();
        }
    }

    /** Evaluations of which no table can be made for a reason that nobody foresaw go back to the queue, with all others that were taken from it. */
    private boolean tabulated(final ProcessContext context, final ProcessSession session, final List<String> rows, final List<Evaluated> chosen) {
        try {
            tabulate(session, rows, chosen);
            return true;
        } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (!Attempts.counts(e)) {
                throw e;
            }

            session.rollback(true);
            chosen.forEach(evaluated -> attempted(context, evaluated.flowFile(), e));
            return false;
        }
    }

    private static List<String> rows(final PropertyContext context) {
        return Arrays.stream(context.getProperty(ROWS).getValue().split(",")).map(String::strip).distinct().toList();
    }

    private Collection<Experiment> experiments(final ProcessSession session, final List<FlowFile> evaluations, final List<String> rows) {
        final Map<String, Experiment> experiments = new LinkedHashMap<>();
        for (final FlowFile evaluation : evaluations) {
            try {
                final Evaluated evaluated = Evaluated.of(evaluation, rows);
                experiments.computeIfAbsent(evaluated.experiment(), Experiment::new).add(evaluated);
            } catch (final InvalidInputException e) {
                fail(session, evaluation, e);
            }
        }

        return experiments.values();
    }

    private void tabulate(final ProcessSession session, final List<String> rows, final List<Evaluated> chosen) {
        final long start = System.nanoTime();
        final List<FlowFile> originals = new ArrayList<>();
        final List<EvaluatedRun> runs = new ArrayList<>();
        for (final Evaluated evaluated : chosen) {
            final FlowFile evaluation = Waiting.end(session, evaluated.flowFile());
            try (InputStream content = session.read(evaluation)) {
                runs.add(EvaluatedRun.read(evaluated.run(), content));
                originals.add(evaluation);
            } catch (final InvalidInputException e) {
                fail(session, evaluation, e);
            } catch (final IOException e) {
                throw new EnvironmentException("The evaluations could not be read; they stay in their queue", e);
            }
        }

        if (originals.size() < chosen.size()) {
            session.transfer(originals);
            return;
        }

        final AblationReport report;
        try {
            final long begun = originals.stream().mapToLong(FlowFile::getLineageStartDate).min().orElseThrow();
            report = new AblationReport(AblationResult.ofEvaluations(rows, runs, (System.currentTimeMillis() - begun) / 1e3));
        } catch (final InvalidInputException e) {
            originals.forEach(original -> fail(session, original, e));
            return;
        }

        final long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        session.transfer(text(session, originals, report.markdown(), "ablation.md", "text/markdown", milliseconds), TABLE);
        session.transfer(text(session, originals, report.csv(), "ablation.csv", "text/csv", milliseconds), CSV);
        session.transfer(text(session, originals, report.json(), "ablation.json", "application/json", milliseconds), JSON);
        session.transfer(originals, ORIGINAL);
    }

    private static FlowFile text(final ProcessSession session, final List<FlowFile> originals, final String text, final String filename, final String mimeType,
                                 final long milliseconds) {
        FlowFile flowFile = session.write(session.create(originals), output -> output.write(text.getBytes(StandardCharsets.UTF_8)));
        flowFile = session.putAllAttributes(flowFile, Map.of(CoreAttributes.FILENAME.key(), filename, CoreAttributes.MIME_TYPE.key(), mimeType));
        session.getProvenanceReporter().join(originals, flowFile, milliseconds);
        return flowFile;
    }
}
