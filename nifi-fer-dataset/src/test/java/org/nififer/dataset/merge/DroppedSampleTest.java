package org.nififer.dataset.merge;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.dataset.merge.DroppedSample.Identity;

import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DroppedSampleTest {

    @Test
    void testAnUnlabelledSampleHasNullAsExpressionAndContradictsNothing() {
        final Identity dropped = new Identity("a.tar", "x", "photos", Optional.empty(), Optional.empty());
        final Identity kept = new Identity("b.tar", "y", "ck+", Optional.empty(), Optional.of(Expression.FEAR));
        assertEquals("""
                {"dataset":"a.tar","key":"x","source":"photos","expression":null,"reason":"exact","distance":0,"conflict":false,\
                "duplicateOf":{"dataset":"b.tar","key":"y","source":"ck+","expression":"fear"}}""",
                new DroppedSample(dropped, DroppedSample.Reason.EXACT, 0, kept).toJson());
    }

    @Test
    void testJson() {
        final Identity dropped = new Identity("a.tar", "x/1", "fer2013", Optional.of(Split.TRAIN), Optional.of(Expression.FEAR));
        final Identity kept = new Identity("b \"2\".tar", "y", "ck+", Optional.empty(), Optional.of(Expression.SURPRISE));
        assertEquals("""
                {"dataset":"a.tar","key":"x/1","source":"fer2013","split":"train","expression":"fear","reason":"near","distance":2,"conflict":true,\
                "duplicateOf":{"dataset":"b \\"2\\".tar","key":"y","source":"ck+","expression":"surprise"}}""",
                new DroppedSample(dropped, DroppedSample.Reason.NEAR, 2, kept).toJson());
    }
}
