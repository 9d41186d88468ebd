package org.nififer.tracking;

import org.nififer.common.BoundingBox;
import org.nififer.model.Classification;

/**
 * A person's expression for a while.
 *
 * @param person         number in the video, from 1, in the order of appearance and from left to right
 * @param start          milliseconds of the first frame
 * @param end            milliseconds of the last frame; that of the first where there is only one
 * @param frames         in which the face was found
 * @param box            of the first frame, in its pixels
 * @param classification mean of the smoothed probabilities of the frames
 * @param modelId        of the model that classified; several, separated by commas, where it was replaced meanwhile
 */
public record ExpressionSpan(int person, long start, long end, int frames, BoundingBox box, Classification classification, String modelId) {
}
