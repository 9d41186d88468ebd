package org.nififer.tracking;

import org.nififer.recognition.Recognition;
import org.nififer.recognition.Recognition.RecognizedFace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Follows faces from frame to frame. A face is the person whose box it overlaps most, where that person would be by now, or else was last;
 * and else, after a cut or a gap, the lost person whose features are most alike. The best pair is taken first, then the next best of those
 * that are left; of equal ones that of the person who came first.
 */
final class FaceTracker {

    private static final double NO_PAIR = Double.NEGATIVE_INFINITY;

    private final TrackingSettings settings;
    private final List<Track> tracks = new ArrayList<>();
    private List<Track> active = new ArrayList<>();
    private long previousFrame;

    FaceTracker(final TrackingSettings settings) {
        this.settings = settings;
    }

    /** Everybody who was seen, in the order of their numbers. */
    List<Track> tracks() {
        return tracks;
    }

    /** Takes the next frame. */
    void add(final long milliseconds, final Recognition recognition) {
        // Who was there in the frame before is not lost, however far apart the frames are.
        active = new ArrayList<>(active.stream().filter(track -> track.lastSeen() == previousFrame || milliseconds - track.lastSeen() <= settings.maximumGap()).toList());
        previousFrame = milliseconds;
        // From left to right, so that numbers do not depend on which face the detector is surer of.
        final List<RecognizedFace> faces = new ArrayList<>(recognition.faces());
        faces.sort(Comparator.comparingDouble((RecognizedFace face) -> face.face().box().left()).thenComparingDouble(face -> face.face().box().top()));

        final List<Track> lost = new ArrayList<>(active);
        final List<Pair> pairs = new ArrayList<>();
        match(lost, faces, (track, face) -> overlap(track.expectedBox(milliseconds).intersectionOverUnion(face.face().box()), track, face), pairs);
        match(lost, faces, (track, face) -> overlap(track.lastBox().intersectionOverUnion(face.face().box()), track, face), pairs);
        match(lost, faces, this::similarity, pairs);
        for (final RecognizedFace face : faces) {
            final Track newcomer = new Track(tracks.size() + 1);
            tracks.add(newcomer);
            active.add(newcomer);
            pairs.add(new Pair(newcomer, face, 0));
        }

        // Only now: until here each track is what it was before this frame.
        pairs.forEach(pair -> pair.track().add(milliseconds, recognition.modelId(), pair.face()));
    }

    /** Moves the pairs that fit, the best first, from both lists to the pairs. */
    private static void match(final List<Track> lost, final List<RecognizedFace> faces, final Score score, final List<Pair> pairs) {
        final List<Pair> candidates = new ArrayList<>();
        for (final Track track : lost) {
            for (final RecognizedFace face : faces) {
                final double value = score.of(track, face);
                if (value > NO_PAIR) {
                    candidates.add(new Pair(track, face, value));
                }
            }
        }

        // The sort is stable: of equal pairs the earlier person and the face further left come first.
        candidates.sort(Comparator.comparingDouble(Pair::score).reversed());
        for (final Pair candidate : candidates) {
            if (lost.contains(candidate.track()) && faces.stream().anyMatch(face -> face == candidate.face())) {
                lost.remove(candidate.track());
                faces.removeIf(face -> face == candidate.face());
                pairs.add(candidate);
            }
        }
    }

    /** Where features are there, their cosine counts as much as the overlap. */
    private double overlap(final double overlap, final Track track, final RecognizedFace face) {
        if (overlap == 0 || overlap < settings.minimumOverlap()) {
            return NO_PAIR;
        }

        final double similarity = track.similarity(face);
        return Double.isNaN(similarity) ? overlap : overlap + similarity;
    }

    private double similarity(final Track track, final RecognizedFace face) {
        final double similarity = track.similarity(face);
        return similarity >= settings.minimumSimilarity() ? similarity : NO_PAIR;
    }

    /** How well a face fits to a track; {@link #NO_PAIR} where it does not. */
    private interface Score {

        double of(Track track, RecognizedFace face);
    }

    private record Pair(Track track, RecognizedFace face, double score) {
    }
}
