package org.nififer.network;

import org.nififer.common.Expression;
import org.nififer.common.Labelled;

import java.util.List;

/**
 * Named architectures for the eight expressions; the Swin Transformers with squeeze-and-excitation (r = 16).
 */
public enum NetworkPreset implements Labelled {
    /** Swin-T of Liu et al. (2021), as the paper uses it: 224 pixels, 27,600,050 parameters. */
    SWIN_T(SwinConfiguration.builder().imageSize(224).embeddingDimension(96).stages(List.of(2, 2, 6, 2), List.of(3, 6, 12, 24)).dropPathRate(0.2).seReduction(16).build()),
    /** Small enough to be trained on two CPU cores, at the size of FER-2013 and CK+48: 48 pixels, two stages, 1.2 million parameters. */
    SWIN_MINI(SwinConfiguration.builder().imageSize(48).embeddingDimension(96).stages(List.of(2, 2), List.of(3, 6)).windowSize(6).seReduction(16).build()),
    /** Deeper, after convolutions, and still trained on CPU cores within hours: 48 pixels, three stages, 6,013,814 parameters. */
    FER_SMALL(SwinConfiguration.builder().imageSize(48).embeddingDimension(96).stages(List.of(2, 4, 2), List.of(3, 6, 12)).windowSize(6).dropPathRate(0.1).seReduction(16)
            .patchEmbedding(PatchEmbedding.CONVOLUTIONAL).build()),
    /** ResNet-50 of He et al. (2016), the convolutional network of about the size of Swin-T: 224 pixels, 23,524,424 parameters. */
    RESNET_50(new ResNetConfiguration(224, 64, List.of(3, 4, 6, 3), 0, Expression.all().size())),
    /** The first two stages of ResNet-50, one block less in the second: the size of swin-mini, and its 12 x 12 and 6 x 6 places; 48 pixels, 1,168,968 parameters. */
    RESNET_MINI(new ResNetConfiguration(48, 64, List.of(3, 3), 0, Expression.all().size()));

    private final NetworkConfiguration configuration;

    NetworkPreset(final NetworkConfiguration configuration) {
        this.configuration = configuration;
    }

    public NetworkConfiguration configuration() {
        return configuration;
    }
}
