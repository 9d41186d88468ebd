package org.nififer.tracking;

import org.nififer.common.Expression;
import org.nififer.model.Classification;
import org.nififer.recognition.Recognition;
import org.nififer.tracking.Track.Sighting;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes spans of time of what was recognised in the frames of a video: faces are followed, the probabilities of each are averaged over a
 * window of time around each frame, as Savchenko (2022) does with the outputs of single frames, and neighbours with the same expression
 * become one span. Not thread-safe.
 */
public final class ExpressionAggregator {

    private final TrackingSettings settings;
    private final FaceTracker tracker;
    private long lastMilliseconds = Long.MIN_VALUE;

    public ExpressionAggregator(final TrackingSettings settings) {
        this.settings = settings;
        this.tracker = new FaceTracker(settings);
    }

    /**
     * Takes the next frame.
     *
     * @param milliseconds when it is shown
     * @throws IllegalArgumentException where that is before the frame before
     */
    public void add(final long milliseconds, final Recognition recognition) {
        if (milliseconds < lastMilliseconds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A frame at %d ms after one at %d ms; expected them in their order", milliseconds, lastMilliseconds));
        }

        lastMilliseconds = milliseconds;
        tracker.add(milliseconds, recognition);
    }

    /** How many people were seen. */
    public int people() {
        return tracker.tracks().size();
    }

    /** The spans of all frames so far, by person and time. */
    public List<ExpressionSpan> spans() {
        final List<ExpressionSpan> spans = new ArrayList<>();
        for (final Track track : tracker.tracks()) {
            for (final Run run : lasting(smoothed(track.sightings()))) {
                spans.add(span(track, run));
            }
        }

        return spans;
    }

    private static ExpressionSpan span(final Track track, final Run run) {
        final List<Sighting> sightings = track.sightings().subList(run.from(), run.from() + run.classifications().size());
        final String models = sightings.stream().map(Sighting::modelId).distinct().collect(Collectors.joining(","));
        return new ExpressionSpan(track.person(), run.start(), run.end(), sightings.size(), sightings.getFirst().box(), run.mean(), models);
    }

    /** The spans of neighbours with the same expression, once their probabilities are smoothed. */
    private List<Run> smoothed(final List<Sighting> sightings) {
        final List<Run> runs = new ArrayList<>();
        int from = 0;
        int to = 0;
        for (int index = 0; index < sightings.size(); index++) {
            final long milliseconds = sightings.get(index).milliseconds();
            while (2 * (milliseconds - sightings.get(from).milliseconds()) > settings.smoothingWindow()) {
                from++;
            }

            while (to < sightings.size() && 2 * (sightings.get(to).milliseconds() - milliseconds) <= settings.smoothingWindow()) {
                to++;
            }

            final Classification smoothed = mean(sightings.subList(from, to).stream().map(Sighting::classification).toList());
            runs.add(new Run(index, milliseconds, milliseconds, List.of(smoothed), smoothed));
        }

        return joined(runs);
    }

    /**
     * Runs that are too short join a neighbour, the shortest first: that whose expression they show more of. The two together show what the mean over all their frames
     * says, which a few confident frames can decide.
     */
    private List<Run> lasting(final List<Run> runs) {
        List<Run> left = runs;
        while (left.size() > 1) {
            final Run shortest = left.stream().min(Comparator.comparingLong(run -> run.end() - run.start())).orElseThrow();
            if (shortest.end() - shortest.start() >= settings.minimumDuration()) {
                break;
            }

            final int index = left.indexOf(shortest);
            final double before = index == 0 ? -1 : shortest.probability(left.get(index - 1));
            final double after = index == left.size() - 1 ? -1 : shortest.probability(left.get(index + 1));
            final int first = before >= after ? index - 1 : index;
            final List<Run> fewer = new ArrayList<>(left);
            fewer.set(first, left.get(first).with(left.get(first + 1)));
            fewer.remove(first + 1);
            left = joined(fewer);
        }

        return left;
    }

    private static List<Run> joined(final List<Run> runs) {
        final List<Run> joined = new ArrayList<>();
        final List<Run> same = new ArrayList<>();
        for (final Run run : runs) {
            if (!same.isEmpty() && same.getLast().mean().expression() != run.mean().expression()) {
                joined.add(Run.of(same));
                same.clear();
            }

            same.add(run);
        }

        if (!same.isEmpty()) {
            joined.add(Run.of(same));
        }

        return joined;
    }

    private static Classification mean(final Collection<Classification> classifications) {
        final Map<Expression, Double> probabilities = new EnumMap<>(Expression.class);
        classifications.forEach(classification -> classification.probabilities()
                .forEach((expression, probability) -> probabilities.merge(expression, probability / classifications.size(), Double::sum)));
        return new Classification(probabilities);
    }

    /**
     * Frames of one person that follow each other.
     *
     * @param from            the number of the first
     * @param classifications smoothed, one a frame
     * @param mean            theirs
     */
    private record Run(int from, long start, long end, List<Classification> classifications, Classification mean) {

        static Run of(final List<Run> neighbours) {
            if (neighbours.size() == 1) {
                return neighbours.getFirst();
            }

            final List<Classification> all = neighbours.stream().flatMap(run -> run.classifications().stream()).toList();
            return new Run(neighbours.getFirst().from(), neighbours.getFirst().start(), neighbours.getLast().end(), all, ExpressionAggregator.mean(all));
        }

        Run with(final Run next) {
            return of(List.of(this, next));
        }

        double probability(final Run neighbour) {
            return mean.probabilities().getOrDefault(neighbour.mean().expression(), 0.0);
        }
    }
}
