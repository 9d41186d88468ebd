/**
 * Draws faces that show an expression, and photos of people with such faces, from numbers only: for tests, examples and
 * the quickstart, which so need nobody's picture. The same seed gives the same bytes on every machine, because all
 * arithmetic is plain Java (no fonts, no native drawing, no hardware-dependent functions).
 *
 * <p>Everything on a face is measured in <em>face units</em>: the square that a face detector frames is (0, 0) to (1, 1),
 * u to the right and v downwards, so that the eyes lie near v = 0.38 and the mouth near v = 0.77.
 */
package org.nififer.drawing;

