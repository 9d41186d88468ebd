package org.nififer.face;

import org.junit.jupiter.api.Assumptions;
import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Real photos with the boxes of their faces, where the folder named by the property {@code fer.data} exists; tests that
 * ask for them skip elsewhere.
 */
final class DetectionPhotos {

    private static final double SAME_FACE = 0.3;

    private DetectionPhotos() {
    }

    static Path require(final String file) {
        final Path path = Path.of(System.getProperty("fer.data", "missing"), file);
        Assumptions.assumeTrue(Files.exists(path), () -> String.format(Locale.ROOT, "%s is not there", path));
        return path;
    }

    static Path yuNet() {
        return require("models/face_detection_yunet_2023mar.onnx");
    }

    static RgbImage read(final String name) throws IOException {
        final Path path = require("detection").resolve(name);
        return ImageCodec.decode(Files.readAllBytes(path), name);
    }

    /** The true boxes by the name of the photo. */
    static Map<String, List<BoundingBox>> boxes() throws IOException {
        final Map<String, List<BoundingBox>> boxes = new TreeMap<>();
        final List<String> lines = Files.readAllLines(require("detection/boxes.csv"));
        for (final String line : lines.subList(1, lines.size())) {
            final String[] fields = line.split(",");
            boxes.computeIfAbsent(fields[0], name -> new ArrayList<>()).add(new BoundingBox(Double.parseDouble(fields[1]), Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]), Double.parseDouble(fields[4])));
        }

        return boxes;
    }

    /** How many boxes were found, and how many detections are no face. */
    static Count count(final FaceDetector detector) throws IOException {
        int found = 0;
        int others = 0;
        for (final Map.Entry<String, List<BoundingBox>> photo : boxes().entrySet()) {
            final List<Face> faces = detector.detect(read(photo.getKey()));
            for (final BoundingBox box : photo.getValue()) {
                found += faces.stream().anyMatch(face -> face.box().intersectionOverUnion(box) >= SAME_FACE) ? 1 : 0;
            }

            for (final Face face : faces) {
                others += photo.getValue().stream().noneMatch(box -> face.box().intersectionOverUnion(box) >= SAME_FACE) ? 1 : 0;
            }
        }

        return new Count(found, others);
    }

    record Count(int found, int others) {
    }
}
