package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.SampleEncoding;
import org.nififer.face.FaceDetector;
import org.nififer.face.FaceExtractor;
import org.nififer.face.FaceSettings;
import org.nififer.face.PhotoFaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code crop}: photos become face images.
 */
@Command(name = "crop", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Cuts the faces out of photos: one image a face, named after the photo and the number of the face. Prints the files.")
final class CropCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "PHOTO", arity = "1..*", description = "Photos.")
    private List<Path> photos;

    @Option(names = "--output-directory", required = true, paramLabel = "FOLDER", description = "Where the faces go; made where it is missing.")
    private Path outputDirectory;

    @Option(names = "--size", defaultValue = "224", paramLabel = "N", description = "Pixels of both sides of the crops (default ${DEFAULT-VALUE}).")
    private int size;

    @Mixin
    private FaceOptions faces;

    @Mixin
    private CommonOptions.Encoding encoding;

    @Override
    public Integer call() throws IOException {
        final FaceSettings settings = faces.settings();
        final SampleEncoding format = CommonOptions.settings(specification, () -> encoding.encoding(OptionalInt.of(size)));
        Files.createDirectories(outputDirectory);
        final Set<Path> names = new HashSet<>();
        try (FaceDetector detector = settings.detector().open()) {
            final FaceExtractor extractor = settings.extractor(detector, size);
            return InputFile.each(specification, photos, photo -> {
                if (!names.add(photo.getFileName())) {
                    throw new InvalidInputException(Code.INVALID_SETTING,
                            String.format(Locale.ROOT, "%s has the name of an earlier photo, whose faces it would replace; crop it to another folder", photo));
                }

                crop(photo, extractor, format.format(), format.quality());
            });
        }
    }

    private void crop(final Path photo, final FaceExtractor extractor, final ImageFormat format, final int quality) throws IOException {
        final PhotoFaces found = extractor.find(InputFile.photo(photo), photo.toString());
        for (int index = 0; index < found.faces().size(); index++) {
            final byte[] face = format.encode(extractor.crop(found.photo(), found.faces().get(index), photo.toString()), quality);
            final Path file = outputDirectory.resolve(String.format(Locale.ROOT, "%s.face-%d.%s", photo.getFileName(), index, format.extension()));
            Files.write(file, face);
            specification.commandLine().getOut().println(file);
        }

        specification.commandLine().getOut().flush();
    }
}
