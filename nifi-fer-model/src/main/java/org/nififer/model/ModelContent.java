package org.nififer.model;

import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a file has to be that is opened as a model, or as the weights of one. Another kind of file is refused with what it is and what to do with it, before a
 * reader takes its bytes for numbers. What is of no known kind is the reader's to judge: it knows best what is damaged.
 */
public enum ModelContent {
    /** A {@code .safetensors} of nifi-fer. */
    MODEL("a model of nifi-fer, a .safetensors file, or a .onnx file with its description in a .json beside it", FileKind.SAFETENSORS),
    /** What is called {@code .onnx}. */
    ONNX("an ONNX model", FileKind.ONNX, FileKind.TENSORFLOW),
    /** Weights to begin a training with, or to make a model of. */
    WEIGHTS("weights in a .safetensors or .pth file", FileKind.SAFETENSORS, FileKind.PYTORCH, FileKind.ZIP);

    private static final Set<FileKind> ARCHIVES = EnumSet.of(FileKind.ZIP, FileKind.GZIP, FileKind.BZIP2, FileKind.XZ, FileKind.ZSTANDARD, FileKind.SEVEN_ZIP, FileKind.RAR,
            FileKind.TAR);
    private static final Set<FileKind> OTHER_FRAMEWORKS = EnumSet.of(FileKind.HDF5, FileKind.TFLITE, FileKind.TENSORFLOW, FileKind.GGUF);

    private final String expected;
    private final Set<FileKind> accepted;

    ModelContent(final String expected, final FileKind... accepted) {
        this.expected = expected;
        this.accepted = EnumSet.of(FileKind.UNKNOWN, accepted);
    }

    /**
     * Looks at the first bytes of a file.
     *
     * @throws InvalidInputException               where it is a folder or a file of another kind
     * @throws java.nio.file.NoSuchFileException   where there is no file
     */
    public void require(final Path file) throws IOException {
        final FileKind kind = FileKind.of(file);
        if (!accepted.contains(kind)) {
            throw new InvalidInputException(Code.INVALID_MODEL, kind.refusal(file.toString(), expected + advice(kind)));
        }
    }

    /** What to do with a file that may well be good, but not for this. */
    private String advice(final FileKind kind) {
        if (ARCHIVES.contains(kind)) {
            return ". Unpack it and name the file inside";
        }

        if (OTHER_FRAMEWORKS.contains(kind)) {
            return ". Convert it to ONNX, for example with tf2onnx, and describe it in a .json beside it, as docs/models.md tells";
        }

        return switch (kind) {
            case PYTORCH -> this == ONNX ? ". In Python, torch.onnx.export writes one" : ". The command 'convert' makes a model of the weights of a Swin Transformer or ResNet; "
                    + "other networks become ONNX models by torch.onnx.export in Python";
            case PICKLE -> ". A pickle can run any code and is not read: in Python, torch.save(model.state_dict(), 'FILE.pth') writes the weights alone";
            case ONNX -> this == WEIGHTS ? ". An ONNX model is used as it is, as a model or a teacher, but no training begins with its weights"
                    : ". An ONNX model needs a name that ends with .onnx, and its description in a .json of the same name beside it";
            case SAFETENSORS -> ". A model of nifi-fer needs a name that ends with .safetensors";
            case JSON -> ". Where this is the description of an ONNX model, name the .onnx file beside it";
            default -> "";
        };
    }
}
