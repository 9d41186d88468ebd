package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;

import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FolderNamesTest {

    @ParameterizedTest
    @CsvSource({"happy,HAPPINESS", "Suprise,SURPRISE", "SURPRISED,SURPRISE", "0_angry,ANGER", "3. Disgusted,DISGUST", "' Neutral ',NEUTRAL", "contempt,CONTEMPT", "04-fear,FEAR",
        "sad,SADNESS"})
    void testExpressions(final String folder, final Expression expression) {
        assertEquals(Optional.of(expression), FolderNames.expression(folder));
    }

    @ParameterizedTest
    @CsvSource({"train,TRAIN", "Training_set,TRAIN", "train_class,TRAIN", "val_set,VALIDATION", "Valid,VALIDATION", "validation images,VALIDATION", "test.tar,TEST",
        "PublicTest,VALIDATION", "PrivateTest,TEST", "FER2013Valid,VALIDATION", "FER2013Train,TRAIN"})
    void testSplits(final String folder, final Split split) {
        assertEquals(Optional.of(split), FolderNames.split(folder));
    }

    @Test
    void testOthers() {
        assertEquals(Optional.empty(), FolderNames.expression("unhappy"));
        assertEquals(Optional.empty(), FolderNames.expression("0"));
        assertEquals(Optional.empty(), FolderNames.split("trainer"));
        assertEquals(Optional.empty(), FolderNames.split("valence"));
    }
}
