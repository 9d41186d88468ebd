package org.nififer.trainer.report;

import java.util.Base64;

/**
 * Images inside a page.
 */
final class DataUri {

    private DataUri() {
    }

    static String png(final byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
