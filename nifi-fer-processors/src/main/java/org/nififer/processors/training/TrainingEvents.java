package org.nififer.processors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.nififer.processors.common.FerAttributes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Makes log messages, counters and progress FlowFiles of what a training says of itself. Each epoch is committed at once, in a session of
 * its own: it leaves while the training runs.
 */
final class TrainingEvents {

    static final String EPOCHS_COUNTER = "Training Epochs";
    static final String IMAGES_COUNTER = "Training Images";

    private final ProcessSessionFactory sessions;
    private final TrainingDirectory directory;
    private final ComponentLog log;
    private String runId = "";
    private int trainingSamples;
    private int epochs;

    TrainingEvents(final ProcessSessionFactory sessions, final TrainingDirectory directory, final ComponentLog log) {
        this.sessions = sessions;
        this.directory = directory;
        this.log = log;
    }

    /** Hears of an event, see {@code TrainingEventWriter}. */
    void hear(final JsonNode event) {
        try {
            directory.touch();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }

        switch (event.path("event").asText()) {
            case "initialized" -> {
                final JsonNode weights = event.path("initialWeights");
                log.info("Initial weights {} of format {}", weights.path("file").asText(), weights.path("format").asText());
                weights.path("notes").forEach(note -> log.info("Initial weights: {}", note.asText()));
            }
            case "started" -> {
                runId = event.path("runId").asText();
                trainingSamples = event.path("trainingSamples").asInt();
                epochs = event.path("epochs").asInt();
                log.info("Training on {} samples, validating on {}", trainingSamples, event.path("validationSamples").asInt());
            }
            case "resumed" -> log.info("The training goes on after epoch {}, from its checkpoint", event.path("epoch").asInt());
            case "taught" -> taught(event.path("samples").asInt(), event.path("total").asInt());
            case "warning" -> log.warn("{}", event.path("message").asText());
            case "epoch" -> epochEnded((ObjectNode) event);
            default -> log.debug("{}", event);
        }
    }

    private void taught(final int samples, final int total) {
        if (samples == total) {
            log.info("The teacher has answered for {} samples", total);
        } else {
            log.debug("The teacher has answered for {} of {} samples", samples, total);
        }
    }

    private void epochEnded(final ObjectNode event) {
        log.info("Epoch {}: training loss {}, accuracy {}; validation loss {}, accuracy {}; {} images per second", event.path("epoch").asInt(),
                threeDigits(event.path("trainingLoss")), threeDigits(event.path("trainingAccuracy")), threeDigits(event.path("validationLoss")),
                threeDigits(event.path("validationAccuracy")), Math.round(event.path("imagesPerSecond").asDouble()));
        final byte[] json = event.deepCopy().put("runId", runId).put("epochs", epochs).toString().getBytes(StandardCharsets.UTF_8);
        final ProcessSession session = sessions.createSession();
        session.adjustCounter(EPOCHS_COUNTER, 1, true);
        session.adjustCounter(IMAGES_COUNTER, trainingSamples, true);
        FlowFile progress = session.write(session.create(), output -> output.write(json));
        progress = session.putAllAttributes(progress, Map.of(
                FerAttributes.RUN_ID, runId,
                FerAttributes.EPOCH, event.path("epoch").asText(),
                FerAttributes.VALIDATION_ACCURACY, event.path("validationAccuracy").asText(),
                CoreAttributes.FILENAME.key(), String.format(Locale.ROOT, "%s-epoch-%04d.json", runId, event.path("epoch").asInt()),
                CoreAttributes.MIME_TYPE.key(), "application/json"));
        session.transfer(progress, TrainFerModel.PROGRESS);
        session.commitAsync();
    }

    private static String threeDigits(final JsonNode number) {
        return String.format(Locale.ROOT, "%.3f", number.asDouble());
    }
}
