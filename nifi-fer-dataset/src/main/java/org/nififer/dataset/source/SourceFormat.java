package org.nififer.dataset.source;

/**
 * The layouts of published datasets.
 */
public enum SourceFormat {
    AUTO("auto", "Found out from the content"),
    CLASS_FOLDERS("class-folders", "Images in folders named after expressions, such as FER-2013, CK+48 and AffectNet as Kaggle has them, or numbered where the numbering is known; "
            + "folders named train, validation or test become splits"),
    LABEL_TABLE("label-table", "Images beside a table of their names and labels, RAF-DB with its list, or FER+ with a label.csv beside the images"),
    FER2013("fer2013", "FER-2013 CSV with the columns emotion, pixels and Usage"),
    FER_PLUS("fer-plus", "FER-2013 CSV with the labels of FER+ (fer2013new.csv) beside it or as annotations"),
    CK_PLUS("ck-plus", "CK+ as its publishers give it: sequences of frames, and a file ending in _emotion.txt for each labelled one"),
    AFFECTNET_CSV("affectnet-csv", "AffectNet with training.csv and validation.csv: photos, from which faces are cut out by the boxes of the tables"),
    AFFECTNET_NPY("affectnet-npy", "AffectNet with the folders images and annotations, which has _exp.npy, _val.npy and _aro.npy for each image"),
    UNLABELLED("unlabelled", "Images of faces without labels, in any folders: all go to train, where only a training with a teacher learns from them; by this choice only");

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
