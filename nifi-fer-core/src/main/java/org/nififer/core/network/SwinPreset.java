package org.nififer.core.network;

import org.nififer.core.Expression;

import java.util.List;

/**
 * Named architectures for the eight expressions, with squeeze-and-excitation (r = 16).
 */
public enum SwinPreset {
    /** Swin-T of Liu et al. (2021), as the paper uses it: 224 pixels, 27,600,050 parameters. */
    SWIN_T("swin-t", new SwinConfiguration(224, 4, 96, List.of(2, 2, 6, 2), List.of(3, 6, 12, 24), 7, 4, 0.2, Expression.all().size(), 16)),
    /** Small enough to be trained on two CPU cores, at the size of FER-2013 and CK+48: 48 pixels, two stages, 1.2 million parameters. */
    SWIN_MINI("swin-mini", new SwinConfiguration(48, 4, 96, List.of(2, 2), List.of(3, 6), 6, 4, 0, Expression.all().size(), 16));

    private final String label;
    private final SwinConfiguration configuration;

    SwinPreset(final String label, final SwinConfiguration configuration) {
        this.label = label;
        this.configuration = configuration;
    }

    /** The name on the command line and in files. */
    public String label() {
        return label;
    }

    public SwinConfiguration configuration() {
        return configuration;
    }
}
