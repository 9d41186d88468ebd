package org.nififer.runtime.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.runtime.client.Bulletin;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.pipeline.FerPipeline;
import org.nififer.runtime.pipeline.PipelineFolders;
import org.nififer.runtime.server.NifiServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Follows a run of the flow to its end, and tells what happens.
 */
public final class FlowWatch {

    private static final Duration LONGEST_RUN = Duration.ofMinutes(60);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Pattern EPOCH = Pattern.compile("Epoch (\\d+)(: .*)");
    private static final Pattern BEGIN = Pattern.compile("Training on .*");

    private final ObjectMapper mapper = new ObjectMapper();
    private final NifiServer server;
    private final NifiClient client;
    private final PipelineFolders folders;
    private final Progress progress;
    private final Instant deadline = Instant.now().plus(LONGEST_RUN);
    private long lastBulletin;

    public FlowWatch(final NifiServer server, final NifiClient client, final PipelineFolders folders, final Progress progress) {
        this.server = server;
        this.client = client;
        this.folders = folders;
        this.progress = progress;
    }

    /**
     * Waits until the model is trained and measured.
     *
     * @return its id
     * @throws IOException if training or evaluation failed, with the reason
     */
    public String awaitModel() throws IOException, InterruptedException {
        progress.begin("Preparing the data");
        Optional<String> model = measuredModel();
        while (model.isEmpty()) {
            pause();
            failOnFailedDataset();
            model = measuredModel();
        }

        return model.get();
    }

    /**
     * Waits until every photo has come out of the flow.
     *
     * @param photos their names
     */
    public void awaitPhotos(final List<String> photos) throws IOException, InterruptedException {
        progress.begin(String.format(Locale.ROOT, "Recognising expressions in %d photos", photos.size()));
        long done = photos.stream().filter(this::isDone).count();
        while (done < photos.size()) {
            progress.stillAt(String.format(Locale.ROOT, "Recognising expressions, %d of %d photos done", done, photos.size()));
            pause();
            done = photos.stream().filter(this::isDone).count();
        }
    }

    private boolean isDone(final String photo) {
        return Files.exists(folders.faces(photo)) && Files.exists(folders.annotated(photo))
                || Files.exists(folders.noFace(photo))
                || Files.exists(folders.reason(photo));
    }

    private Optional<String> measuredModel() throws IOException {
        if (!Files.isDirectory(folders.trainings())) {
            return Optional.empty();
        }

        try (Stream<Path> models = Files.list(folders.trainings())) {
            return models.map(model -> model.getFileName().toString())
                    .filter(model -> Files.exists(folders.metrics(model)) && Files.exists(folders.report(model)))
                    .findFirst();
        }
    }

    /** Whatever the file is called that the data were in when they failed: as long as there is no model, no photo can have failed. */
    private void failOnFailedDataset() throws IOException {
        final Path failed = folders.failed("");
        if (Files.exists(folders.modelFile()) || !Files.isDirectory(failed)) {
            return;
        }

        try (Stream<Path> reasons = Files.list(failed)) {
            final Optional<Path> reason = reasons.filter(file -> file.toString().endsWith(".reason.json") && !file.getFileName().toString().startsWith(".")).findFirst();
            if (reason.isPresent()) {
                final JsonNode attributes = mapper.readTree(reason.get().toFile());
                throw new IOException(String.format(Locale.ROOT, "No model could be trained: %s", attributes.path("fer.error.message").asText()));
            }
        }
    }

    private void pause() throws IOException, InterruptedException {
        Thread.sleep(INTERVAL);
        if (!server.isAlive()) {
            throw new IOException("NiFi has ended unexpectedly; its logs say why");
        }

        if (Instant.now().isAfter(deadline)) {
            throw new IOException(String.format(Locale.ROOT, "The flow did not finish within %d minutes", LONGEST_RUN.toMinutes()));
        }

        for (final Bulletin bulletin : client.monitoring().bulletins(lastBulletin)) {
            lastBulletin = bulletin.id();
            tell(bulletin);
        }
    }

    private void tell(final Bulletin bulletin) {
        final boolean trainer = FerPipeline.TRAINER.equals(bulletin.sourceName());
        final Matcher epoch = EPOCH.matcher(bulletin.message());
        final Matcher begin = BEGIN.matcher(bulletin.message());
        if (trainer && begin.find()) {
            progress.begin(begin.group());
            progress.stillAt("Training");
        } else if (trainer && epoch.find()) {
            progress.tell(String.format(Locale.ROOT, "Epoch %s of %d%s", epoch.group(1), QuickstartSettings.EPOCHS, epoch.group(2)));
            if (epoch.group(1).equals(Integer.toString(QuickstartSettings.EPOCHS))) {
                progress.stillAt("Evaluating the model");
            }
        } else if (bulletin.isError()) {
            progress.tell(String.format(Locale.ROOT, "%s: %s", bulletin.sourceName(), bulletin.message().lines().findFirst().orElse("")));
        }
    }
}
