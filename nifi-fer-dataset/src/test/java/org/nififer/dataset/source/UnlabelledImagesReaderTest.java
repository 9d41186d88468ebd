package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.nififer.archive.ArchiveLimits;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UnlabelledImagesReaderTest {

    private static final byte[] NO_IMAGE = "no image".getBytes(StandardCharsets.UTF_8);

    @Test
    void testFoldersAreNoLabelsAndNoSplits() throws IOException {
        final NormalizerRun run = new NormalizerRun(NormalizerRun.format(SourceFormat.UNLABELLED)).add("faces.zip", photos());

        final List<Sample> samples = run.samples(4);
        assertEquals(List.of("faces/1", "faces/happy/2", "faces/test/3"), samples.stream().map(Sample::key).toList());
        for (final Sample sample : samples) {
            assertTrue(sample.metadata().isUnlabelled());
            assertEquals(Optional.of(Split.TRAIN), sample.metadata().split());
            assertEquals(Optional.of("faces"), sample.metadata().source());
            assertTrue(sample.metadata().sha256().isPresent() && sample.metadata().perceptualHash().isPresent());
        }

        assertEquals(List.of("image"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertEquals(1, run.summary().totalIgnored());
        assertEquals(3, run.summary().written().unlabelled());
        assertEquals(3, run.summary().written().unlabelled(Optional.of(Split.TRAIN)));
        assertEquals(3, run.summary().written().total());
    }

    @Test
    void testWithoutKeepingSplitsTheyAreInNone() throws IOException {
        final NormalizeSettings settings = new NormalizeSettings(SourceFormat.UNLABELLED, Optional.empty(), RowsWithoutMajority.DROP, 3, false, SampleEncoding.PNG, 2,
                ArchiveLimits.DEFAULT);
        final List<Sample> samples = new NormalizerRun(settings).add("faces.zip", photos()).samples();

        assertEquals(3, samples.size());
        assertTrue(samples.stream().allMatch(sample -> sample.metadata().split().isEmpty()));
    }

    @Test
    void testNobodyGuessesThatASourceIsUnlabelled() throws IOException {
        final byte[] archive = NormalizerRun.zip(List.of(Map.entry("photos/1.png", TestSamples.png(1))));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("faces.zip", archive));

        assertTrue(exception.getMessage().contains("'photos' is not an expression"), exception.getMessage());
    }

    private static byte[] photos() throws IOException {
        return NormalizerRun.zip(List.of(
                Map.entry("1.png", TestSamples.png(1)),
                Map.entry("happy/2.png", TestSamples.png(2)),
                Map.entry("happy/damaged.png", NO_IMAGE),
                Map.entry("read.me", NO_IMAGE),
                Map.entry("test/3.png", TestSamples.png(3))));
    }
}
