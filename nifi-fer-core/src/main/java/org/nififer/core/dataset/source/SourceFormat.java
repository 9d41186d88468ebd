package org.nififer.core.dataset.source;

/**
 * The layouts of published datasets.
 */
public enum SourceFormat {
    AUTO("auto", "Found out from the content"),
    CLASS_FOLDERS("class-folders", "Images in folders named after expressions, such as CK+48; folders named train, validation or test become splits"),
    FER2013("fer2013", "FER-2013 CSV with the columns emotion, pixels and Usage");

    private final String label;
    private final String description;

    SourceFormat(final String label, final String description) {
        this.label = label;
        this.description = description;
    }

    /** The name on the command line and in properties. */
    public String label() {
        return label;
    }

    /** One line for people who have to choose. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return label;
    }
}
