package org.nififer.video;

import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto.DrawnFace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A video of two drawn people: one is there all the time and moves a little, the other one leaves.
 */
public final class DrawnVideo {

    /** Pictures a second. */
    public static final int RATE = 4;
    /** How long the video is, milliseconds. */
    public static final int MILLISECONDS = 4000;
    /** When the second person, on the right, is no longer there. */
    public static final int LEAVES = 2000;

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int SIDE = 160;

    private DrawnVideo() {
    }

    /** Writes it; the extension of the file names the container. */
    public static void write(final Path file) throws IOException {
        final List<RgbImage> pictures = new ArrayList<>();
        for (int milliseconds = 0; milliseconds < MILLISECONDS; milliseconds += 1000 / RATE) {
            final List<DrawnFace> people = new ArrayList<>();
            people.add(new DrawnFace(new BoundingBox(60 + milliseconds / 100.0, 100, SIDE, SIDE), Expression.HAPPINESS, 7));
            if (milliseconds < LEAVES) {
                people.add(new DrawnFace(new BoundingBox(420, 90, SIDE, SIDE), Expression.SURPRISE, 8));
            }

            pictures.add(DrawnFaces.photoWith(3, WIDTH, HEIGHT, people).image());
        }

        VideoFiles.write(file, RATE, pictures, "-c:v", "mpeg4", "-q:v", "2");
    }
}
