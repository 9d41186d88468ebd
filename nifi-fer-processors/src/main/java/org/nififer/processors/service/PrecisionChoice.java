package org.nififer.processors.service;

import org.apache.nifi.components.DescribedValue;
import org.nififer.network.Precision;

import java.util.Optional;

/**
 * The number type of a model's matrix products.
 */
public enum PrecisionChoice implements DescribedValue {
    AUTO("auto", "What the device is fastest in: bf16 on a GPU and on a CPU that multiplies it in hardware (found on Linux), fp32 elsewhere; what an ONNX model was exported with",
            null),
    FP32("fp32", "float32 everywhere", Precision.FP32),
    BF16("bf16", "bfloat16 for matrix products, float32 for the rest", Precision.BF16),
    FP16("fp16", "float16 for matrix products, float32 for the rest; for GPUs before Ampere, slow on CPUs", Precision.FP16);

    private final String value;
    private final String description;
    private final Precision precision;

    PrecisionChoice(final String value, final String description, final Precision precision) {
        this.value = value;
        this.description = description;
        this.precision = precision;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public String getDisplayName() {
        return value;
    }

    @Override
    public String getDescription() {
        return description;
    }

    Optional<Precision> precision() {
        return Optional.ofNullable(precision);
    }
}
