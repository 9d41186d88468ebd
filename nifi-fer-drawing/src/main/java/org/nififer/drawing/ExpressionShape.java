package org.nififer.drawing;

import org.nififer.common.Expression;

/**
 * How an expression moves a face, against the neutral face where every number but the two factors is 0. After the
 * action units of Ekman and Friesen's FACS (1978) that the expressions are known by. Lengths in face units.
 *
 * @param browInner   how far the inner ends of the brows rise (AU 1; AU 4 lowers them)
 * @param browOuter   how far the outer ends rise (AU 2)
 * @param browGather  how far the brows come together (AU 4)
 * @param eyeOpening  factor of the height of the eye opening (AU 5 widens)
 * @param lidRaise    how far the lower lids rise, as a part of the eye's height (AU 6, 7)
 * @param cornerRaise how far the mouth's corners rise (AU 12; AU 15 lowers them)
 * @param mouthWidth  factor of the mouth's width (AU 20 stretches)
 * @param mouthOpen   how far the lips part (AU 25, 26)
 * @param lipRaise    how far the middle of the upper lip rises (AU 10)
 * @param teeth       how much of the teeth shows in an open mouth, 0 to 1
 * @param lipPress    how thin the lips are pressed, 0 to 1 (AU 24)
 * @param noseWrinkle wrinkles on the nose, 0 to 1 (AU 9)
 * @param cheek       raised cheeks and the folds beside the mouth, 0 to 1 (AU 6, 12)
 * @param forehead    wrinkles across the forehead, 0 to 1 (AU 1 with 2)
 * @param frown       furrows between the brows, 0 to 1 (AU 4)
 * @param smirk       how far one corner of the mouth alone rises (AU 14 on one side)
 */
record ExpressionShape(
    double browInner, double browOuter, double browGather, double eyeOpening, double lidRaise, double cornerRaise, double mouthWidth, double mouthOpen,
    double lipRaise, double teeth, double lipPress, double noseWrinkle, double cheek, double forehead, double frown, double smirk) {

    static ExpressionShape of(final Expression expression) {
        return switch (expression) {
            // brows: inner, outer, gather; eyes: opening, lid; mouth: corner, width, open, lip, teeth, press; wrinkle, cheek, forehead, frown, smirk
            case FEAR -> new ExpressionShape(
                0.042, 0.008, 0.018, 1.50, 0.00, -0.020, 1.12, 0.045, 0.00, 0.60, 0.00, 0.00, 0.00, 0.70, 0.30, 0.00);
            case SADNESS -> new ExpressionShape(
                0.040, -0.025, 0.015, 0.62, 0.00, -0.050, 0.88, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.20, 0.40, 0.00);
            case HAPPINESS -> new ExpressionShape(
                0.008, 0.008, 0.00, 0.80, 0.35, 0.055, 1.25, 0.055, 0.00, 1.00, 0.20, 0.00, 1.00, 0.00, 0.00, 0.00);
            case ANGER -> new ExpressionShape(
                -0.045, 0.020, 0.030, 0.85, 0.20, -0.020, 0.92, 0.00, 0.00, 0.00, 0.65, 0.00, 0.00, 0.00, 1.00, 0.00);
            case DISGUST -> new ExpressionShape(
                -0.030, -0.015, 0.015, 0.55, 0.30, -0.035, 0.95, 0.022, 0.035, 0.70, 0.00, 1.00, 0.70, 0.00, 0.50, 0.00);
            case SURPRISE -> new ExpressionShape(
                0.055, 0.055, -0.005, 1.50, 0.00, -0.010, 0.70, 0.125, 0.00, 0.10, 0.00, 0.00, 0.00, 1.00, 0.00, 0.00);
            case NEUTRAL -> new ExpressionShape(
                0.00, 0.00, 0.00, 1.00, 0.00, 0.00, 1.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00);
            case CONTEMPT -> new ExpressionShape(
                0.00, 0.00, 0.00, 0.80, 0.10, 0.00, 1.00, 0.00, 0.00, 0.00, 0.25, 0.00, 0.00, 0.00, 0.00, 0.060);
        };
    }

    /** The shape with some part of every movement, 0 (neutral) to 1 (as in the table) and a little beyond. */
    ExpressionShape withIntensity(final double part) {
        return new ExpressionShape(browInner * part, browOuter * part, browGather * part, 1 + (eyeOpening - 1) * part, lidRaise * part, cornerRaise * part,
            1 + (mouthWidth - 1) * part, mouthOpen * part, lipRaise * part, teeth, lipPress * part, noseWrinkle * part, cheek * part, forehead * part,
            frown * part, smirk * part);
    }

    /** The shape with the other corner of the mouth rising; everything else is symmetrical. */
    ExpressionShape mirrored() {
        return new ExpressionShape(browInner, browOuter, browGather, eyeOpening, lidRaise, cornerRaise, mouthWidth, mouthOpen, lipRaise, teeth, lipPress,
            noseWrinkle, cheek, forehead, frown, -smirk);
    }
}
