package org.nififer.processors;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.util.file.FileUtils;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.model.ModelVariant;
import org.nififer.core.model.Normalization;
import org.nififer.core.network.SwinPreset;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.TrainingAugmentation;
import org.nififer.trainer.run.TrainingRun;
import org.nififer.trainer.run.TrainingSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Trains a model on a dataset.
 */
@Tags({"fer", "facial expression", "emotion", "train", "swin", "transformer", "squeeze and excitation", "sam", "deep learning"})
@CapabilityDescription("Trains a Swin Transformer with or without squeeze-and-excitation on the train split of a dataset, with SGD or sharpness-aware minimization (SAM); "
        + "the weights of the epoch with the best validation accuracy become the model. The training runs in a process of its own, so that neither its memory nor a crash "
        + "of native code is NiFi's; stopping the processor ends it and keeps the dataset in the queue. The model recognises the expression that a face shows, not what "
        + "a person feels. In the European Union, inferring emotions at workplaces and in education is prohibited, and people exposed to it must be told "
        + "(AI Act, art. 5(1)(f) and 50(3)).")
@InputRequirement(Requirement.INPUT_REQUIRED)
@TriggerSerially
@SystemResourceConsideration(resource = SystemResource.CPU, description = "All cores for the whole training: minutes for swin-mini, days for swin-t.")
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "A process beside NiFi: its heap by property, and outside of it weights, "
        + "gradients and what the network computes for a batch, which grows with the batch size.")
@SystemResourceConsideration(resource = SystemResource.DISK, description = "A copy of the dataset and the model in the working directory, removed at the end.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.MODEL_ID, description = FerAttributes.MODEL_ID_DESCRIPTION + "; on model, report and original"),
    @WritesAttribute(attribute = FerAttributes.RUN_ID, description = FerAttributes.RUN_ID_DESCRIPTION + "; on model, report and original"),
    @WritesAttribute(attribute = FerAttributes.VALIDATION_ACCURACY, description = FerAttributes.VALIDATION_ACCURACY_DESCRIPTION + "; on model, report and original"),
    @WritesAttribute(attribute = "filename", description = TrainingRun.MODEL + " or " + TrainingRun.REPORT),
    @WritesAttribute(attribute = "mime.type", description = "application/json on report, application/octet-stream on model"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({BalanceFerDataset.class, EvaluateFerModel.class})
public class TrainFerModel extends AbstractFerProcessor {

    static final PropertyDescriptor PRESET = new PropertyDescriptor.Builder()
            .name("Preset")
            .description("The architecture: swin-t is the paper's (224 pixels, 27.6 million parameters), swin-mini a small one for CPUs (48 pixels). Not used where \"Initial "
                    + "Weights\" are given, which bring their own")
            .required(true)
            .allowableValues(labels(SwinPreset.values(), SwinPreset::label))
            .defaultValue(SwinPreset.SWIN_T.label())
            .build();

    static final PropertyDescriptor INITIAL_WEIGHTS = new PropertyDescriptor.Builder()
            .name("Initial Weights")
            .description("What the training starts from instead of random weights: a .safetensors of timm, a .pth of torchvision or of the authors of Swin, or a model of "
                    + "nifi-fer. The architecture is read off the file; a head of another size is replaced by a random one, and squeeze-and-excitation that it lacks is "
                    + "random, which log and report say. No code in a .pth is run")
            .required(false)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    static final PropertyDescriptor IMAGE_SIZE = new PropertyDescriptor.Builder()
            .name("Image Size")
            .description("The side of the images in pixels that go with the initial weights. Where it is empty, it is read off them, or the size at which the last stage is "
                    + "one window: 224 for a window of 7, 384 for one of 12")
            .required(false)
            .dependsOn(INITIAL_WEIGHTS)
            .addValidator(StandardValidators.createLongValidator(1, 4096, true))
            .build();

    static final PropertyDescriptor NORMALIZATION = new PropertyDescriptor.Builder()
            .name("Normalization")
            .description("What images are normalized by. Where it is empty, a model of nifi-fer keeps its own, and other weights get the mean and standard deviation of "
                    + "ImageNet, with which they were trained")
            .required(false)
            .dependsOn(INITIAL_WEIGHTS)
            .allowableValues(Choices.of(Normalization.values(), Normalization::label, Normalization::description))
            .build();

    static final PropertyDescriptor VARIANT = new PropertyDescriptor.Builder()
            .name("Variant")
            .description("With squeeze-and-excitation before the head (swin-se) or without (swin)")
            .required(true)
            .allowableValues(labels(ModelVariant.values(), ModelVariant::label))
            .defaultValue(ModelVariant.SWIN_SE.label())
            .build();

    static final PropertyDescriptor OPTIMIZER = new PropertyDescriptor.Builder()
            .name("Optimizer")
            .description("Stochastic gradient descent (sgd), or sharpness-aware minimization around it (sam), which takes twice the time")
            .required(true)
            .allowableValues(Choices.of(OptimizerKind.values(), OptimizerKind::label, OptimizerKind::description))
            .defaultValue(OptimizerKind.SAM.label())
            .build();

    static final PropertyDescriptor EPOCHS = new PropertyDescriptor.Builder()
            .name("Epochs")
            .description("Passes over the train split")
            .required(true)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .defaultValue(Integer.toString(TrainingSettings.DEFAULT_EPOCHS))
            .build();

    static final PropertyDescriptor BATCH_SIZE = new PropertyDescriptor.Builder()
            .name("Batch Size")
            .description("Samples that one step learns from")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, 4096, true))
            .defaultValue(Integer.toString(TrainingSettings.DEFAULT_BATCH_SIZE))
            .build();

    static final PropertyDescriptor LEARNING_RATE = new PropertyDescriptor.Builder()
            .name("Learning Rate")
            .description("Of the first ten epochs; every ten epochs it falls to a tenth")
            .required(true)
            .addValidator(new NumberValidator(rate -> rate > 0 && rate <= TrainingSettings.LARGEST_LEARNING_RATE,
                    "a number above 0 and at most %s, such as 0.005".formatted(TrainingSettings.LARGEST_LEARNING_RATE)))
            .defaultValue(Double.toString(TrainingSettings.DEFAULT_LEARNING_RATE))
            .build();

    static final PropertyDescriptor AUGMENTATION = new PropertyDescriptor.Builder()
            .name("Augmentation")
            .description("What is done to the training images anew in every epoch, beside what BalanceFerDataset has added to the dataset")
            .required(true)
            .allowableValues(Choices.of(TrainingAugmentation.values(), TrainingAugmentation::label, TrainingAugmentation::description))
            .defaultValue(TrainingAugmentation.FLIP_ROTATE.label())
            .build();

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("Of everything random: the same seed, dataset and settings give the same model on the same machine")
            .required(true)
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .defaultValue("0")
            .build();

    static final PropertyDescriptor TRAINER_HEAP = new PropertyDescriptor.Builder()
            .name("Trainer Heap")
            .description("The limit of the Java heap of the training process; weights and gradients are not in it")
            .required(true)
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .defaultValue("1 GB")
            .build();

    static final PropertyDescriptor WORKING_DIRECTORY = new PropertyDescriptor.Builder()
            .name("Working Directory")
            .description("A folder with room for a copy of the dataset; each training uses a folder of its own in it and removes it at the end")
            .required(true)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .defaultValue("${java.io.tmpdir}")
            .build();

    static final Relationship MODEL = new Relationship.Builder()
            .name("model")
            .description("The model, a .safetensors file")
            .build();

    static final Relationship REPORT = new Relationship.Builder()
            .name("report")
            .description("Settings, epochs and validation figures of the run as JSON")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The dataset, after a training that succeeded; it carries the id of the model, which EvaluateFerModel waits for")
            .build();

    static final String EPOCHS_COUNTER = "Training Epochs";

    private static final List<PropertyDescriptor> PROPERTIES = List.of(PRESET, INITIAL_WEIGHTS, IMAGE_SIZE, NORMALIZATION, VARIANT, OPTIMIZER, EPOCHS, BATCH_SIZE,
            LEARNING_RATE, AUGMENTATION, SEED, TRAINER_HEAP, WORKING_DIRECTORY);
    private static final Set<Relationship> RELATIONSHIPS = Set.of(MODEL, REPORT, ORIGINAL, FAILURE);

    private TrainerProcess trainer;
    private boolean scheduled;

    private static <T> String[] labels(final T[] values, final Function<T, String> label) {
        return Arrays.stream(values).map(label).toArray(String[]::new);
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
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
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final FlowFile dataset = session.get();
        if (dataset == null) {
            return;
        }

        try {
            final Path parent = Path.of(context.getProperty(WORKING_DIRECTORY).evaluateAttributeExpressions().getValue());
            Files.createDirectories(parent);
            final Path directory = Files.createTempDirectory(parent, "fer-training-");
            try {
                train(context, session, dataset, directory);
            } finally {
                cleanUp(directory);
            }
        } catch (final InvalidInputException e) {
            if (e.code() == Code.INVALID_MODEL) {
                // The initial weights are at fault, which every dataset would meet.
                context.yield();
                throw new ProcessException("The initial weights cannot be used; %s stays in its queue: %s".formatted(dataset, e.getMessage()), e);
            }

            fail(session, dataset, e);
        } catch (final TrainerProcess.TrainerStoppedException e) {
            stopped(session, dataset);
        } catch (final IOException e) {
            context.yield();
            throw new ProcessException("%s could not be trained on; it stays in its queue".formatted(dataset), e);
        }
    }

    /** What cannot be removed takes room, but takes nothing from the result. */
    private void cleanUp(final Path directory) {
        try {
            FileUtils.deleteFile(directory.toFile(), true);
        } catch (final IOException e) {
            getLogger().warn("The folder {} of a training that has ended cannot be removed", directory, e);
        }
    }

    private void train(final ProcessContext context, final ProcessSession session, final FlowFile dataset, final Path directory) throws IOException {
        final long start = System.nanoTime();
        final Path file = directory.resolve(fileName(dataset));
        session.exportTo(dataset, file, false);
        final TrainerProcess process = start(context, directory, file);
        final JsonNode finished = process.await(event -> hear(event, session));
        final long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        final Map<String, String> attributes = Map.of(
                FerAttributes.MODEL_ID, finished.path("modelId").asText(),
                FerAttributes.RUN_ID, finished.path("runId").asText(),
                FerAttributes.VALIDATION_ACCURACY, finished.path("validationAccuracy").asText());
        final FlowFile model = imported(session, dataset, directory.resolve(TrainingRun.MODEL), "application/octet-stream", attributes);
        final FlowFile report = imported(session, dataset, directory.resolve(TrainingRun.REPORT), "application/json", attributes);
        session.getProvenanceReporter().fork(dataset, List.of(model, report), milliseconds);
        session.transfer(model, MODEL);
        session.transfer(report, REPORT);
        session.transfer(session.putAllAttributes(dataset, attributes), ORIGINAL);
    }

    /** Messages of the trainer name the file, so that it has the name of the FlowFile, or one as close to it as every file system allows. */
    private static String fileName(final FlowFile dataset) {
        return "dataset-" + dataset.getAttribute(CoreAttributes.FILENAME.key()).replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** Starting and unscheduling exclude each other: a processor that is being stopped starts nothing that nobody stops. */
    private synchronized TrainerProcess start(final ProcessContext context, final Path directory, final Path dataset) throws IOException {
        if (!scheduled) {
            throw new TrainerProcess.TrainerStoppedException();
        }

        trainer = new TrainerProcess(directory, context.getProperty(TRAINER_HEAP).asDataSize(DataUnit.B).longValue(), arguments(context, directory, dataset));
        return trainer;
    }

    private static List<String> arguments(final ProcessContext context, final Path directory, final Path dataset) {
        final List<String> arguments = new ArrayList<>(List.of("train",
                "--variant", context.getProperty(VARIANT).getValue(),
                "--optimizer", context.getProperty(OPTIMIZER).getValue(),
                "--epochs", context.getProperty(EPOCHS).getValue(),
                "--batch-size", context.getProperty(BATCH_SIZE).getValue(),
                "--learning-rate", context.getProperty(LEARNING_RATE).getValue(),
                "--augmentation", context.getProperty(AUGMENTATION).getValue(),
                "--seed", context.getProperty(SEED).getValue(),
                "--progress", "json",
                "--output-directory", directory.toString()));
        if (context.getProperty(INITIAL_WEIGHTS).isSet()) {
            // The process works in another folder, which a relative path would be looked up in.
            final String file = context.getProperty(INITIAL_WEIGHTS).evaluateAttributeExpressions().getValue();
            arguments.addAll(List.of("--initial-weights", Path.of(file).toAbsolutePath().toString()));
            addIfSet(arguments, "--image-size", context.getProperty(IMAGE_SIZE));
            addIfSet(arguments, "--normalization", context.getProperty(NORMALIZATION));
        } else {
            addIfSet(arguments, "--preset", context.getProperty(PRESET));
        }

        arguments.add(dataset.toString());
        return arguments;
    }

    private static void addIfSet(final List<String> arguments, final String option, final PropertyValue value) {
        if (value.isSet()) {
            arguments.addAll(List.of(option, value.getValue()));
        }
    }

    private void hear(final JsonNode event, final ProcessSession session) {
        switch (event.path("event").asText()) {
            case "initialized" -> {
                final JsonNode weights = event.path("initialWeights");
                getLogger().info("Initial weights {} of format {}", weights.path("file").asText(), weights.path("format").asText());
                weights.path("notes").forEach(note -> getLogger().info("Initial weights: {}", note.asText()));
            }
            case "started" -> getLogger().info("Training on {} samples, validating on {}", event.path("trainingSamples").asInt(), event.path("validationSamples").asInt());
            case "epoch" -> {
                session.adjustCounter(EPOCHS_COUNTER, 1, true);
                getLogger().info("Epoch {}: training loss {}, validation accuracy {}, {} images per second", event.path("epoch").asInt(),
                        threeDigits(event.path("trainingLoss")), threeDigits(event.path("validationAccuracy")), Math.round(event.path("imagesPerSecond").asDouble()));
            }
            default -> getLogger().debug("{}", event);
        }
    }

    private static String threeDigits(final JsonNode number) {
        return String.format(Locale.ROOT, "%.3f", number.asDouble());
    }

    private static FlowFile imported(final ProcessSession session, final FlowFile dataset, final Path file, final String mimeType, final Map<String, String> attributes) {
        FlowFile flowFile = session.importFrom(file, false, session.create(dataset));
        flowFile = session.putAllAttributes(flowFile, attributes);
        return session.putAllAttributes(flowFile, Map.of(CoreAttributes.FILENAME.key(), file.getFileName().toString(), CoreAttributes.MIME_TYPE.key(), mimeType));
    }
}
