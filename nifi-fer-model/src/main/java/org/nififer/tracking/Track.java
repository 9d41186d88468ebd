package org.nififer.tracking;

import org.nififer.common.BoundingBox;
import org.nififer.model.Classification;
import org.nififer.recognition.Recognition.RecognizedFace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A person on the way through a video. Of the features only the last are kept: they are larger than all the rest.
 */
final class Track {

    private final int person;
    private final List<Sighting> sightings = new ArrayList<>();
    private float[] features;

    Track(final int person) {
        this.person = person;
    }

    int person() {
        return person;
    }

    List<Sighting> sightings() {
        return Collections.unmodifiableList(sightings);
    }

    void add(final long milliseconds, final String modelId, final RecognizedFace face) {
        sightings.add(new Sighting(milliseconds, face.face().box(), face.classification(), modelId));
        features = face.features();
    }

    long lastSeen() {
        return sightings.getLast().milliseconds();
    }

    BoundingBox lastBox() {
        return sightings.getLast().box();
    }

    /** Where the face would be if it went on as it came: two people who cross each other are told apart by that. */
    BoundingBox expectedBox(final long milliseconds) {
        final BoundingBox last = lastBox();
        if (sightings.size() < 2) {
            return last;
        }

        final Sighting before = sightings.get(sightings.size() - 2);
        final double elapsed = lastSeen() - before.milliseconds();
        final double steps = elapsed == 0 ? 0 : (milliseconds - lastSeen()) / elapsed;
        return new BoundingBox(last.left() + steps * (centreX(last) - centreX(before.box())), last.top() + steps * (centreY(last) - centreY(before.box())),
                last.width(), last.height());
    }

    private static double centreX(final BoundingBox box) {
        return box.left() + box.width() / 2;
    }

    private static double centreY(final BoundingBox box) {
        return box.top() + box.height() / 2;
    }

    /** The cosine between the last features and those of a face; NaN where there are none to compare. */
    double similarity(final RecognizedFace face) {
        final float[] other = face.features();
        if (features.length == 0 || features.length != other.length) {
            return Double.NaN;
        }

        double product = 0;
        double length = 0;
        double otherLength = 0;
        for (int index = 0; index < other.length; index++) {
            product += (double) features[index] * other[index];
            length += (double) features[index] * features[index];
            otherLength += (double) other[index] * other[index];
        }

        return product / Math.sqrt(length * otherLength);
    }

    /** A face in one frame. */
    record Sighting(long milliseconds, BoundingBox box, Classification classification, String modelId) {
    }
}
