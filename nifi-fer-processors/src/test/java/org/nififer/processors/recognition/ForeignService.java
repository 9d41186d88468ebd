package org.nififer.processors.recognition;

import org.apache.nifi.controller.AbstractControllerService;
import org.nififer.service.api.ExpressionAnswer;
import org.nififer.service.api.ExpressionClassifierService;
import org.nififer.service.api.ExpressionModel;
import org.nififer.service.api.FaceImage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A service as somebody else would write it, who knows the API alone: its model finds bright faces happy and dark ones sad, and answers nothing to black ones.
 */
public class ForeignService extends AbstractControllerService implements ExpressionClassifierService {

    final List<List<FaceImage>> calls = new ArrayList<>();
    List<String> expressions = List.of("happiness", "sadness");
    int lent;

    @Override
    public ExpressionModel acquire() {
        lent++;
        return new ExpressionModel() {

            @Override
            public String id() {
                return "brightness";
            }

            @Override
            public List<String> expressions() {
                return expressions;
            }

            @Override
            public int imageSize() {
                return 32;
            }

            @Override
            public List<ExpressionAnswer> classify(final List<FaceImage> faces) {
                calls.add(faces);
                return faces.stream().map(ForeignService::answer).toList();
            }

            @Override
            public void close() {
                lent--;
            }
        };
    }

    private static ExpressionAnswer answer(final FaceImage face) {
        double sum = 0;
        for (final byte value : face.pixels()) {
            sum += Byte.toUnsignedInt(value);
        }

        final double bright = sum / face.pixels().length / 255;
        return ExpressionAnswer.of(bright == 0 ? Map.of() : Map.of("happiness", bright, "sadness", 1 - bright));
    }
}
