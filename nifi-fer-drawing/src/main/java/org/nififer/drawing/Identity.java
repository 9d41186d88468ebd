package org.nififer.drawing;

import java.util.List;

/**
 * What stays the same when a person shows another expression. Lengths in face units.
 *
 * @param skin         the colour of the skin in plain light
 * @param hair         the colour of hair and brows
 * @param iris         the colour of the eyes
 * @param clothes      the colour of the clothes
 * @param headWidth    half the width of the head
 * @param chin         the v of the chin
 * @param jaw          how square the lower face is, see {@link Ellipse#squareness()}
 * @param eyeDistance  half the distance of the eyes' centres
 * @param eyeSize      half the width of an eye
 * @param browWeight   half the thickness of the brows
 * @param noseWidth    half the width of the nose
 * @param mouthWidth   half the width of the mouth
 * @param lipFullness  the height of the lower lip
 * @param lipRedness   how much the lips differ from the skin, 0 to 1
 * @param hairline     the v where the hair begins above the forehead
 * @param fringe       how far the hairline falls towards the temples
 * @param hairLength   how far the hair reaches down beside the head, as a v
 */
record Identity(
    Colour skin, Colour hair, Colour iris, Colour clothes, double headWidth, double chin, double jaw, double eyeDistance, double eyeSize, double browWeight,
    double noseWidth, double mouthWidth, double lipFullness, double lipRedness, double hairline, double fringe, double hairLength) {

    private static final List<Colour> SKINS = List.of(new Colour(232, 202, 180), new Colour(224, 186, 156), new Colour(212, 168, 136),
        new Colour(198, 150, 116), new Colour(165, 118, 88), new Colour(126, 88, 66));

    private static final List<Colour> HAIRS = List.of(new Colour(38, 30, 28), new Colour(62, 42, 32), new Colour(92, 62, 42), new Colour(140, 98, 58),
        new Colour(186, 146, 92), new Colour(130, 66, 40), new Colour(120, 116, 114));

    private static final List<Colour> IRISES = List.of(new Colour(66, 44, 32), new Colour(88, 60, 40), new Colour(70, 96, 122), new Colour(82, 98, 70));

    private static final List<Colour> CLOTHES = List.of(new Colour(52, 74, 110), new Colour(140, 60, 62), new Colour(70, 110, 90), new Colour(210, 206, 196),
        new Colour(60, 60, 66), new Colour(196, 160, 90), new Colour(120, 96, 140));

    /** The person of a seed. */
    static Identity of(final long seed) {
        final Dice dice = new Dice(seed, 0x1D);
        final int tone = dice.index(SKINS.size());
        final Colour skin = SKINS.get(tone).mixed(SKINS.get(Math.min(tone + 1, SKINS.size() - 1)), dice.between(0, 1));
        // Dark skin goes with dark hair and eyes, so that brows and eyes keep their contrast.
        final Colour hair = HAIRS.get(dice.index(tone > 3 ? 2 : HAIRS.size())).scaled(dice.between(0.85, 1.1));
        final Colour iris = IRISES.get(dice.index(tone > 2 ? 2 : IRISES.size()));
        final boolean longHair = dice.chance(0.45);
        return new Identity(skin, hair, iris, CLOTHES.get(dice.index(CLOTHES.size())).scaled(dice.between(0.8, 1.1)),
            0.415 + dice.around(0.03), 1.0 + dice.around(0.04), dice.between(-0.15, 0.30), 0.186 + dice.around(0.012), 0.082 + dice.around(0.010),
            0.017 + dice.around(0.006), 0.085 + dice.around(0.018), 0.148 + dice.around(0.016), 0.040 + dice.around(0.012), dice.between(0.35, 0.85),
            0.06 + dice.around(0.06), dice.between(0.15, 0.75), longHair ? dice.between(0.8, 1.3) : dice.between(0.30, 0.45));
    }
}
