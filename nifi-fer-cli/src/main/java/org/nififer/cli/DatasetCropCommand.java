package org.nififer.cli;

import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.crop.CropSettings;
import org.nififer.dataset.crop.CropSettings.SamplesWithoutFace;
import org.nififer.dataset.crop.DatasetCropper;
import org.nififer.face.FaceSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * {@code dataset crop}: photos become faces.
 */
@Command(name = "crop", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Cuts the largest face out of each photo of a dataset and aligns it, as recognition does.")
public final class DatasetCropCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--output", required = true, paramLabel = "D.tar", description = "The dataset to write.")
    private Path output;

    @Option(names = "--size", defaultValue = "224", paramLabel = "N", description = "Pixels of both sides of the crops (default ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--without-face", defaultValue = "keep", converter = Converters.WithoutFace.class, completionCandidates = Converters.WithoutFace.class,
            paramLabel = "CHOICE", description = "What becomes of samples in which no face is found: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private SamplesWithoutFace withoutFace;

    @Option(names = "--without-face-output", paramLabel = "D.tar", description = "Where --without-face route writes them.")
    private Path withoutFaceOutput;

    @Mixin
    private FaceOptions faces;

    @Mixin
    private CommonOptions.Encoding encoding;

    @Mixin
    private CommonOptions.Threads threads;

    @Parameters(paramLabel = "D.tar", description = "The dataset of photos.")
    private Path input;

    @Override
    public Integer call() throws IOException {
        if ((withoutFace == SamplesWithoutFace.ROUTE) != (withoutFaceOutput != null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--without-face route and --without-face-output belong together");
        }

        final FaceSettings faceSettings = faces.settings();
        final CropSettings settings = CommonOptions.settings(spec,
                () -> new CropSettings(faceSettings, size, withoutFace, encoding.encoding(OptionalInt.empty()), threads.threads()));
        final DatasetCropper.Summary summary = DatasetOutput.write(output, List.of(input), "Crop", (writer, progress) -> {
            if (withoutFaceOutput == null) {
                return crop(settings, writer, new DatasetWriter(OutputStream.nullOutputStream()), progress);
            }

            return DatasetOutput.write(withoutFaceOutput, List.of(input, output), rest -> crop(settings, writer, rest, progress));
        });
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "Read %d samples: %d written, %d without a face (%s), %d with several, of which the largest was taken.%n%n", summary.read(),
                summary.written().total(), summary.withoutFace().total(), withoutFace.label(), summary.severalFaces());
        out.print(Tables.counts(summary.written()));
        out.flush();
        return 0;
    }

    private DatasetCropper.Summary crop(final CropSettings settings, final DatasetWriter writer, final DatasetWriter withoutFaceWriter, final ProgressDisplay progress)
            throws IOException {
        return DatasetCropper.crop(() -> DatasetReader.open(input), writer, withoutFaceWriter, settings, progress);
    }
}
