package org.nififer.runtime.pipeline;

import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ProcessGroups;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The flow on a server.
 */
public final class FerPipeline {

    /** Its name on the canvas. */
    public static final String NAME = "Facial-expression recognition";

    /** The processor whose bulletins tell the progress of a training. */
    public static final String TRAINER = "Train the model";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final NifiClient client;
    private final String groupId;

    private FerPipeline(final NifiClient client, final String groupId) {
        this.client = client;
        this.groupId = groupId;
    }

    /**
     * Uploads the flow and sets its parameters.
     *
     * @param definition {@code templates/fer-pipeline.json}
     * @param settings   parameters other than the folders, by name; the others keep what the definition says
     */
    public static FerPipeline upload(final NifiClient client, final Path definition, final PipelineFolders folders, final Map<String, String> settings)
            throws IOException, InterruptedException {
        final String groupId = client.processGroups().upload(ProcessGroups.ROOT, definition, NAME, 0, 0);
        final FerPipeline pipeline = new FerPipeline(client, groupId);
        final Map<String, String> parameters = new LinkedHashMap<>(folders.parameters());
        parameters.putAll(settings);
        pipeline.set(parameters);
        return pipeline;
    }

    /** The id of its process group. */
    public String groupId() {
        return groupId;
    }

    /** Changes parameters, also while it runs. */
    public void set(final Map<String, String> parameters) throws IOException, InterruptedException {
        client.parameterContexts().update(client.parameterContexts().contextOf(groupId), parameters, TIMEOUT);
    }

    /**
     * Starts all of it.
     *
     * @throws IOException if a processor or service is not valid, with its name and what is wrong
     */
    public void start() throws IOException, InterruptedException {
        client.processGroups().enableServices(groupId, TIMEOUT);
        client.processGroups().awaitValid(groupId, TIMEOUT);
        client.processGroups().start(groupId);
    }

    /** How many epochs all trainings of the flow have done. */
    public long trainedEpochs() throws IOException, InterruptedException {
        return client.monitoring().counters().entrySet().stream()
                .filter(counter -> counter.getKey().startsWith(TRAINER) && counter.getKey().endsWith("/ Training Epochs"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
