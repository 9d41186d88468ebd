package org.nififer.runtime.quickstart;

import org.nififer.runtime.pipeline.DrawnDataset;

import java.util.Map;

/**
 * How much is drawn, and how it is trained on: enough to learn drawn faces well in a few minutes on two cores.
 */
public final class QuickstartSettings {

    /** The faces to train on; of the size that swin-mini sees. */
    public static final DrawnDataset DATASET = new DrawnDataset(210, 48);

    /** Passes over the training samples. */
    public static final int EPOCHS = 14;

    /** Parameters of the flow; drawn faces are balanced and plenty, so that plain SGD on the images as they are learns them fastest. */
    public static final Map<String, String> PARAMETERS = Map.of(
            "Validation Samples Per Class", "10",
            "Test Samples Per Class", "20",
            "Preset", "swin-mini",
            "Variant", "swin-se",
            "Optimizer", "sgd",
            "Augmentation", "none",
            "Epochs", Integer.toString(EPOCHS),
            "Batch Size", "16",
            "Learning Rate", "0.005",
            "Seed", "0");

    private QuickstartSettings() {
    }
}
