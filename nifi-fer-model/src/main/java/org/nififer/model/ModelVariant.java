package org.nififer.model;

import org.nififer.common.Labelled;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;

/**
 * The rows of the paper's Table 2 that differ in the network; the third one, SwinT-SE-SAM, is SWIN_SE trained with SAM.
 */
public enum ModelVariant implements Labelled {
    SWIN,
    SWIN_SE;

    private static final int DEFAULT_REDUCTION = 16;

    /** The architecture as this variant has it. A ResNet has no variants: it stays as it is. */
    public NetworkConfiguration apply(final NetworkConfiguration configuration) {
        return switch (configuration) {
            case SwinConfiguration swin -> apply(swin);
            case ResNetConfiguration resNet -> resNet;
        };
    }

    private SwinConfiguration apply(final SwinConfiguration configuration) {
        return switch (this) {
            case SWIN -> configuration.withSeReduction(0);
            case SWIN_SE -> configuration.seReduction() > 0 ? configuration : configuration.withSeReduction(DEFAULT_REDUCTION);
        };
    }

    /** The variant that an architecture is. */
    public static ModelVariant of(final SwinConfiguration configuration) {
        return configuration.seReduction() > 0 ? SWIN_SE : SWIN;
    }
}
