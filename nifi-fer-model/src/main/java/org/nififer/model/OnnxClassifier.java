package org.nififer.model;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.onnx.OnnxEngine;
import org.nififer.onnx.OnnxEngine.LoadedModel;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Any classifier that was exported to ONNX, on ONNX Runtime.
 */
final class OnnxClassifier extends ExpressionClassifier {

    private static final Set<OnnxJavaType> OTHER_FLOATS = EnumSet.of(OnnxJavaType.DOUBLE, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

    private final NetworkInput input;
    private final ModelSummary summary;
    private final LoadedModel loaded;
    private final OrtSession session;
    private final String inputName;
    private final String outputName;
    /** How many images the network takes at a time, where it was exported for a number; 0 for any. */
    private final int fixedBatch;

    private OnnxClassifier(final OnnxModelFile model, final LoadedModel loaded, final ClassifierSettings settings, final String file) throws OrtException, InvalidInputException {
        super(model.id(), model.description().expressions(), model.description().input(), model.description().outputKind(), model.description().temperature(), settings);
        this.input = model.description().input();
        this.loaded = loaded;
        this.session = loaded.session();
        this.summary = new ModelSummary("onnx", model.contents().parameterCount(), loaded.device().label(), model.contents().precision());
        this.inputName = onlyName("input", session.getInputNames(), file);
        this.outputName = outputName(model.description(), file);
        requireNumbers(file);
        this.fixedBatch = fixedBatch(file);
    }

    static OnnxClassifier load(final Path file, final ClassifierSettings settings) throws IOException {
        if (settings.precision().isPresent()) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "%s computes in the types that it was exported with, not in %s; expected auto as the precision of an ONNX model", file,
                    settings.precision().get().label()));
        }

        final OnnxModelFile model = OnnxModelFile.read(file);
        final LoadedModel loaded = OnnxEngine.load(model.content(), model.folder(), settings.device(), settings.cores(), file.toString());
        try {
            return new OnnxClassifier(model, loaded, settings, file.toString());
        } catch (final OrtException e) {
            loaded.close();
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s cannot be used by ONNX Runtime: %s", file, e.getMessage()), e);
        } catch (final IOException | RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private static String onlyName(final String what, final Set<String> names, final String file) throws InvalidInputException {
        if (names.size() != 1) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the %ss %s; expected one", file, what, names));
        }

        return names.iterator().next();
    }

    private String outputName(final OnnxDescription description, final String file) throws OrtException, InvalidInputException {
        final Set<String> names = session.getOutputNames();
        if (description.output() == null && names.size() == 1) {
            return names.iterator().next();
        }

        if (description.output() == null) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the outputs %s, and its description names none; expected the name of the one "
                    + "with the logits or probabilities as 'output'", file, outputTypes()));
        }

        if (!names.contains(description.output())) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the outputs %s; its description names '%s'", file, names,
                    description.output()));
        }

        return description.output();
    }

    private List<String> outputTypes() throws OrtException {
        return session.getOutputInfo().entrySet().stream().map(output -> output.getKey() + " (" + type(output.getValue().getInfo()) + ")").toList();
    }

    /** The output has to be what {@link #run} reads: what else exporters make is told with the way out. */
    private void requireNumbers(final String file) throws OrtException, InvalidInputException {
        final ValueInfo info = session.getOutputInfo().get(outputName).getInfo();
        if (info instanceof final TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
            return;
        }

        final String advice = switch (info) {
            case final TensorInfo tensor when OTHER_FLOATS.contains(tensor.type) -> "export the network in float32 (in PyTorch model.float() before torch.onnx.export), or let a "
                    + "Cast to float32 follow its output";
            case final TensorInfo tensor -> "the numbers of an output are those of the expressions, and not the one that was chosen: name another output in its description, or "
                    + "export the network without the argmax at its end";
            default -> "scikit-learn's converter writes probabilities as numbers with the option zipmap=False";
        };
        throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s gives %s as its output '%s'; expected float32, a number for each expression: %s",
                file, type(info), outputName, advice));
    }

    /** A type in the words of the frameworks that models come from. */
    private static String type(final ValueInfo info) {
        return switch (info) {
            case final TensorInfo tensor -> switch (tensor.type) {
                case FLOAT -> "float32";
                case DOUBLE -> "float64";
                default -> tensor.type.name().toLowerCase(Locale.ROOT);
            };
            case final SequenceInfo sequence -> sequence.sequenceOfMaps ? "a list of maps" : "a list";
            case final MapInfo map -> "a map";
            default -> info.toString();
        };
    }

    private int fixedBatch(final String file) throws OrtException, InvalidInputException {
        final NodeInfo node = session.getInputInfo().get(inputName);
        final long[] expected = input.shape(1);
        if (!(node.getInfo() instanceof final TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s reads %s as its input '%s'; expected float32, images that were normalised as its "
                    + "description says: export the network without a step that reads other numbers, and in float32", file, type(node.getInfo()), inputName));
        }

        final long[] shape = info.getShape();
        boolean fits = shape.length == expected.length;
        for (int dimension = 1; fits && dimension < shape.length; dimension++) {
            fits = shape[dimension] < 0 || shape[dimension] == expected[dimension];
        }

        if (!fits) {
            throw new InvalidInputException(Code.INVALID_MODEL,
                    String.format(Locale.ROOT, "%s reads images of shape %s (-1 is any size), but its description says %s, %s, %d pixels: %s", file,
                    Arrays.toString(shape), input.layout().label(), input.colour().label(), input.side(), Arrays.toString(expected)));
        }

        return (int) Math.max(shape[0], 0);
    }

    @Override
    public ModelSummary summary() {
        return summary;
    }

    @Override
    float[] outputs(final float[] images, final int count) {
        try {
            if (fixedBatch == 0) {
                return run(images, count);
            }

            final int length = images.length / count;
            float[] outputs = new float[0];
            for (int start = 0; start < count; start += fixedBatch) {
                final int size = Math.min(fixedBatch, count - start);
                // Rows of zeros fill the last batch.
                final float[] part = Arrays.copyOf(Arrays.copyOfRange(images, start * length, (start + size) * length), fixedBatch * length);
                final float[] rows = run(part, fixedBatch);
                final int classes = rows.length / fixedBatch;
                final int filled = outputs.length;
                outputs = Arrays.copyOf(outputs, filled + size * classes);
                System.arraycopy(rows, 0, outputs, filled, size * classes);
            }

            return outputs;
        } catch (final OrtException e) {
            throw new IllegalStateException(String.format(Locale.ROOT, "Model %s cannot be run: %s", modelId(), e.getMessage()), e);
        }
    }

    private float[] run(final float[] images, final int count) throws OrtException {
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxEngine.environment(), FloatBuffer.wrap(images), input.shape(count));
             OrtSession.Result result = session.run(Map.of(inputName, tensor), Set.of(outputName))) {
            final FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            final float[] outputs = new float[buffer.remaining()];
            buffer.get(outputs);
            return outputs;
        }
    }

    @Override
    public void close() {
        loaded.close();
    }
}
