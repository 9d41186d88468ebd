package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the tensors by name in what a {@code .pth} holds: the dict itself, or one inside it.
 */
final class StateDict {

    /** How to get a file that can be read. */
    static final String ADVICE = "In Python, torch.save(model.state_dict(), 'FILE.pth') or safetensors.torch.save_file(model.state_dict(), 'FILE.safetensors') "
            + "writes the weights alone";

    /** Where training scripts keep the weights; averaged ones come first, as in timm, since they are those that were evaluated. */
    private static final List<String> PARTS = List.of("state_dict_ema", "model_ema", "model_state_dict", "state_dict", "model_state", "model", "net", "network", "weights");

    /** A part may lie in a part, as in {@code {"model": {"state_dict": ...}}}. */
    private static final int DEEPEST = 3;

    private StateDict() {
    }

    /**
     * The tensors of a file.
     *
     * @param root what its pickle gave
     * @param file what error messages call it
     * @throws InvalidInputException where there are none, or anything else is among them
     */
    static Map<String, TensorView> of(final Object root, final String file) throws InvalidInputException {
        if (!(root instanceof final Map<?, ?> dict)) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s holds %s; expected a state dict. %s", file, PickleStack.kind(root),
                    ADVICE));
        }

        String place = "";
        Map<?, ?> part = dict;
        for (int depth = 0; depth < DEEPEST; depth++) {
            final Map<?, ?> outer = part;
            final Optional<String> key = PARTS.stream().filter(name -> outer.get(name) instanceof Map<?, ?>).findFirst();
            if (key.isPresent()) {
                place += key.get() + "/";
                part = (Map<?, ?>) outer.get(key.get());
            }
        }

        final Map<String, TensorView> tensors = new LinkedHashMap<>();
        for (final Map.Entry<?, ?> entry : part.entrySet()) {
            if (!(entry.getKey() instanceof final String name) || !(entry.getValue() instanceof final TensorView tensor)) {
                throw new InvalidInputException(Code.INVALID_MODEL,
                        String.format(Locale.ROOT, "%s has %s under '%s%s'; expected a state dict with nothing but tensors, or one under one of %s", file,
                        PickleStack.kind(entry.getValue()), place, TensorNames.printable(entry.getKey().toString()), PARTS));
            }

            tensors.put(name, tensor);
        }

        return tensors;
    }
}
