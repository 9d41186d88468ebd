package org.nififer.benchmarks.training;

import org.nififer.benchmarks.ResidentMemory;
import org.nififer.network.Network;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.trainer.optimizer.Optimizer;
import org.nififer.trainer.optimizer.Sam;
import org.nififer.trainer.optimizer.Sgd;
import org.nififer.trainer.run.Batch;
import org.nififer.trainer.run.BatchGradient;
import org.nififer.trainer.run.BatchReader;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.OptimizerSettings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A network in training with one optimizer and one precision, and how long its steps took.
 */
final class TrainingWay implements AutoCloseable {

    /** So low that weights of chance stay finite for as many steps as anyone measures. */
    private static final double LEARNING_RATE = 1e-4;

    private final OptimizerKind kind;
    private final Precision precision;
    private final Network network;
    private final NetworkParameters parameters;
    private final BatchGradient gradient;
    private final Sgd base;
    private final Optimizer optimizer;
    private final List<Long> nanoseconds = new ArrayList<>();

    TrainingWay(final NetworkConfiguration architecture, final OptimizerKind kind, final Precision precision) {
        this.kind = kind;
        this.precision = precision;
        network = new Network(architecture);
        parameters = NetworkParameters.random(architecture, 0);
        gradient = new BatchGradient(network, parameters, precision);
        final OptimizerSettings settings = OptimizerSettings.builder().kind(kind).build();
        base = new Sgd(parameters, settings.momentum(), settings.weightDecay(), settings.decayedWeights(), settings.clipNorm());
        optimizer = kind == OptimizerKind.SGD ? base : new Sam(base, settings.sharpness().rho(), false, 1);
    }

    /**
     * Steps from batches as they are read.
     *
     * @param waiting   the part of the time in which the network waited for data, 0 to 1
     * @param rssBefore resident memory before the first step in MiB, where the system tells
     * @param rssAfter  the same after the last one
     */
    record Reading(double waiting, OptionalLong rssBefore, OptionalLong rssAfter) {
    }

    String name() {
        return String.format(Locale.ROOT, "%s %s", kind.label().toUpperCase(Locale.ROOT), precision.label());
    }

    private void step(final Batch batch) {
        optimizer.step(gradient.of(List.of(batch), 0), LEARNING_RATE);
    }

    /** One step whose time counts. */
    void timedStep(final Batch batch) {
        final long start = System.nanoTime();
        step(batch);
        nanoseconds.add(System.nanoTime() - start);
    }

    /** The median of the timed steps. */
    double milliseconds() {
        final long[] sorted = nanoseconds.stream().mapToLong(Long::longValue).sorted().toArray();
        return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElseThrow() / 1e6;
    }

    /** Steps until nothing is left to read. */
    Reading read(final BatchReader reader) throws IOException {
        final OptionalLong before = ResidentMemory.mebibytes();
        final long start = System.nanoTime();
        long waited = 0;
        List<Batch> batches;
        do {
            final long asked = System.nanoTime();
            batches = reader.read(1);
            waited += System.nanoTime() - asked;
            batches.forEach(this::step);
        } while (!batches.isEmpty());

        return new Reading((double) waited / (System.nanoTime() - start), before, ResidentMemory.mebibytes());
    }

    @Override
    public void close() {
        optimizer.close();
        base.close();
        parameters.close();
        network.close();
    }
}
