package org.nififer.dataset;

import org.nififer.common.Expression;
import org.nififer.common.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * SHA-256 over the keys, images, labels, votes and splits of a dataset's samples in their order: equal for two datasets from which training learns the same.
 * Not thread-safe.
 */
public final class DatasetFingerprint {

    private final MessageDigest digest = Sha256.digest();

    /** Adds the next sample; its metadata has its SHA-256, as every sample that was read from a dataset. */
    public void add(final Sample sample) {
        final SampleMetadata metadata = sample.metadata();
        digest.update(String.format(Locale.ROOT, "%s\t%s\t%s\t%s\t%s\n", sample.key(), metadata.sha256().orElseThrow(), metadata.expression().map(Expression::label).orElse(""),
                metadata.split().map(Split::label).orElse(""), metadata.votes()).getBytes(StandardCharsets.UTF_8));
        // What few datasets have: those without it keep the fingerprints that they had before there was any of it.
        if (metadata.otherVotes() > 0 || !metadata.hasMajority() || metadata.original().isPresent()) {
            digest.update(String.format(Locale.ROOT, "\t%d\t%s\t%s\n", metadata.otherVotes(), metadata.hasMajority(), metadata.original().map(Expression::label).orElse(""))
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The fingerprint of all samples added, 64 hexadecimal digits; to be asked for once. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
