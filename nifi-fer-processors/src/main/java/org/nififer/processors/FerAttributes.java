package org.nififer.processors;

import java.util.regex.Pattern;

/**
 * The names of the attributes that the processors write.
 */
final class FerAttributes {

    static final String ERROR_CODE = "fer.error.code";
    static final String ERROR_CODE_DESCRIPTION = "What is wrong, one word: INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, INVALID_VIDEO, VIDEO_TOO_LONG, INVALID_DATASET, "
            + "INVALID_MODEL, INVALID_SETTING, TRAINING_FAILED, WAITED_TOO_LONG or REPEATED_FAILURE";
    static final String ERROR_MESSAGE = "fer.error.message";
    static final String ERROR_MESSAGE_DESCRIPTION = "What is wrong and what would be right, one sentence for a person";

    /** Since when a FlowFile waits, and in which processor: it is removed where the wait ends. */
    static final String WAITING_SINCE = "fer.waiting.since";
    static final String WAITING_SINCE_DESCRIPTION = "While a FlowFile waits in its queue: the id of the processor, and since when in milliseconds since 1970";

    /** What a FlowFile says of the dataset in it: it is not true of a dataset made of that one. */
    static final Pattern OF_DATASET = Pattern.compile("fer\\.dataset\\..*");

    static final String DATASET_READ = "fer.dataset.read";
    static final String DATASET_READ_DESCRIPTION = "How many entries or rows of the source were read";
    static final String DATASET_READ_SAMPLES_DESCRIPTION = "How many samples the dataset had before";
    static final String DATASET_SAMPLES = "fer.dataset.samples";
    static final String DATASET_SAMPLES_DESCRIPTION = "How many samples the dataset has";
    static final String DATASET_INVALID = "fer.dataset.invalid";
    static final String DATASET_INVALID_DESCRIPTION = "How many entries or rows of the source are invalid";
    static final String DATASET_IGNORED = "fer.dataset.ignored";
    static final String DATASET_IGNORED_DESCRIPTION = "How many entries or rows of the source hold no sample by their nature, by what they are, as a JSON object";
    static final String DATASET_NOTES = "fer.dataset.notes";
    static final String DATASET_NOTES_DESCRIPTION = "What else is to be known of the source, a line each: whose numbers its labels are, which rows were left out; "
            + "absent where nothing is";
    static final String DATASET_UNLABELLED = "fer.dataset.unlabelled";
    static final String DATASET_UNLABELLED_DESCRIPTION = "How many of the samples are unlabelled";
    static final String DATASET_TRAIN = "fer.dataset.train";
    static final String DATASET_TRAIN_DESCRIPTION = "How many samples the train split has";
    static final String DATASET_TRAIN_BEFORE = "fer.dataset.train.before";
    static final String DATASET_TRAIN_BEFORE_DESCRIPTION = "How many samples of each expression the train split had before it was balanced, as a JSON object";
    static final String DATASET_VALIDATION = "fer.dataset.validation";
    static final String DATASET_VALIDATION_DESCRIPTION = "How many samples the validation split has";
    static final String DATASET_TEST = "fer.dataset.test";
    static final String DATASET_TEST_DESCRIPTION = "How many samples the test split has";
    static final String DATASET_LEFT_OUT = "fer.dataset.left.out";
    static final String DATASET_LEFT_OUT_DESCRIPTION = "How many samples of the input the new dataset does not have";
    static final String DATASET_WITHOUT_FACE = "fer.dataset.without.face";
    static final String DATASET_WITHOUT_FACE_DESCRIPTION = "In how many samples no face was found";
    static final String DATASET_SEVERAL_FACES = "fer.dataset.several.faces";
    static final String DATASET_SEVERAL_FACES_DESCRIPTION = "In how many samples several faces were found, of which the largest was taken";
    static final String DATASET_DUPLICATES = "fer.dataset.duplicates";
    static final String DATASET_DUPLICATES_DESCRIPTION = "How many samples were dropped as exact copies";
    static final String DATASET_NEAR_DUPLICATES = "fer.dataset.near.duplicates";
    static final String DATASET_NEAR_DUPLICATES_DESCRIPTION = "How many samples were dropped since they look like another one";
    static final String DATASET_CONFLICTS = "fer.dataset.conflicts";
    static final String DATASET_CONFLICTS_DESCRIPTION = "How many of the dropped copies have another expression than the one they are copies of";
    static final String DATASET_ACROSS_SPLITS = "fer.dataset.across.splits";
    static final String DATASET_ACROSS_SPLITS_DESCRIPTION = "How many of the dropped copies are in another split than the one they are copies of";
    static final String DATASET_ACROSS_SOURCES = "fer.dataset.across.sources";
    static final String DATASET_ACROSS_SOURCES_DESCRIPTION = "How many of the dropped copies come from another source than the one they are copies of";
    static final String DATASET_TOO_FEW = "fer.dataset.too.few";
    static final String DATASET_TOO_FEW_DESCRIPTION = "The expressions with too few samples or subjects, which gave a share of theirs, with their numbers in train, "
            + "validation and test, as a JSON object; absent where there are none";
    static final String DATASET_AUGMENTED = "fer.dataset.augmented";
    static final String DATASET_AUGMENTED_DESCRIPTION = "How many samples were added by augmentation";

    static final String DATASET_FINGERPRINT = "fer.dataset.fingerprint";
    static final String DATASET_FINGERPRINT_DESCRIPTION = "SHA-256 over keys, images, labels, votes and splits: equal for datasets from which training learns the same";
    static final String DATASET_SOURCES = "fer.dataset.sources";
    static final String DATASET_SOURCES_DESCRIPTION = "How many sources the dataset comes from";
    static final String DATASET_SUBJECTS = "fer.dataset.subjects";
    static final String DATASET_SUBJECTS_DESCRIPTION = "How many people the dataset tells apart";
    static final String DATASET_DAMAGED = "fer.dataset.damaged";
    static final String DATASET_DAMAGED_DESCRIPTION = "How many images cannot be decoded";
    static final String DATASET_REPEATED = "fer.dataset.repeated";
    static final String DATASET_REPEATED_DESCRIPTION = "How many originals repeat the image of an earlier one, byte for byte";
    static final String DATASET_NEAR_REPEATED = "fer.dataset.near.repeated";
    static final String DATASET_NEAR_REPEATED_DESCRIPTION = "How many originals repeat or look like an earlier one";
    static final String DATASET_WARNINGS = "fer.dataset.warnings";
    static final String DATASET_WARNINGS_DESCRIPTION = "What to be warned of, the gravest first, separated by commas: subject-leak, duplicate-leak, near-duplicate-leak, "
            + "augmented-outside-train, unlabelled-outside-train, conflicting-labels, damaged-images, without-split, missing-class, tiny-class, imbalance, "
            + "unlabelled, unknown-subjects, other-files; empty where there is nothing";

    static final String MODEL_ID = "fer.model.id";
    static final String MODEL_ID_DESCRIPTION = "The model: the first 16 hexadecimal digits of the SHA-256 of its file; of an ONNX model, of all its files one after another";
    static final String RUN_ID = "fer.run.id";
    static final String RUN_ID_DESCRIPTION = "The training run: a hash of dataset and settings";
    static final String EPOCH = "fer.epoch";
    static final String EPOCH_DESCRIPTION = "The epoch of the training run, from 1";
    static final String VALIDATION_ACCURACY = "fer.validation.accuracy";
    static final String VALIDATION_ACCURACY_DESCRIPTION = "The accuracy of the model on the validation split, 0 to 1";
    static final String SEED = "fer.seed";
    static final String SEED_DESCRIPTION = "The seed of the training run";
    static final String EPOCHS = "fer.epochs";
    static final String EPOCHS_DESCRIPTION = "How many epochs the training run had";
    static final String BEST_EPOCH = "fer.best.epoch";
    static final String BEST_EPOCH_DESCRIPTION = "The epoch whose weights are the model";
    static final String TRAINING_SECONDS = "fer.training.seconds";
    static final String TRAINING_SECONDS_DESCRIPTION = "How long all steps of the training run took, without validation";
    static final String ABLATION_ID = "fer.ablation.id";
    static final String ABLATION_ID_DESCRIPTION = "The experiment: runs with the same one belong into one table";
    static final String ABLATION_ROW = "fer.ablation.row";
    static final String ABLATION_ROW_DESCRIPTION = "The row of the table, such as SwinT-SE";
    static final String ACCURACY = "fer.accuracy";
    static final String ACCURACY_DESCRIPTION = "The part of the samples that got the right expression, 0 to 1";
    static final String ACCURACY_SEVEN = "fer.accuracy7";
    static final String ACCURACY_SEVEN_DESCRIPTION = "The same without contempt, choosing among the other seven expressions, 0 to 1";
    static final String SPLIT = "fer.split";
    static final String SPLIT_DESCRIPTION = "The split that was evaluated: train, validation or test";

    static final String FACES = "fer.faces";
    static final String FACES_DESCRIPTION = "How many faces the photo shows that got an answer";
    static final String FACES_TOO_SMALL = "fer.faces.too.small";
    static final String FACES_TOO_SMALL_DESCRIPTION = "How many faces were found that are smaller than Smallest Answered Face";
    static final String DETECTOR = "fer.detector";
    static final String DETECTOR_DESCRIPTION = "The face detector that looked for them";

    static final String FACE_LEFT = "fer.face.left";
    static final String FACE_LEFT_DESCRIPTION = "The left edge of the face's box, in pixels of the upright photo";
    static final String FACE_TOP = "fer.face.top";
    static final String FACE_TOP_DESCRIPTION = "The upper edge of the face's box, in pixels of the upright photo";
    static final String FACE_WIDTH = "fer.face.width";
    static final String FACE_WIDTH_DESCRIPTION = "The width of the face's box in pixels";
    static final String FACE_HEIGHT = "fer.face.height";
    static final String FACE_HEIGHT_DESCRIPTION = "The height of the face's box in pixels";
    static final String FACE_SCORE = "fer.face.score";
    static final String FACE_SCORE_DESCRIPTION = "How sure the detector is of the face, 0 to 1";
    static final String FACE_LANDMARKS = "fer.face.landmarks";
    static final String FACE_LANDMARKS_DESCRIPTION = "Right eye, left eye, nose, right and left corner of the mouth as a JSON array of [x, y] in pixels of the upright photo, "
            + "where the detector finds them; right and left are the person's own";

    static final String EXPRESSION = "fer.expression";
    static final String EXPRESSION_DESCRIPTION = "The most probable expression: fear, sadness, happiness, anger, disgust, surprise, neutral or contempt; of a photo, that of the "
            + "largest face";
    static final String CONFIDENCE = "fer.confidence";
    static final String CONFIDENCE_DESCRIPTION = "The probability of that expression, 0 to 1";
    static final String PROBABILITY = "fer.probability.";
    static final String PROBABILITIES = "fer.probability.*";
    static final String PROBABILITIES_DESCRIPTION = "The probability of each expression that the model knows, such as fer.probability.happiness, 0 to 1; of a photo, those of the "
            + "largest face";
    static final String EXPRESSIONS = "fer.expressions";
    static final String EXPRESSIONS_DESCRIPTION = "The expressions of all faces, separated by commas, in the order of the JSON and the records";
    static final String UNCERTAIN_FACES = "fer.faces.uncertain";
    static final String UNCERTAIN_FACES_DESCRIPTION = "How many of the faces have a confidence below Minimum Confidence, where that is set";

    static final String DECODE_MILLISECONDS = "fer.milliseconds.decode";
    static final String DECODE_MILLISECONDS_DESCRIPTION = "How long the image took to decode";
    static final String DETECT_MILLISECONDS = "fer.milliseconds.detect";
    static final String DETECT_MILLISECONDS_DESCRIPTION = "How long the search for faces took";
    static final String CLASSIFY_MILLISECONDS = "fer.milliseconds.classify";
    static final String CLASSIFY_MILLISECONDS_DESCRIPTION = "How long the network took, of a batch the image's share, with cutting the faces out of a photo";

    static final String VIDEO_TIMESTAMP = "fer.video.timestamp";
    static final String VIDEO_TIMESTAMP_DESCRIPTION = "When the frame is shown, in milliseconds after the start of the video";
    static final String VIDEO_DURATION = "fer.video.duration";
    static final String VIDEO_DURATION_DESCRIPTION = "How long the video is, in milliseconds, where it says so";
    static final String VIDEO_WIDTH = "fer.video.width";
    static final String VIDEO_WIDTH_DESCRIPTION = "The width of the frames in pixels";
    static final String VIDEO_HEIGHT = "fer.video.height";
    static final String VIDEO_HEIGHT_DESCRIPTION = "The height of the frames in pixels";
    static final String VIDEO_DAMAGE = "fer.video.damage";
    static final String VIDEO_DAMAGE_DESCRIPTION = "What FFmpeg has complained about, such as a part that is missing; absent where it has not";
    static final String VIDEO_FRAMES = "fer.video.frames";
    static final String VIDEO_FRAMES_DESCRIPTION = "Of how many frames the rows are made";
    static final String VIDEO_PEOPLE = "fer.video.people";
    static final String VIDEO_PEOPLE_DESCRIPTION = "How many people were told apart";

    /** What a FlowFile says of a frame: it is not true of the video. */
    static final Pattern OF_FRAME = Pattern.compile("fer\\.(faces|face|expressions|expression|confidence|probability|milliseconds|video\\.timestamp)(\\..*)?");

    private FerAttributes() {
    }
}
