package org.nififer.processors.training;

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
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
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
import org.nififer.trainer.run.TrainingJob;
import org.nififer.trainer.run.TrainingRequest;
import org.nififer.trainer.run.TrainingRun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    static final TrainingChoices CHOICES = TrainingChoices.of(NetworkProperties.CHOICES, RecipeProperties.CHOICES, StepProperties.CHOICES, TargetProperties.CHOICES);

    private static final List<PropertyDescriptor> PROPERTIES = Stream.concat(CHOICES.properties().stream(), Stream.of(TRAINER_HEAP, WORKING_DIRECTORY, RETENTION,
            Waiting.MAXIMUM_WAIT, MAXIMUM_ATTEMPTS)).toList();
    private static final Set<Relationship> RELATIONSHIPS = Set.of(MODEL, REPORT, CARD, PROGRESS, ORIGINAL, AbstractFerProcessor.FAILURE);

    private final TrainerSlot slot = new TrainerSlot();
    private final TrainingIdentity identity = new TrainingIdentity();
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

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return CHOICES.validate(context);
    }

    @OnScheduled
    public void schedule() {
        slot.open();
    }

    @OnUnscheduled
    public void stopTraining() {
        slot.close();
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
        final TrainingFailure failure = new TrainingFailure(context, session, dataset, getLogger());
        final TrainingRequest request;
        try {
            if (exhausted.isPresent()) {
                throw exhausted.get();
            }

            request = CHOICES.request(context, dataset);
        } catch (final InvalidInputException e) {
            failure.route(e);
            session.commitAsync();
            return;
        }

        try {
            final Path parent = Path.of(context.getProperty(WORKING_DIRECTORY).evaluateAttributeExpressions().getValue()).toAbsolutePath();
            Files.createDirectories(parent);
            // The trainer takes the device as well; of another processor this knows without a process and without reading the dataset, however often it asks.
            final ProcessLock turn = TrainingDirectory.takeTurn(parent);
            try (turn; TrainingDirectory directory = new TrainingDirectory(parent, identity.of(request, session, dataset))) {
                TrainingDirectory.removeOlder(parent, context.getProperty(RETENTION).asDuration(), getLogger());
                try {
                    train(context, session, Waiting.end(session, dataset), request, directory, new TrainingEvents(sessionFactory, directory, getLogger()));
                } catch (final InvalidInputException e) {
                    failure.failed(directory, e);
                } catch (final TrainerProcess.TrainerDiedException e) {
                    failure.died(directory, e);
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

    private void train(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final TrainingRequest request, final TrainingDirectory directory,
                       final TrainingEvents events) throws IOException {
        final long start = System.nanoTime();
        if (!directory.isFinished()) {
            final TrainingJob job = new TrainingJob(directory.dataset(session, dataset), directory.path(), directory.path().getParent(), false, request);
            slot.start(job, context.getProperty(TRAINER_HEAP).asDataSize(DataUnit.B).longValue()).await(events::hear);
        }

        TrainingResults.read(directory).transfer(session, dataset, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Open the teacher");
        try {
            final TrainingRequest request = CHOICES.request(context, RecipeProperties.SEED.getDefaultValue());
            if (request.teacher() == null) {
                return List.of(result.outcome(Outcome.SKIPPED).explanation("There is no teacher; unlabelled samples are left out").build());
            }

            final Teacher teacher = request.teacher().open();
            return List.of(result.outcome(Outcome.SUCCESSFUL).explanation(String.format(Locale.ROOT, "Model %s tells apart %s", teacher.modelId(),
                    teacher.expressions().stream().map(Expression::label).collect(Collectors.joining(", ")))).build());
        } catch (final IOException | RuntimeException | LinkageError e) {
            verificationLogger.warn("The teacher cannot be used", e);
            return List.of(result.outcome(Outcome.FAILED).explanation(AbstractModelProcessor.words(e)).build());
        }
    }
}
