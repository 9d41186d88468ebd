package org.nififer.dataset.merge;

import java.io.IOException;

/**
 * Told of each sample that a merge dropped, in the order of the inputs.
 */
@FunctionalInterface
public interface DropListener {

    void dropped(DroppedSample dropped) throws IOException;
}
