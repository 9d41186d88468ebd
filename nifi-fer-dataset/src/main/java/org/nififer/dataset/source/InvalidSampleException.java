package org.nififer.dataset.source;

/**
 * Something that should be a sample is none.
 */
final class InvalidSampleException extends Exception {

    private final String what;

    /**
     * A reason.
     *
     * @param what see {@link InvalidEntry#what()}
     * @param why  the value found and what would be right
     */
    InvalidSampleException(final String what, final String why) {
        super(why);
        this.what = what;
    }

    InvalidSampleException(final String what, final String why, final Throwable cause) {
        super(why, cause);
        this.what = what;
    }

    String what() {
        return what;
    }
}
