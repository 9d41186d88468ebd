package org.nififer.processors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.nififer.processors.common.FerAttributes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a training has left in its folder, as FlowFiles.
 *
 * @param attributes what every result says of the run
 */
record TrainingResults(TrainingDirectory directory, Map<String, String> attributes) {

    /** Reads the report of a training that is finished. */
    static TrainingResults read(final TrainingDirectory directory) throws IOException {
        final JsonNode report = new ObjectMapper().readTree(directory.report().toFile());
        double seconds = 0;
        for (final JsonNode epoch : report.path("epochs")) {
            seconds += epoch.path("seconds").asDouble();
        }

        return new TrainingResults(directory, Map.of(
                FerAttributes.MODEL_ID, report.path("modelId").asText(),
                FerAttributes.RUN_ID, report.path("runId").asText(),
                FerAttributes.SEED, report.at("/settings/seed").asText(),
                FerAttributes.EPOCHS, Integer.toString(report.path("epochs").size()),
                FerAttributes.BEST_EPOCH, report.path("bestEpoch").asText(),
                FerAttributes.TRAINING_SECONDS, Double.toString(seconds),
                FerAttributes.VALIDATION_ACCURACY, report.path("validation").path("accuracy").asText()));
    }

    /**
     * Sends model, report, card and dataset on their ways.
     *
     * @param milliseconds that they took
     */
    void transfer(final ProcessSession session, final FlowFile dataset, final long milliseconds) {
        final FlowFile model = imported(session, dataset, directory.model(), "application/octet-stream");
        final FlowFile report = imported(session, dataset, directory.report(), "application/json");
        final FlowFile card = imported(session, dataset, directory.card(), "text/markdown");
        session.getProvenanceReporter().fork(dataset, List.of(model, report, card), milliseconds);
        session.transfer(model, TrainFerModel.MODEL);
        session.transfer(report, TrainFerModel.REPORT);
        session.transfer(card, TrainFerModel.CARD);
        session.transfer(session.putAllAttributes(dataset, attributes), TrainFerModel.ORIGINAL);
    }

    private FlowFile imported(final ProcessSession session, final FlowFile dataset, final Path file, final String mimeType) {
        FlowFile flowFile = session.importFrom(file, true, session.create(dataset));
        flowFile = session.putAllAttributes(flowFile, attributes);
        return session.putAllAttributes(flowFile, Map.of(CoreAttributes.FILENAME.key(), file.getFileName().toString(), CoreAttributes.MIME_TYPE.key(), mimeType));
    }
}
