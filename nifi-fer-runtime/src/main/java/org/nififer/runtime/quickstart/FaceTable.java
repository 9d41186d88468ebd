package org.nififer.runtime.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.runtime.pipeline.PipelineFolders;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/**
 * The results of photos as a table for people.
 */
public final class FaceTable {

    private static final String ROW = "%%-%ds  %%6s %%6s %%6s %%6s  %%5s  %%-10s %%10s%%n";

    private final ObjectMapper mapper = new ObjectMapper();
    private final PipelineFolders folders;
    private final PrintWriter output;

    public FaceTable(final PipelineFolders folders, final PrintWriter output) {
        this.folders = folders;
        this.output = output;
    }

    /**
     * Prints a line for each face, and one for each photo without faces.
     *
     * @return the number of faces
     */
    public int print(final List<String> photos) throws IOException {
        final int width = photos.stream().mapToInt(String::length).max().orElse(0);
        final String row = String.format(Locale.ROOT, ROW, width);
        output.printf(Locale.ROOT, row, "photo", "left", "top", "width", "height", "score", "expression", "confidence");
        int faces = 0;
        for (final String photo : photos) {
            if (Files.exists(folders.faces(photo))) {
                faces += printFaces(row, photo);
            } else {
                output.printf(Locale.ROOT, "%-" + width + "s  %s%n", photo, Files.exists(folders.noFace(photo)) ? "no face found" : "failed: " + reason(photo));
            }
        }

        output.flush();
        return faces;
    }

    private int printFaces(final String row, final String photo) throws IOException {
        final JsonNode faces = mapper.readTree(folders.faces(photo).toFile()).path("faces");
        for (final JsonNode face : faces) {
            final JsonNode box = face.path("box");
            output.printf(Locale.ROOT, row, photo, pixels(box, "left"), pixels(box, "top"), pixels(box, "width"), pixels(box, "height"),
                    String.format(Locale.ROOT, "%.2f", face.path("score").asDouble()), face.path("expression").asText(), String.format(Locale.ROOT, "%.0f%%",
                    100 * face.path("confidence").asDouble()));
        }

        return faces.size();
    }

    private static long pixels(final JsonNode box, final String name) {
        return Math.round(box.path(name).asDouble());
    }

    private String reason(final String photo) throws IOException {
        return mapper.readTree(folders.reason(photo).toFile()).path("fer.error.message").asText("unknown reason");
    }
}
