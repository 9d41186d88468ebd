package org.nififer.benchmarks.network;

/**
 * A way to run the network, with how long its fastest batch took.
 */
final class NetworkWay {

    private static final int IMAGES_OF_A_TURN = 32;

    private final String name;
    private final Run run;
    private double seconds = Double.POSITIVE_INFINITY;

    /** Computes a batch. */
    @FunctionalInterface
    interface Run {

        /** The logits of a batch, one row an image. */
        float[] logits(float[] images, int count) throws Exception;
    }

    NetworkWay(final String name, final Run run) {
        this.name = name;
        this.run = run;
    }

    String name() {
        return name;
    }

    float[] logits(final float[] images, final int count) throws Exception {
        return run.logits(images, count);
    }

    void forget() {
        seconds = Double.POSITIVE_INFINITY;
    }

    /** Takes a turn: several batches where they are small, since the threads of the way before keep their cores for a while. */
    void time(final float[] images, final int count) throws Exception {
        for (int done = 0; done < IMAGES_OF_A_TURN; done += count) {
            final long start = System.nanoTime();
            run.logits(images, count);
            seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
        }
    }

    /** Of the fastest batch. */
    double seconds() {
        return seconds;
    }
}
