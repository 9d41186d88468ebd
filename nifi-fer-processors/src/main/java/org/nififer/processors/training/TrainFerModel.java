package org.nififer.processors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnUnscheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractSessionFactoryProcessor;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.processor.ProcessorInitializationContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.cli.Main;
import org.nififer.cli.ProjectVersion;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.model.OnnxModelFile;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.AbstractModelProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.EnvironmentException;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Waiting;
import org.nififer.processors.dataset.BalanceFerDataset;
import org.nififer.trainer.report.ModelCard;
import org.nififer.trainer.run.ProcessLock;
import org.nififer.trainer.run.Teacher;
import org.nififer.trainer.run.TrainingRun;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Trains a model on a dataset.
 */
@Tags({"fer", "facial expression", "emotion", "train", "swin", "transformer", "resnet", "squeeze and excitation", "sam", "deep learning"})
@CapabilityDescription("Trains a Swin Transformer with or without squeeze-and-excitation, or a ResNet to compare it with, on the train split of a dataset, with SGD or "
        + "AdamW, alone or with sharpness-aware minimization (SAM) around it; "
        + "the weights of the epoch with the best validation accuracy become the model. The training runs in a process of its own, so that neither its memory nor a crash "
        + "of native code is NiFi's; stopping the processor ends it and keeps the dataset in the queue, and a training that was "
        + "interrupted, by a stop, a crash or a restart, goes on after its last epoch and gives the same model. The model recognises the expression that a face shows, not what "
        + "a person feels. In the European Union, inferring emotions at workplaces and in education is prohibited, and people exposed to it must be told "
        + "(AI Act, art. 5(1)(f) and 50(3)).")
@InputRequirement(Requirement.INPUT_REQUIRED)
@TriggerSerially
@SystemResourceConsideration(resource = SystemResource.CPU, description = "All cores for the whole training: minutes for swin-mini, days for swin-t.")
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "A process beside NiFi: its heap by property, and outside of it weights, "
        + "gradients and what the network computes for a batch, which grows with the batch size.")
@SystemResourceConsideration(resource = SystemResource.DISK, description = "A copy of the dataset, the model and two checkpoints in the working directory, removed at the end.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.MODEL_ID, description = FerAttributes.MODEL_ID_DESCRIPTION + "; on model, report, card and original"),
    @WritesAttribute(attribute = FerAttributes.RUN_ID, description = FerAttributes.RUN_ID_DESCRIPTION + "; on model, report, card, original and progress"),
    @WritesAttribute(attribute = FerAttributes.VALIDATION_ACCURACY, description = FerAttributes.VALIDATION_ACCURACY_DESCRIPTION + "; on model, report, card and original, and of "
            + "the epoch on progress"),
    @WritesAttribute(attribute = FerAttributes.SEED, description = FerAttributes.SEED_DESCRIPTION + "; on model, report, card and original"),
    @WritesAttribute(attribute = FerAttributes.EPOCHS, description = FerAttributes.EPOCHS_DESCRIPTION + "; on model, report, card and original"),
    @WritesAttribute(attribute = FerAttributes.BEST_EPOCH, description = FerAttributes.BEST_EPOCH_DESCRIPTION + "; on model, report, card and original"),
    @WritesAttribute(attribute = FerAttributes.TRAINING_SECONDS, description = FerAttributes.TRAINING_SECONDS_DESCRIPTION + "; on model, report, card and original"),
    @WritesAttribute(attribute = FerAttributes.EPOCH, description = FerAttributes.EPOCH_DESCRIPTION + "; on progress"),
    @WritesAttribute(attribute = "filename", description = TrainingRun.MODEL + ", " + TrainingRun.REPORT + ", " + ModelCard.FILE + ", or on progress the run id and the epoch"),
    @WritesAttribute(attribute = "mime.type", description = "application/json on report and progress, text/markdown on card, application/octet-stream on model"),
    @WritesAttribute(attribute = FerAttributes.WAITING_SINCE, description = FerAttributes.WAITING_SINCE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({BalanceFerDataset.class, EvaluateFerModel.class})
public class TrainFerModel extends AbstractSessionFactoryProcessor implements VerifiableProcessor {

    static final PropertyDescriptor TRAINER_HEAP = new PropertyDescriptor.Builder()
            .name("Trainer Heap")
            .description("The limit of the Java heap of the training process; weights and gradients are not in it")
            .required(true)
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .defaultValue("1 GB")
            .build();

    static final PropertyDescriptor WORKING_DIRECTORY = new PropertyDescriptor.Builder()
            .name("Working Directory")
            .description("A folder with room for a copy of the dataset and for two checkpoints, each three to six times as large as the model. Each training uses a folder of its "
                    + "own in it and removes it at the end; one that is interrupted finds it again. One training at a time computes on a device for each working directory")
            .required(true)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .defaultValue("${java.io.tmpdir}")
            .build();

    static final PropertyDescriptor RETENTION = new PropertyDescriptor.Builder()
            .name("Interrupted Run Retention")
            .description("How long the folder of a training is kept that was interrupted and has not gone on; removed when the next training begins")
            .required(true)
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.HOURS, Integer.MAX_VALUE, TimeUnit.DAYS))
            .defaultValue("30 days")
            .build();

    static final PropertyDescriptor MAXIMUM_ATTEMPTS = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(Attempts.MAXIMUM_ATTEMPTS)
            .description("A dataset whose training process has died so often goes to failure, with its last words; each attempt goes on after the last finished epoch. Deaths "
                    + "are counted in the folder of the training, also over restarts of NiFi. The folder is kept: sent here again, the dataset has as many attempts again and "
                    + "goes on there")
            .build();

    static final Relationship MODEL = new Relationship.Builder()
            .name("model")
            .description("The model, a .safetensors file")
            .build();

    static final Relationship REPORT = new Relationship.Builder()
            .name("report")
            .description("Settings, epochs and validation figures of the run as JSON")
            .build();

    static final Relationship CARD = new Relationship.Builder()
            .name("card")
            .description("The model card, Markdown: data, settings, figures, what the model is for and what not")
            .autoTerminateDefault(true)
            .build();

    static final Relationship PROGRESS = new Relationship.Builder()
            .name("progress")
            .description("A small JSON for each epoch, while the training runs: epoch, learning rate, training loss, validation accuracy and F1, images per second")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The dataset, after a training that succeeded; it carries the id of the model, which EvaluateFerModel waits for")
            .build();

    static final String EPOCHS_COUNTER = "Training Epochs";
    static final String IMAGES_COUNTER = "Training Images";

    private static final List<PropertyDescriptor> PROPERTIES = Stream.concat(TrainingProperties.ALL.stream(), Stream.of(TRAINER_HEAP, WORKING_DIRECTORY, RETENTION,
            Waiting.MAXIMUM_WAIT, MAXIMUM_ATTEMPTS)).toList();
    private static final Set<Relationship> RELATIONSHIPS = Set.of(MODEL, REPORT, CARD, PROGRESS, ORIGINAL, AbstractFerProcessor.FAILURE);

    private TrainerProcess trainer;
    private boolean scheduled;
    private String hashedDataset = "";
    private String datasetHash = "";
    private final Attempts attempts = new Attempts();
    private volatile Set<Relationship> relationships = RELATIONSHIPS;
    private Waiting waiting;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return relationships;
    }

    @Override
    protected void init(final ProcessorInitializationContext context) {
        waiting = new Waiting(context.getIdentifier(), true);
    }

    @Override
    public void onPropertyModified(final PropertyDescriptor descriptor, final String oldValue, final String newValue) {
        if (Waiting.MAXIMUM_WAIT.equals(descriptor)) {
            relationships = Waiting.relationships(RELATIONSHIPS, newValue);
        }
    }

    /** What no property can tell alone: heads that do not divide the channels, a warm-up that never ends. */
    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        try {
            Main.trainingSettings(TrainingArguments.of(context));
            return List.of();
        } catch (final InvalidInputException e) {
            return List.of(new ValidationResult.Builder().subject("Settings").valid(false).explanation(e.getMessage()).build());
        }
    }

    @OnScheduled
    public synchronized void schedule() {
        scheduled = true;
    }

    @OnUnscheduled
    public synchronized void stopTraining() {
        scheduled = false;
        if (trainer != null) {
            trainer.stop();
        }
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSessionFactory sessionFactory) {
        final ProcessSession session = sessionFactory.createSession();
        FlowFile dataset = null;
        try {
            dataset = session.get();
            if (dataset != null) {
                train(context, sessionFactory, session, dataset);
            }
        } catch (final Throwable t) {
            session.rollback(true);
            if (dataset != null && Attempts.counts(t)) {
                attempts.failed(dataset, t);
            }

            throw t;
        }
    }

    private void train(final ProcessContext context, final ProcessSessionFactory sessionFactory, final ProcessSession session, final FlowFile dataset) {
        final Optional<InvalidInputException> exhausted = attempts.exhausted(context, dataset);
        if (exhausted.isPresent()) {
            failed(session, dataset, exhausted.get());
            session.commitAsync();
            return;
        }

        final List<String> arguments;
        try {
            arguments = TrainingArguments.of(context, seed(context, dataset));
        } catch (final InvalidInputException e) {
            failed(session, dataset, e);
            session.commitAsync();
            return;
        }

        try {
            final Path parent = Path.of(context.getProperty(WORKING_DIRECTORY).evaluateAttributeExpressions().getValue()).toAbsolutePath();
            Files.createDirectories(parent);
            // The trainer takes the device as well; of another processor this knows without a process and without reading the dataset, however often it asks.
            final ProcessLock turn = TrainingDirectory.takeTurn(parent);
            try (turn; TrainingDirectory directory = new TrainingDirectory(parent, identity(context, session, dataset, arguments))) {
                TrainingDirectory.removeOlder(parent, context.getProperty(RETENTION).asDuration(), getLogger());
                try {
                    train(context, session, Waiting.end(session, dataset), arguments, directory, new TrainingEvents(sessionFactory, directory, getLogger()));
                } catch (final InvalidInputException e) {
                    failed(context, session, dataset, directory, e);
                } catch (final TrainerProcess.TrainerDiedException e) {
                    died(context, session, dataset, directory, e);
                    return;
                }

                // Only when NiFi has the results does the folder go: a crash in between costs nothing but taking them again.
                session.commitAsync(() -> directory.remove(getLogger()));
            }
        } catch (final TrainerProcess.TrainerStoppedException e) {
            getLogger().info("Stopped while training on {}, which stays in its queue; the training goes on after its last epoch when it is started again", dataset);
            session.rollback();
        } catch (final TrainerProcess.TrainerBusyException e) {
            waiting.keep(context, session, dataset, e.getMessage(), true, getLogger());
            session.commitAsync();
            context.yield();
        } catch (final IOException e) {
            context.yield();
            throw new EnvironmentException(String.format(Locale.ROOT, "%s could not be trained on; it stays in its queue", dataset), e);
        }
    }

    /** The system may have had no memory at that time, so that it is tried again; but not for ever. */
    private void died(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final TrainingDirectory directory,
                      final TrainerProcess.TrainerDiedException cause) throws IOException {
        directory.died();
        final int maximum = context.getProperty(MAXIMUM_ATTEMPTS).asInteger();
        if (directory.deaths() < maximum) {
            getLogger().error("The training on {} has died, {} of {} times; it stays in its queue and the training goes on after its last epoch: {}", dataset, directory.deaths(),
                    maximum, cause.getMessage());
            session.rollback(true);
            context.yield();
            return;
        }

        failed(session, dataset, new InvalidInputException(Code.TRAINING_FAILED, String.format(Locale.ROOT, "The training on %s has died %d times. Sent here "
                + "again it goes on after its last epoch; with more memory, a smaller batch or a smaller network it may live: %s",
                dataset.getAttribute(CoreAttributes.FILENAME.key()), directory.deaths(), cause.getMessage()), cause));
        directory.forgetDeaths();
        session.commitAsync();
    }

    private void failed(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final TrainingDirectory directory,
                        final InvalidInputException cause) {
        if (cause.code() == Code.INVALID_MODEL) {
            // The initial weights or the teacher are at fault, which every dataset would meet.
            directory.remove(getLogger());
            context.yield();
            throw new EnvironmentException(String.format(Locale.ROOT, "The initial weights or the teacher cannot be used; %s stays in its queue: %s", dataset, cause.getMessage()),
                    cause);
        }

        if (cause.code() == Code.OTHER_RUN) {
            context.yield();
            throw new EnvironmentException(
                    String.format(Locale.ROOT,
                            "%s holds the checkpoints of another training and is left as it is, %s stays in its queue. Move the folder elsewhere to begin anew: %s",
                            directory.path(), dataset, cause.getMessage()), cause);
        }

        failed(session, dataset, cause);
    }

    private void failed(final ProcessSession session, final FlowFile dataset, final InvalidInputException cause) {
        getLogger().warn("{} is routed to failure: {}", dataset, cause.getMessage());
        session.transfer(session.putAllAttributes(Waiting.end(session, dataset), AbstractFerProcessor.errorAttributes(cause)), AbstractFerProcessor.FAILURE);
    }

    /**
     * What decides the result of a training: this version, its settings, the dataset, the weights that it starts from and its teacher. The settings are there as they were given,
     * and with all that this version and this machine make of them: what it is that they leave to choose, such as the precision, decides as well.
     */
    private String identity(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final List<String> arguments) throws IOException {
        final String uuid = dataset.getAttribute(CoreAttributes.UUID.key());
        if (!uuid.equals(hashedDataset)) {
            try (InputStream input = session.read(dataset)) {
                datasetHash = Sha256.hex(input);
                hashedDataset = uuid;
            }
        }

        final String weights = context.getProperty(TrainingProperties.INITIAL_WEIGHTS).isSet() ? hash(file(context, TrainingProperties.INITIAL_WEIGHTS)) : "";
        final String teacher = TrainingArguments.hasTeacher(context) ? hash(file(context, TrainingProperties.TEACHER)) : "";
        final String settings = new ObjectMapper().writeValueAsString(Main.trainingSettings(arguments));
        return String.join(" ", ProjectVersion.version(), String.join(" ", arguments), settings, datasetHash, weights, teacher);
    }

    private static String seed(final ProcessContext context, final FlowFile dataset) throws InvalidInputException {
        final String seed = context.getProperty(TrainingProperties.SEED).evaluateAttributeExpressions(dataset).getValue();
        try {
            return Long.toString(Long.parseLong(seed));
        } catch (final NumberFormatException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The seed of %s is '%s'; expected a whole number",
                    dataset.getAttribute(CoreAttributes.FILENAME.key()), seed), e);
        }
    }

    /** Of all files of a model. The trainer tells better than a hash what is wrong with a file that cannot be read. */
    private static String hash(final Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            return OnnxModelFile.isOnnx(file) ? OnnxModelFile.read(file).id() : Sha256.hex(input);
        } catch (final IOException e) {
            return file.toString();
        }
    }

    private void train(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final List<String> arguments, final TrainingDirectory directory,
                       final TrainingEvents events) throws IOException {
        final long start = System.nanoTime();
        if (!directory.isFinished()) {
            start(context, arguments, directory.path(), directory.dataset(session, dataset)).await(events::hear);
        }

        final JsonNode report = new ObjectMapper().readTree(directory.report().toFile());
        final long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        final Map<String, String> attributes = attributes(report);
        final FlowFile modelFile = imported(session, dataset, directory.model(), "application/octet-stream", attributes);
        final FlowFile reportFile = imported(session, dataset, directory.report(), "application/json", attributes);
        final FlowFile cardFile = imported(session, dataset, directory.card(), "text/markdown", attributes);
        session.getProvenanceReporter().fork(dataset, List.of(modelFile, reportFile, cardFile), milliseconds);
        session.transfer(modelFile, MODEL);
        session.transfer(reportFile, REPORT);
        session.transfer(cardFile, CARD);
        session.transfer(session.putAllAttributes(dataset, attributes), ORIGINAL);
    }

    /** What every result says of the run. */
    private static Map<String, String> attributes(final JsonNode report) {
        double seconds = 0;
        for (final JsonNode epoch : report.path("epochs")) {
            seconds += epoch.path("seconds").asDouble();
        }

        return Map.of(
                FerAttributes.MODEL_ID, report.path("modelId").asText(),
                FerAttributes.RUN_ID, report.path("runId").asText(),
                FerAttributes.SEED, report.at("/settings/seed").asText(),
                FerAttributes.EPOCHS, Integer.toString(report.path("epochs").size()),
                FerAttributes.BEST_EPOCH, report.path("bestEpoch").asText(),
                FerAttributes.TRAINING_SECONDS, Double.toString(seconds),
                FerAttributes.VALIDATION_ACCURACY, report.path("validation").path("accuracy").asText());
    }

    /** Starting and unscheduling exclude each other: a processor that is being stopped starts nothing that nobody stops. */
    private synchronized TrainerProcess start(final ProcessContext context, final List<String> settings, final Path directory, final Path dataset) throws IOException {
        if (!scheduled) {
            throw new TrainerProcess.TrainerStoppedException();
        }

        trainer = new TrainerProcess(directory, context.getProperty(TRAINER_HEAP).asDataSize(DataUnit.B).longValue(),
                arguments(context, settings, directory, dataset));
        return trainer;
    }

    private static List<String> arguments(final ProcessContext context, final List<String> settings, final Path directory, final Path dataset) {
        final List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(settings);
        if (context.getProperty(TrainingProperties.INITIAL_WEIGHTS).isSet()) {
            arguments.addAll(List.of("--initial-weights", file(context, TrainingProperties.INITIAL_WEIGHTS).toString()));
        }

        if (TrainingArguments.hasTeacher(context)) {
            arguments.addAll(List.of("--teacher", file(context, TrainingProperties.TEACHER).toString()));
        }

        arguments.addAll(List.of("--progress", "json", "--lock-directory", directory.getParent().toString(), "--output-directory", directory.toString(), dataset.toString()));
        return arguments;
    }

    /** The process works in another folder, which a relative path would be looked up in. */
    private static Path file(final ProcessContext context, final PropertyDescriptor property) {
        return Path.of(context.getProperty(property).evaluateAttributeExpressions().getValue()).toAbsolutePath();
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Open the teacher");
        if (!TrainingArguments.hasTeacher(context)) {
            return List.of(result.outcome(Outcome.SKIPPED).explanation("There is no teacher; unlabelled samples are left out").build());
        }

        try {
            final Teacher teacher = Teacher.open(file(context, TrainingProperties.TEACHER), context.getProperty(TrainingProperties.TEACHER_WEIGHT).asDouble(),
                    context.getProperty(TrainingProperties.TEACHER_TEMPERATURE).asDouble());
            return List.of(result.outcome(Outcome.SUCCESSFUL).explanation(String.format(Locale.ROOT, "Model %s tells apart %s", teacher.modelId(),
                    teacher.expressions().stream().map(Expression::label).collect(Collectors.joining(", ")))).build());
        } catch (final IOException | RuntimeException | LinkageError e) {
            verificationLogger.warn("The teacher cannot be used", e);
            return List.of(result.outcome(Outcome.FAILED).explanation(AbstractModelProcessor.words(e)).build());
        }
    }

    private static FlowFile imported(final ProcessSession session, final FlowFile dataset, final Path file, final String mimeType, final Map<String, String> attributes) {
        FlowFile flowFile = session.importFrom(file, true, session.create(dataset));
        flowFile = session.putAllAttributes(flowFile, attributes);
        return session.putAllAttributes(flowFile, Map.of(CoreAttributes.FILENAME.key(), file.getFileName().toString(), CoreAttributes.MIME_TYPE.key(), mimeType));
    }
}
