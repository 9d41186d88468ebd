package org.nififer.runtime.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folders of the flow, and where in them it leaves what.
 *
 * @param datasets with datasets as they are downloaded
 * @param photos   with photos
 * @param model    of the model in use
 * @param results  for everything that comes out
 */
public record PipelineFolders(Path datasets, Path photos, Path model, Path results) {

    /** Makes all paths absolute. */
    public PipelineFolders {
        datasets = datasets.toAbsolutePath().normalize();
        photos = photos.toAbsolutePath().normalize();
        model = model.toAbsolutePath().normalize();
        results = results.toAbsolutePath().normalize();
    }

    /** Creates those that the flow demands to be there. */
    public void create() throws IOException {
        Files.createDirectories(datasets);
        Files.createDirectories(photos);
    }

    /** The model in use. */
    public Path modelFile() {
        return model.resolve("model.safetensors");
    }

    /** What a training says about itself. */
    public Path report(final String modelId) {
        return training(modelId).resolve("report.json");
    }

    /** How the model did on the test split. */
    public Path metrics(final String modelId) {
        return training(modelId).resolve("metrics.json");
    }

    /** The folder with one folder for each trained model. */
    public Path trainings() {
        return results.resolve("training");
    }

    private Path training(final String modelId) {
        return trainings().resolve(modelId);
    }

    /** The faces of a photo. */
    public Path faces(final String photo) {
        return results.resolve("faces").resolve(photo + ".json");
    }

    /** The photo with boxes and expressions drawn into it. */
    public Path annotated(final String photo) {
        return results.resolve("annotated").resolve(photo + ".annotated.jpg");
    }

    /** The photo, where it shows no face. */
    public Path noFace(final String photo) {
        return results.resolve("no-face").resolve(photo);
    }

    /** A file, where it could not be processed. */
    public Path failed(final String file) {
        return results.resolve("failed").resolve(file);
    }

    /** Why a file could not be processed. */
    public Path reason(final String file) {
        return failed(file + ".reason.json");
    }

    Map<String, String> parameters() {
        final Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("Dataset Folder", datasets.toString());
        parameters.put("Photo Folder", photos.toString());
        parameters.put("Model Folder", model.toString());
        parameters.put("Results Folder", results.toString());
        return parameters;
    }
}
