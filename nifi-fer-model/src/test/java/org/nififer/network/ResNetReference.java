package org.nififer.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A ResNet in plain loops over doubles, to be compared with what libtorch computes. Written from the definitions of He et al. (2016) and of Ioffe and
 * Szegedy (2015), not from {@code resnet.py}.
 */
final class ResNetReference {

    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final ResNetConfiguration configuration;
    private final Map<String, double[]> weights;
    private final Map<String, double[]> statistics = new LinkedHashMap<>();
    private final int trainedFrom;

    /**
     * @param weights     by name
     * @param trainedFrom the first stage that trains, from 0; -1 where the input layer does as well, and as many as there are stages for inference
     */
    ResNetReference(final ResNetConfiguration configuration, final Map<String, double[]> weights, final int trainedFrom) {
        this.configuration = configuration;
        this.weights = weights;
        this.trainedFrom = trainedFrom;
    }

    /** Values {@code [b][c][y][x]}. */
    private record Maps(double[][][][] values) {

        private int batch() {
            return values.length;
        }

        private int channels() {
            return values[0].length;
        }

        private int side() {
            return values[0][0].length;
        }
    }

    /** The running statistics after {@link #logits}, of the layers that train. */
    Map<String, double[]> statistics() {
        return statistics;
    }

    /** Logits {@code [b][classes]} of images {@code [b][3][s][s]}. */
    double[][] logits(final double[][][][] images) {
        final double[][] pooled = pooled(images);
        final double[] weight = weights.get("fc.weight");
        final double[] bias = weights.get("fc.bias");
        final double[][] logits = new double[pooled.length][configuration.classes()];
        for (int image = 0; image < pooled.length; image++) {
            for (int output = 0; output < configuration.classes(); output++) {
                logits[image][output] = bias[output];
                for (int feature = 0; feature < pooled[image].length; feature++) {
                    logits[image][output] += weight[output * pooled[image].length + feature] * pooled[image][feature];
                }
            }
        }

        return logits;
    }

    /** The mean cross-entropy for target distributions {@code [b][classes]}. */
    double loss(final double[][][][] images, final double[][] targets) {
        final double[][] logits = logits(images);
        double loss = 0;
        for (int image = 0; image < logits.length; image++) {
            final double sum = Arrays.stream(logits[image]).map(Math::exp).sum();
            for (int output = 0; output < logits[image].length; output++) {
                loss -= targets[image][output] * (logits[image][output] - Math.log(sum)) / logits.length;
            }
        }

        return loss;
    }

    /** Features {@code [b][C]}. */
    double[][] pooled(final double[][][][] images) {
        Maps x = maxPool(relu(batchNorm(convolution(new Maps(images), "conv1", 2, 3), "bn1", -1)));
        for (int stage = 0; stage < configuration.depths().size(); stage++) {
            for (int block = 0; block < configuration.depths().get(stage); block++) {
                x = block(x, String.format(Locale.ROOT, "layer%d.%d.", stage + 1, block), stage, stage > 0 && block == 0 ? 2 : 1);
            }
        }

        final double[][] pooled = new double[x.batch()][x.channels()];
        for (int image = 0; image < x.batch(); image++) {
            for (int channel = 0; channel < x.channels(); channel++) {
                pooled[image][channel] = Arrays.stream(x.values[image][channel]).flatMapToDouble(Arrays::stream).average().orElseThrow();
            }
        }

        return pooled;
    }

    private Maps block(final Maps x, final String prefix, final int stage, final int stride) {
        Maps y = relu(batchNorm(convolution(x, prefix + "conv1", 1, 0), prefix + "bn1", stage));
        y = relu(batchNorm(convolution(y, prefix + "conv2", stride, 1), prefix + "bn2", stage));
        y = batchNorm(convolution(y, prefix + "conv3", 1, 0), prefix + "bn3", stage);
        final Maps shortcut = weights.containsKey(prefix + "downsample.0.weight")
                ? batchNorm(convolution(x, prefix + "downsample.0", stride, 0), prefix + "downsample.1", stage) : x;
        final Maps sum = empty(y.batch(), y.channels(), y.side());
        each(sum, (image, channel, row, column) -> shortcut.values[image][channel][row][column]);
        final Maps branch = y;
        each(sum, (image, channel, row, column) -> sum.values[image][channel][row][column] + branch.values[image][channel][row][column]);
        return relu(sum);
    }

    private Maps convolution(final Maps x, final String name, final int stride, final int padding) {
        final double[] weight = weights.get(name + ".weight");
        final int kernel = 2 * padding + 1;
        final int filter = x.channels() * kernel * kernel;
        final Maps y = empty(x.batch(), weight.length / filter, (x.side() + 2 * padding - kernel) / stride + 1);
        each(y, (image, channel, row, column) -> {
            double sum = 0;
            for (int input = 0; input < x.channels(); input++) {
                for (int dy = 0; dy < kernel; dy++) {
                    for (int dx = 0; dx < kernel; dx++) {
                        final int sourceRow = row * stride + dy - padding;
                        final int sourceColumn = column * stride + dx - padding;
                        if (sourceRow >= 0 && sourceRow < x.side() && sourceColumn >= 0 && sourceColumn < x.side()) {
                            sum += weight[channel * filter + (input * kernel + dy) * kernel + dx] * x.values[image][input][sourceRow][sourceColumn];
                        }
                    }
                }
            }

            return sum;
        });
        return y;
    }

    private Maps batchNorm(final Maps x, final String name, final int stage) {
        final double[] means = weights.get(name + ".running_mean").clone();
        final double[] variances = weights.get(name + ".running_var").clone();
        if (stage >= trainedFrom) {
            final double[] runningMeans = means.clone();
            final double[] runningVariances = variances.clone();
            final double count = (double) x.batch() * x.side() * x.side();
            for (int channel = 0; channel < x.channels(); channel++) {
                double sum = 0;
                double squares = 0;
                for (final double[][][] image : x.values) {
                    sum += Arrays.stream(image[channel]).flatMapToDouble(Arrays::stream).sum();
                    squares += Arrays.stream(image[channel]).flatMapToDouble(Arrays::stream).map(value -> value * value).sum();
                }

                means[channel] = sum / count;
                variances[channel] = squares / count - means[channel] * means[channel];
                runningMeans[channel] += MOMENTUM * (means[channel] - runningMeans[channel]);
                runningVariances[channel] += MOMENTUM * (variances[channel] * count / (count - 1) - runningVariances[channel]);
            }

            statistics.put(name + ".running_mean", runningMeans);
            statistics.put(name + ".running_var", runningVariances);
        }

        final double[] weight = weights.get(name + ".weight");
        final double[] bias = weights.get(name + ".bias");
        final Maps y = empty(x.batch(), x.channels(), x.side());
        each(y, (image, channel, row, column) -> (x.values[image][channel][row][column] - means[channel]) / Math.sqrt(variances[channel] + EPSILON) * weight[channel]
                + bias[channel]);
        return y;
    }

    private static Maps relu(final Maps x) {
        final Maps y = empty(x.batch(), x.channels(), x.side());
        each(y, (image, channel, row, column) -> Math.max(0, x.values[image][channel][row][column]));
        return y;
    }

    /** The largest of 3 x 3 neighbours, at every second place. */
    private static Maps maxPool(final Maps x) {
        final Maps y = empty(x.batch(), x.channels(), (x.side() - 1) / 2 + 1);
        each(y, (image, channel, row, column) -> {
            double largest = Double.NEGATIVE_INFINITY;
            for (int sourceRow = Math.max(0, 2 * row - 1); sourceRow <= Math.min(x.side() - 1, 2 * row + 1); sourceRow++) {
                for (int sourceColumn = Math.max(0, 2 * column - 1); sourceColumn <= Math.min(x.side() - 1, 2 * column + 1); sourceColumn++) {
                    largest = Math.max(largest, x.values[image][channel][sourceRow][sourceColumn]);
                }
            }

            return largest;
        });
        return y;
    }

    private static Maps empty(final int batch, final int channels, final int side) {
        return new Maps(new double[batch][channels][side][side]);
    }

    private interface Place {
        double value(int image, int channel, int row, int column);
    }

    private static void each(final Maps maps, final Place place) {
        for (int image = 0; image < maps.batch(); image++) {
            for (int channel = 0; channel < maps.channels(); channel++) {
                for (int row = 0; row < maps.side(); row++) {
                    for (int column = 0; column < maps.side(); column++) {
                        maps.values[image][channel][row][column] = place.value(image, channel, row, column);
                    }
                }
            }
        }
    }
}
