package org.nififer.trainer.ablation;

import org.nififer.model.ModelVariant;
import org.nififer.trainer.run.OptimizerKind;

import java.util.Optional;

/**
 * A row of the paper's Table 2, and two that the paper does not have.
 */
public enum AblationRow {
    SWIN_T("SwinT", ModelVariant.SWIN, OptimizerKind.SGD),
    SWIN_T_SE("SwinT-SE", ModelVariant.SWIN_SE, OptimizerKind.SGD),
    SWIN_T_SE_SAM("SwinT-SE-SAM", ModelVariant.SWIN_SE, OptimizerKind.SAM),
    /** Not the paper's. */
    SWIN_T_SE_ASAM("SwinT-SE-ASAM", ModelVariant.SWIN_SE, OptimizerKind.ASAM),
    /** Not the paper's: a convolutional network under the settings of the first row. */
    RESNET("ResNet-SGD", null, OptimizerKind.SGD);

    private final String label;
    private final ModelVariant variant;
    private final OptimizerKind optimizer;

    AblationRow(final String label, final ModelVariant variant, final OptimizerKind optimizer) {
        this.label = label;
        this.variant = variant;
        this.optimizer = optimizer;
    }

    /** The paper's name where it has the row, also that of the row's folder. */
    public String label() {
        return label;
    }

    /** Of the Swin Transformer; empty for the convolutional network. */
    public Optional<ModelVariant> variant() {
        return Optional.ofNullable(variant);
    }

    /** What trains it. */
    public OptimizerKind optimizer() {
        return optimizer;
    }
}
