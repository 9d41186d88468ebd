package org.nififer.benchmarks.training;

import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.Seeds;
import org.nififer.dataset.Shuffling;
import org.nififer.dataset.Split;
import org.nififer.model.ImageNormalizer;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.trainer.run.Batch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * {@code sam-climb}: what of the climb of sharpness-aware minimization survives the roundings of bf16.
 */
@Command(name = "sam-climb", mixinStandardHelpOptions = true,
        description = "How far the loss of a model rises when SAM climbs, and how its gradient turns on the way, with matrix products in float32, in bf16, and in bf16 with "
                + "the second pass in float32. The model is not changed.")
public final class SamClimbCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Option(names = "--model", required = true, paramLabel = "M.safetensors", description = "A trained model.")
    private Path model;

    @Parameters(paramLabel = "D.tar", description = "A dataset with a train split.")
    private Path dataset;

    @Option(names = "--rho", split = ",", defaultValue = "0.02,0.05,0.1,0.2,0.5", paramLabel = "RADIUS", description = "The radii (default ${DEFAULT-VALUE}).")
    private List<Double> radii;

    @Option(names = "--batch-size", defaultValue = "64", paramLabel = "N", description = "Samples of a step (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--batches", defaultValue = "8", paramLabel = "N", description = "Over how many steps the figures are means (default ${DEFAULT-VALUE}).")
    private int batches;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || batches < 1 || radii.stream().anyMatch(radius -> radius <= 0)) {
            throw new ParameterException(specification.commandLine(), "Expected a batch size and a number of batches of at least 1, and radii above 0");
        }

        try (ModelFile file = ModelFile.open(model); DatasetIndex index = DatasetIndex.open(dataset); NetworkParameters parameters = file.loadParameters();
             Network network = new Network(file.description().architecture())) {
            final List<Batch> steps = batches(index, file.description());
            final SamClimb climb = new SamClimb(network, parameters);
            System.out.printf(Locale.ROOT, "%n%-6s %-16s %10s %10s %14s %14s %14s%n", "rho", "passes", "climb", "of fp32", "turn: cosine", "turn: length", "weights moved");
            for (final double radius : radii) {
                final List<SamClimb.Step> reference = steps.stream().map(batch -> climb.step(batch, radius, Precision.FP32, Precision.FP32)).toList();
                print(radius, "fp32, fp32", reference, reference);
                print(radius, "bf16, bf16", steps.stream().map(batch -> climb.step(batch, radius, Precision.BF16, Precision.BF16)).toList(), reference);
                print(radius, "bf16, fp32", steps.stream().map(batch -> climb.step(batch, radius, Precision.BF16, Precision.FP32)).toList(), reference);
            }

            System.out.printf(Locale.ROOT, "%s, %d parameters, %d steps of %d images%n", model.getFileName(), file.description().architecture().parameterCount(), steps.size(),
                    batchSize);
        }

        return 0;
    }

    private List<Batch> batches(final DatasetIndex index, final ModelDescription description) throws IOException {
        final int[] labelled = Arrays.stream(index.samples(Split.TRAIN)).filter(sample -> index.expression(sample).filter(description.expressions()::contains).isPresent())
                .toArray();
        if (labelled.length < batches * batchSize) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "%s has %d train samples; %d batches of %d need more", dataset, labelled.length,
                    batches, batchSize));
        }

        final int[] order = Shuffling.shuffled(labelled, new SplittableRandom(Seeds.of(0)));
        final ImageNormalizer normalizer = new ImageNormalizer(description);
        final int classes = description.expressions().size();
        final List<Batch> result = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            final float[] images = new float[batchSize * normalizer.length()];
            final float[] targets = new float[batchSize * classes];
            for (int position = 0; position < batchSize; position++) {
                final int sample = order[batch * batchSize + position];
                normalizer.write(index.decodedImage(sample), images, position);
                targets[position * classes + description.expressions().indexOf(index.expression(sample).orElseThrow())] = 1;
            }

            result.add(new Batch(batchSize, images, targets));
        }

        return result;
    }

    private static void print(final double radius, final String passes, final List<SamClimb.Step> steps, final List<SamClimb.Step> reference) {
        final double climb = steps.stream().mapToDouble(SamClimb.Step::climb).average().orElseThrow();
        final double referenceClimb = reference.stream().mapToDouble(SamClimb.Step::climb).average().orElseThrow();
        double cosine = 0;
        double length = 0;
        for (int step = 0; step < steps.size(); step++) {
            cosine += SamClimb.cosine(steps.get(step).turn(), reference.get(step).turn()) / steps.size();
            length += SamClimb.norm(steps.get(step).turn()) / SamClimb.norm(reference.get(step).turn()) / steps.size();
        }

        System.out.printf(Locale.ROOT, "%-6s %-16s %10.4f %10.2f %14.3f %14.2f %14.3f%n", radius, passes, climb, climb / referenceClimb, cosine, length,
                steps.stream().mapToDouble(SamClimb.Step::moved).average().orElseThrow());
    }
}
