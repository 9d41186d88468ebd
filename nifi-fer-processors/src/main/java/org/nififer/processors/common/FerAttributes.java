package org.nififer.processors.common;

import java.util.regex.Pattern;

/**
 * The names of the attributes that the processors write.
 */
public final class FerAttributes {

    public static final String ERROR_CODE = "fer.error.code";
    public static final String ERROR_CODE_DESCRIPTION = "What is wrong, one word: INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, INVALID_VIDEO, "
            + "VIDEO_TOO_LONG, INVALID_DATASET, "
            + "INVALID_MODEL, INVALID_SETTING, TRAINING_FAILED, WAITED_TOO_LONG or REPEATED_FAILURE";
    public static final String ERROR_MESSAGE = "fer.error.message";
    public static final String ERROR_MESSAGE_DESCRIPTION = "What is wrong and what would be right, one sentence for a person";

    /** Since when a FlowFile waits, and in which processor: it is removed where the wait ends. */
    public static final String WAITING_SINCE = "fer.waiting.since";
    public static final String WAITING_SINCE_DESCRIPTION = "While a FlowFile waits in its queue: the id of the processor, and since when in milliseconds since 1970";

    /** What a FlowFile says of the dataset in it: it is not true of a dataset made of that one. */
    public static final Pattern OF_DATASET = Pattern.compile("fer\\.dataset\\..*");

    public static final String DATASET_READ = "fer.dataset.read";
    public static final String DATASET_READ_DESCRIPTION = "How many entries or rows of the source were read";
    public static final String DATASET_READ_SAMPLES_DESCRIPTION = "How many samples the dataset had before";
    public static final String DATASET_SAMPLES = "fer.dataset.samples";
    public static final String DATASET_SAMPLES_DESCRIPTION = "How many samples the dataset has";
    public static final String DATASET_INVALID = "fer.dataset.invalid";
    public static final String DATASET_INVALID_DESCRIPTION = "How many entries or rows of the source are invalid";
    public static final String DATASET_IGNORED = "fer.dataset.ignored";
    public static final String DATASET_IGNORED_DESCRIPTION = "How many entries or rows of the source hold no sample by their nature, by what they are, as a JSON object";
    public static final String DATASET_NOTES = "fer.dataset.notes";
    public static final String DATASET_NOTES_DESCRIPTION = "What else is to be known of the source, a line each: whose numbers its labels are, which rows were left out, "
            + "which files are not read that look like images or labels; absent where nothing is";
    public static final String DATASET_UNLABELLED = "fer.dataset.unlabelled";
    public static final String DATASET_UNLABELLED_DESCRIPTION = "How many of the samples are unlabelled";
    public static final String DATASET_TRAIN = "fer.dataset.train";
    public static final String DATASET_TRAIN_DESCRIPTION = "How many samples the train split has";
    public static final String DATASET_TRAIN_BEFORE = "fer.dataset.train.before";
    public static final String DATASET_TRAIN_BEFORE_DESCRIPTION = "How many samples of each expression the train split had before it was balanced, as a JSON object";
    public static final String DATASET_VALIDATION = "fer.dataset.validation";
    public static final String DATASET_VALIDATION_DESCRIPTION = "How many samples the validation split has";
    public static final String DATASET_TEST = "fer.dataset.test";
    public static final String DATASET_TEST_DESCRIPTION = "How many samples the test split has";
    public static final String DATASET_LEFT_OUT = "fer.dataset.left.out";
    public static final String DATASET_LEFT_OUT_DESCRIPTION = "How many samples of the input the new dataset does not have";
    public static final String DATASET_WITHOUT_FACE = "fer.dataset.without.face";
    public static final String DATASET_WITHOUT_FACE_DESCRIPTION = "In how many samples no face was found";
    public static final String DATASET_SEVERAL_FACES = "fer.dataset.several.faces";
    public static final String DATASET_SEVERAL_FACES_DESCRIPTION = "In how many samples several faces were found, of which the largest was taken";
    public static final String DATASET_DUPLICATES = "fer.dataset.duplicates";
    public static final String DATASET_DUPLICATES_DESCRIPTION = "How many samples were dropped as exact copies";
    public static final String DATASET_NEAR_DUPLICATES = "fer.dataset.near.duplicates";
    public static final String DATASET_NEAR_DUPLICATES_DESCRIPTION = "How many samples were dropped since they look like another one";
    public static final String DATASET_CONFLICTS = "fer.dataset.conflicts";
    public static final String DATASET_CONFLICTS_DESCRIPTION = "How many of the dropped copies have another expression than the one they are copies of";
    public static final String DATASET_ACROSS_SPLITS = "fer.dataset.across.splits";
    public static final String DATASET_ACROSS_SPLITS_DESCRIPTION = "How many of the dropped copies are in another split than the one they are copies of";
    public static final String DATASET_ACROSS_SOURCES = "fer.dataset.across.sources";
    public static final String DATASET_ACROSS_SOURCES_DESCRIPTION = "How many of the dropped copies come from another source than the one they are copies of";
    public static final String DATASET_TOO_FEW = "fer.dataset.too.few";
    public static final String DATASET_TOO_FEW_DESCRIPTION = "The expressions with too few samples or subjects, which gave a share of theirs, with their numbers in train, "
            + "validation and test, as a JSON object; absent where there are none";
    public static final String DATASET_AUGMENTED = "fer.dataset.augmented";
    public static final String DATASET_AUGMENTED_DESCRIPTION = "How many samples were added by augmentation";

    public static final String DATASET_FINGERPRINT = "fer.dataset.fingerprint";
    public static final String DATASET_FINGERPRINT_DESCRIPTION = "SHA-256 over keys, images, labels, votes and splits: equal for datasets from which training learns the same";
    public static final String DATASET_SOURCES = "fer.dataset.sources";
    public static final String DATASET_SOURCES_DESCRIPTION = "How many sources the dataset comes from";
    public static final String DATASET_SUBJECTS = "fer.dataset.subjects";
    public static final String DATASET_SUBJECTS_DESCRIPTION = "How many people the dataset tells apart";
    public static final String DATASET_DAMAGED = "fer.dataset.damaged";
    public static final String DATASET_DAMAGED_DESCRIPTION = "How many images cannot be decoded";
    public static final String DATASET_REPEATED = "fer.dataset.repeated";
    public static final String DATASET_REPEATED_DESCRIPTION = "How many originals repeat the image of an earlier one, byte for byte";
    public static final String DATASET_NEAR_REPEATED = "fer.dataset.near.repeated";
    public static final String DATASET_NEAR_REPEATED_DESCRIPTION = "How many originals repeat or look like an earlier one";
    public static final String DATASET_WARNINGS = "fer.dataset.warnings";
    public static final String DATASET_WARNINGS_DESCRIPTION = "What to be warned of, the gravest first, separated by commas: subject-leak, duplicate-leak, near-duplicate-leak, "
            + "augmented-outside-train, unlabelled-outside-train, conflicting-labels, damaged-images, without-split, missing-class, tiny-class, imbalance, "
            + "unlabelled, unknown-subjects, other-files; empty where there is nothing";

    public static final String MODEL_ID = "fer.model.id";
    public static final String MODEL_ID_DESCRIPTION = "Which model it is: the first 16 hexadecimal digits of the SHA-256 of its file; of an ONNX model, of all its files "
            + "one after another";
    public static final String RUN_ID = "fer.run.id";
    public static final String RUN_ID_DESCRIPTION = "The training run: a hash of dataset and settings";
    public static final String EPOCH = "fer.epoch";
    public static final String EPOCH_DESCRIPTION = "The epoch of the training run, from 1";
    public static final String VALIDATION_ACCURACY = "fer.validation.accuracy";
    public static final String VALIDATION_ACCURACY_DESCRIPTION = "The accuracy of the model on the validation split, 0 to 1";
    public static final String SEED = "fer.seed";
    public static final String SEED_DESCRIPTION = "The seed of the training run";
    public static final String EPOCHS = "fer.epochs";
    public static final String EPOCHS_DESCRIPTION = "How many epochs the training run had";
    public static final String BEST_EPOCH = "fer.best.epoch";
    public static final String BEST_EPOCH_DESCRIPTION = "The epoch whose weights are the model";
    public static final String TRAINING_SECONDS = "fer.training.seconds";
    public static final String TRAINING_SECONDS_DESCRIPTION = "How long all steps of the training run took, without validation";
    public static final String ABLATION_ID = "fer.ablation.id";
    public static final String ABLATION_ID_DESCRIPTION = "The experiment: runs with the same one belong into one table";
    public static final String ABLATION_ROW = "fer.ablation.row";
    public static final String ABLATION_ROW_DESCRIPTION = "The row of the table, such as SwinT-SE";
    public static final String ACCURACY = "fer.accuracy";
    public static final String ACCURACY_DESCRIPTION = "The part of the samples that got the right expression, 0 to 1";
    public static final String ACCURACY_SEVEN = "fer.accuracy7";
    public static final String ACCURACY_SEVEN_DESCRIPTION = "The accuracy without contempt, choosing among the other seven expressions, 0 to 1";
    public static final String SPLIT = "fer.split";
    public static final String SPLIT_DESCRIPTION = "The split that was evaluated: train, validation or test";

    public static final String FACES = "fer.faces";
    public static final String FACES_DESCRIPTION = "How many faces the photo shows that got an answer";
    public static final String FACES_TOO_SMALL = "fer.faces.too.small";
    public static final String FACES_TOO_SMALL_DESCRIPTION = "How many faces were found that are smaller than Smallest Answered Face";
    public static final String DETECTOR = "fer.detector";
    public static final String DETECTOR_DESCRIPTION = "The face detector that was used, such as haar";

    public static final String FACE_LEFT = "fer.face.left";
    public static final String FACE_LEFT_DESCRIPTION = "The left edge of the face's box, in pixels of the upright photo";
    public static final String FACE_TOP = "fer.face.top";
    public static final String FACE_TOP_DESCRIPTION = "The upper edge of the face's box, in pixels of the upright photo";
    public static final String FACE_WIDTH = "fer.face.width";
    public static final String FACE_WIDTH_DESCRIPTION = "The width of the face's box in pixels";
    public static final String FACE_HEIGHT = "fer.face.height";
    public static final String FACE_HEIGHT_DESCRIPTION = "The height of the face's box in pixels";
    public static final String FACE_SCORE = "fer.face.score";
    public static final String FACE_SCORE_DESCRIPTION = "How sure the detector is of the face, 0 to 1";
    public static final String FACE_LANDMARKS = "fer.face.landmarks";
    public static final String FACE_LANDMARKS_DESCRIPTION = "Right eye, left eye, nose, right and left corner of the mouth as a JSON array of [x, y] in pixels "
            + "of the upright photo, "
            + "where the detector finds them; right and left are the person's own";

    public static final String EXPRESSION = "fer.expression";
    public static final String EXPRESSION_DESCRIPTION = "The most probable expression: fear, sadness, happiness, anger, disgust, surprise, neutral or contempt; "
            + "of a photo, that of the "
            + "largest face";
    public static final String CONFIDENCE = "fer.confidence";
    public static final String CONFIDENCE_DESCRIPTION = "The probability of that expression, 0 to 1";
    public static final String PROBABILITY = "fer.probability.";
    public static final String PROBABILITIES = "fer.probability.*";
    public static final String PROBABILITIES_DESCRIPTION = "The probability of each expression that the model knows, such as fer.probability.happiness, 0 to 1; "
            + "of a photo, those of the "
            + "largest face";
    public static final String EXPRESSIONS = "fer.expressions";
    public static final String EXPRESSIONS_DESCRIPTION = "The expressions of all faces, separated by commas, in the order of the JSON and the records";
    public static final String UNCERTAIN_FACES = "fer.faces.uncertain";
    public static final String UNCERTAIN_FACES_DESCRIPTION = "How many of the faces have a confidence below Minimum Confidence, where that is set";

    public static final String DECODE_MILLISECONDS = "fer.milliseconds.decode";
    public static final String DECODE_MILLISECONDS_DESCRIPTION = "How long the image took to decode";
    public static final String DETECT_MILLISECONDS = "fer.milliseconds.detect";
    public static final String DETECT_MILLISECONDS_DESCRIPTION = "How long the search for faces took";
    public static final String CLASSIFY_MILLISECONDS = "fer.milliseconds.classify";
    public static final String CLASSIFY_MILLISECONDS_DESCRIPTION = "How long the network took, of a batch the image's share, with cutting the faces out of a photo";

    public static final String VIDEO_TIMESTAMP = "fer.video.timestamp";
    public static final String VIDEO_TIMESTAMP_DESCRIPTION = "When the frame is shown, in milliseconds after the start of the video";
    public static final String VIDEO_DURATION = "fer.video.duration";
    public static final String VIDEO_DURATION_DESCRIPTION = "How long the video is, in milliseconds, where it says so";
    public static final String VIDEO_WIDTH = "fer.video.width";
    public static final String VIDEO_WIDTH_DESCRIPTION = "The width of the frames in pixels";
    public static final String VIDEO_HEIGHT = "fer.video.height";
    public static final String VIDEO_HEIGHT_DESCRIPTION = "The height of the frames in pixels";
    public static final String VIDEO_DAMAGE = "fer.video.damage";
    public static final String VIDEO_DAMAGE_DESCRIPTION = "What FFmpeg has complained about, such as a part that is missing; absent where it has not";
    public static final String VIDEO_FRAMES = "fer.video.frames";
    public static final String VIDEO_FRAMES_DESCRIPTION = "Of how many frames the rows are made";
    public static final String VIDEO_PEOPLE = "fer.video.people";
    public static final String VIDEO_PEOPLE_DESCRIPTION = "How many people were told apart";

    /** What a FlowFile says of a frame: it is not true of the video. */
    public static final Pattern OF_FRAME = Pattern.compile("fer\\.(faces|face|expressions|expression|confidence|probability|milliseconds|video\\.timestamp)(\\..*)?");

    private FerAttributes() {
    }
}
