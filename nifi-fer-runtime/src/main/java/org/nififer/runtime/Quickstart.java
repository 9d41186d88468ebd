package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.face.FaceDetectorFactory;
import org.nififer.model.ModelFile;
import org.nififer.model.ShippedModel;
import org.nififer.recognition.YuNetDownload;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.pipeline.FerPipeline;
import org.nififer.runtime.pipeline.PipelineFolders;
import org.nififer.runtime.quickstart.FaceTable;
import org.nififer.runtime.quickstart.FlowWatch;
import org.nififer.runtime.quickstart.PhotoSource;
import org.nififer.runtime.quickstart.Progress;
import org.nififer.runtime.quickstart.QuickstartSettings;
import org.nififer.runtime.quickstart.WorkFolder;
import org.nififer.runtime.server.NifiHome;
import org.nififer.runtime.server.NifiServer;
import org.nififer.runtime.server.ServerOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code ./quickstart}: the expressions in a person's photos, or the whole way from a dataset on, on a NiFi of its own, which goes on running afterwards.
 */
@Command(name = "quickstart", sortOptions = false, descriptionHeading = "%n", parameterListHeading = "%n", optionListHeading = "%n",
        description = {
            "Starts a NiFi on this machine and recognises the expressions in the photos of a folder, with the model that comes with nifi-fer. Without a folder it shows the whole "
                + "way: it trains a model on drawn faces, measures it, and recognises drawn photos. The NiFi goes on running: open its canvas in a browser, put further photos "
                + "into the folder, change the flow.",
            "",
            "Everything lies in target/quickstart beside this script: the server (nifi), the model and the results. A new run stops the server of the last one and begins anew."},
        footer = {"", "A model recognises the expression that a face shows, never the emotion that a person feels.",
            "Exit codes: 0 done, 1 failed (one line says why), 2 wrong usage."})
public final class Quickstart implements Callable<Integer> {

    private static final String HAAR = "haar";
    private static final int FAILED = 1;

    @Spec
    private CommandSpec specification;

    @Parameters(arity = "0..1", paramLabel = "PHOTO_FOLDER", description = "Folder whose photos (jpg, jpeg, png, bmp, tif, tiff, webp, gif, heic, heif, avif) are looked at; "
            + "they are only read, and folders in it are not searched. Without it, photos are drawn.")
    private Path photoFolder;

    @Option(names = "--train", description = "Train a model on drawn faces first, for photos of your own as well: its boxes are real then, its expressions mean nothing.")
    private boolean train;

    @Option(names = "--model", paramLabel = "FILE", description = "Your model, a .safetensors of nifi-fer, instead of the one that comes with it.")
    private Path model;

    @Option(names = "--face-detector", paramLabel = "haar|none|yunet|FILE", defaultValue = HAAR, description = "haar, the built-in detector (the default); none, where each "
            + "photo is one face; yunet, which finds far more faces and is fetched once from the OpenCV Zoo and kept in ~/.cache/nifi-fer/models; or its .onnx file.")
    private String faceDetector;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and do nothing else.")
    private boolean help;

    @Option(names = "--stop", description = "Stop the NiFi that an earlier quickstart left running, and do nothing else.")
    private boolean stop;

    private final Path root = Path.of(System.getProperty("nififer.root", "")).toAbsolutePath().normalize();
    private final WorkFolder work = new WorkFolder(root.resolve("target").resolve("quickstart"));

    /** Runs the quickstart and exits with its code. */
    public static void main(final String[] arguments) {
        final CommandLine commandLine = new CommandLine(new Quickstart());
        commandLine.setParameterExceptionHandler((exception, parsed) -> {
            commandLine.getErr().println("quickstart: " + exception.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
            command.getErr().println("quickstart: " + (exception instanceof IOException ? exception.getMessage() : exception.toString()));
            return FAILED;
        });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final PrintWriter output = specification.commandLine().getOut();
        if (stop) {
            final Optional<NifiServer> stopped = work.stopServer();
            output.println(stopped.isPresent() ? String.format(Locale.ROOT, "The NiFi with the process id %d is stopped.",
                    stopped.get().processId()) : "No NiFi of a quickstart runs.");
            return CommandLine.ExitCode.OK;
        }

        final Map<String, String> parameters = new LinkedHashMap<>(QuickstartSettings.PARAMETERS);
        parameters.putAll(detectorParameters(output));
        final Optional<PhotoSource> given = givenPhotos();
        final Optional<Path> readyModel = readyModel();
        explain(output, given);
        try (Progress progress = new Progress(output)) {
            run(parameters, given, readyModel, progress, output);
        }

        return CommandLine.ExitCode.OK;
    }

    private Map<String, String> detectorParameters(final PrintWriter output) {
        final String available = YuNetDownload.ofThisMachine().detector(faceDetector, output::println);
        if (List.of(HAAR, "none").contains(available)) {
            return Map.of("Face Detector", available);
        }

        try {
            FaceDetectorFactory.parse(available);
        } catch (final InvalidInputException e) {
            throw new ParameterException(specification.commandLine(), e.getMessage(), e);
        }

        return Map.of("Face Detector", "yunet", "YuNet File", Path.of(available).toAbsolutePath().normalize().toString());
    }

    /** The model that photos are looked at with at once; empty where one is trained first. */
    private Optional<Path> readyModel() throws IOException {
        if (train && model != null) {
            throw new ParameterException(specification.commandLine(), "--train makes a model, --model names one: choose one of them");
        }

        if (train || model == null && photoFolder == null) {
            return Optional.empty();
        }

        if (model == null) {
            return Optional.of(ShippedModel.file());
        }

        requireOutside("model", model);
        // What is no model is told before a server is started for it.
        try (ModelFile opened = ModelFile.open(model)) {
            return Optional.of(model);
        } catch (final InvalidInputException | NoSuchFileException e) {
            final String message = e instanceof NoSuchFileException ? String.format(Locale.ROOT, "There is no model %s", model) : e.getMessage();
            throw new ParameterException(specification.commandLine(), message, e);
        }
    }

    private Optional<PhotoSource> givenPhotos() {
        if (photoFolder == null) {
            return Optional.empty();
        }

        try {
            final PhotoSource photos = PhotoSource.ofFolder(photoFolder);
            requireOutside("photo folder", photos.folder());
            return Optional.of(photos);
        } catch (final IOException e) {
            throw new ParameterException(specification.commandLine(), e.getMessage(), e);
        }
    }

    private void requireOutside(final String what, final Path path) {
        if (path.toAbsolutePath().normalize().startsWith(work.root())) {
            throw new ParameterException(specification.commandLine(),
                    String.format(Locale.ROOT, "The %s %s lies in the folder that each run empties: copy it elsewhere", what, path));
        }
    }

    private void explain(final PrintWriter output, final Optional<PhotoSource> given) {
        given.filter(photos -> !photos.ignored().isEmpty())
                .ifPresent(photos -> output.println("Ignored, because they are no photos: " + String.join(", ", photos.ignored())));
        if (HAAR.equals(faceDetector)) {
            output.println("Faces are found by the embedded Haar detector, which misses small, tilted, turned and partly covered faces and gives no landmarks to align by.");
            output.println("For more faces, choose YuNet: --face-detector yunet.");
        }

        output.flush();
    }

    private void run(final Map<String, String> parameters, final Optional<PhotoSource> given, final Optional<Path> readyModel, final Progress progress, final PrintWriter output)
            throws IOException, InterruptedException {
        final NifiHome home = prepareHome(progress);
        final PhotoSource photos = given.isPresent() ? given.get() : PhotoSource.draw(work.drawnPhotos());
        final PipelineFolders folders = work.flow(photos.folder());
        folders.create();
        if (readyModel.isPresent()) {
            Files.createDirectories(folders.model());
            Files.copy(readyModel.get(), folders.modelFile());
        } else {
            progress.begin(String.format(Locale.ROOT, "Drawing faces of %d people to train on", QuickstartSettings.DATASET.subjects()));
            QuickstartSettings.DATASET.write(folders.datasets().resolve("drawn-faces.zip"));
        }

        progress.begin("Starting NiFi");
        final NifiServer server = NifiServer.start(home, ServerOptions.normal().asDetached());
        try (NifiClient client = new NifiClient(server.apiAddress())) {
            final FerPipeline pipeline = FerPipeline.upload(client, root.resolve("templates").resolve("fer-pipeline.json"), folders, parameters);
            final URI canvas = server.canvasAddress().resolve("#/process-groups/" + pipeline.groupId());
            progress.tell("The canvas is at " + canvas);
            pipeline.start();
            final FlowWatch watch = new FlowWatch(server, client, folders, progress);
            final Optional<String> trained = readyModel.isPresent() ? Optional.empty() : Optional.of(watch.awaitModel());
            watch.awaitPhotos(photos.photos());
            progress.tell("Done");
            report(trained, photos, folders, output);
            output.printf(Locale.ROOT, "%nNiFi runs on (process id %d); its canvas is at%n  %s%nStop it with%n  ./quickstart --stop%n", server.processId(), canvas);
        } catch (final IOException e) {
            throw new IOException(String.format(Locale.ROOT, "%s. NiFi: %s, logs: %s, stop it with ./quickstart --stop", e.getMessage(), server.canvasAddress(), home.logs()), e);
        }
    }

    private NifiHome prepareHome(final Progress progress) throws IOException, InterruptedException {
        final Optional<NifiServer> stopped = work.stopServer();
        if (stopped.isPresent()) {
            progress.tell(String.format(Locale.ROOT, "Stopped the NiFi of the last run (process id %d)", stopped.get().processId()));
        }

        work.clear();
        return NifiHome.create(work.nifi(), root.resolve("nifi-fer-runtime").resolve("target").resolve("nifi").resolve("lib"));
    }

    private static void report(final Optional<String> trained, final PhotoSource photos, final PipelineFolders folders, final PrintWriter output) throws IOException {
        if (trained.isPresent()) {
            final JsonNode metrics = new ObjectMapper().readTree(folders.metrics(trained.get()).toFile());
            output.printf(Locale.ROOT, "%nModel %s: accuracy %.3f on %d drawn faces of people it was not trained on (chance is %.3f)%n  %s%n", trained.get(),
                    metrics.path("accuracy").asDouble(), metrics.path("samples").asInt(), 1.0 / metrics.path("labels").size(), folders.modelFile());
        }

        output.println();
        final int faces = new FaceTable(folders, output).print(photos.photos());
        output.printf(Locale.ROOT, "%n%d faces in %d photos. JSON, annotated photos, photos without a face and figures are in%n  %s%n", faces, photos.photos().size(),
                folders.results());
        if (trained.isPresent() && !photos.drawn()) {
            output.println();
            output.println("The model was trained on drawn faces only: the boxes are real, but the expressions of real people mean nothing. Without --train the model of real "
                    + "faces is used.");
        }
    }
}
