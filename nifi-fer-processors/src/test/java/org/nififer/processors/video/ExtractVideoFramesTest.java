package org.nififer.processors.video;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;
import org.nififer.processors.common.FerAttributes;
import org.nififer.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExtractVideoFramesTest {

    private static final int RATE = 10;
    private static final int PICTURES = 20;
    private static final int STEP = 12;

    @TempDir
    private Path directory;
    private TestRunner runner;

    @BeforeAll
    static void requireFfmpeg() throws IOException {
        VideoFiles.requireFfmpeg();
    }

    @BeforeEach
    void setUp() {
        runner = TestRunners.newTestRunner(ExtractVideoFrames.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void testEachFrameIsAnImageWithItsTime(final String format) throws IOException {
        runner.setProperty(ExtractVideoFrames.IMAGE_FORMAT, format);
        final byte[] video = video();
        runner.enqueue(video, Map.of("filename", "talk.mp4", "camera", "left"));
        runner.run();

        runner.assertTransferCount(ExtractVideoFrames.FRAMES, 4);
        runner.assertTransferCount(ExtractVideoFrames.FAILURE, 0);
        final List<MockFlowFile> frames = runner.getFlowFilesForRelationship(ExtractVideoFrames.FRAMES);
        final MockFlowFile original = runner.getFlowFilesForRelationship(ExtractVideoFrames.ORIGINAL).getFirst();
        original.assertContentEquals(video);
        original.assertAttributeEquals("fragment.count", "4");
        original.assertAttributeEquals("filename", "talk.mp4");
        for (int index = 0; index < frames.size(); index++) {
            final MockFlowFile frame = frames.get(index);
            frame.assertAttributeEquals("fragment.index", Integer.toString(index));
            frame.assertAttributeEquals("fragment.count", "4");
            frame.assertAttributeEquals("fragment.identifier", original.getAttribute("fragment.identifier"));
            frame.assertAttributeEquals("segment.original.filename", "talk.mp4");
            frame.assertAttributeEquals(FerAttributes.VIDEO_TIMESTAMP, Integer.toString(index * 500));
            frame.assertAttributeEquals(FerAttributes.VIDEO_DURATION, "2000");
            frame.assertAttributeEquals(FerAttributes.VIDEO_WIDTH, "64");
            frame.assertAttributeEquals(FerAttributes.VIDEO_HEIGHT, "48");
            frame.assertAttributeEquals("mime.type", "image/" + format);
            frame.assertAttributeEquals("filename", String.format(Locale.ROOT, "talk.mp4.frame-%d.%s", index, "png".equals(format) ? "png" : "jpg"));
            frame.assertAttributeEquals("camera", "left");
            frame.assertAttributeNotExists(FerAttributes.VIDEO_DAMAGE);
            final RgbImage image = ImageCodec.decode(frame.toByteArray(), "frame");
            assertEquals(index * 5, Math.round(image.value(30, 20, 0) / (float) STEP));
        }

        assertTrue(runner.getProvenanceEvents().stream().anyMatch(event -> event.getEventType() == ProvenanceEventType.FORK && event.getChildUuids().size() == 4));
        assertNoTemporaryVideos();
    }

    @Test
    void testAllFramesShrunk() throws IOException {
        runner.setProperty(ExtractVideoFrames.FRAME_SELECTION, "all");
        runner.setProperty(ExtractVideoFrames.MAXIMUM_SIDE, "32");
        runner.enqueue(video(), Map.of("filename", "talk.mp4"));
        runner.run();

        runner.assertTransferCount(ExtractVideoFrames.FRAMES, PICTURES);
        final MockFlowFile last = runner.getFlowFilesForRelationship(ExtractVideoFrames.FRAMES).getLast();
        last.assertAttributeEquals(FerAttributes.VIDEO_TIMESTAMP, "1900");
        assertEquals(32, ImageCodec.decode(last.toByteArray(), "frame").width());
        assertEquals(24, ImageCodec.decode(last.toByteArray(), "frame").height());
    }

    @Test
    void testScenes() throws IOException {
        runner.setProperty(ExtractVideoFrames.FRAME_SELECTION, "scenes");
        final List<RgbImage> pictures = new ArrayList<>();
        for (int index = 0; index < 10; index++) {
            pictures.add(halves(index < 6 ? 20 : 230));
        }

        runner.enqueue(video(pictures), Map.of("filename", "cuts.mp4"));
        runner.run();

        assertEquals(List.of("0", "600"), runner.getFlowFilesForRelationship(ExtractVideoFrames.FRAMES).stream()
                .map(frame -> frame.getAttribute(FerAttributes.VIDEO_TIMESTAMP)).toList());
    }

    @Test
    void testDamageIsTold() throws IOException {
        final Path whole = directory.resolve("whole.mp4");
        VideoFiles.write(whole, RATE, pictures(), "-c:v", "mpeg4", "-q:v", "2", "-movflags", "+faststart");
        final byte[] bytes = Files.readAllBytes(whole);
        runner.enqueue(Arrays.copyOf(bytes, bytes.length * 3 / 4), Map.of("filename", "cut.mp4"));
        runner.run();

        final MockFlowFile original = runner.getFlowFilesForRelationship(ExtractVideoFrames.ORIGINAL).getFirst();
        assertTrue(original.getAttribute(FerAttributes.VIDEO_DAMAGE).contains("partial file"), original.getAttribute(FerAttributes.VIDEO_DAMAGE));
        runner.getFlowFilesForRelationship(ExtractVideoFrames.FRAMES).forEach(frame -> frame.assertAttributeExists(FerAttributes.VIDEO_DAMAGE));
    }

    @Test
    void testWhatIsNoVideo() throws IOException {
        final List<byte[]> contents = List.of(new byte[0], "no video at all".getBytes(), ImageCodec.encodePng(RgbImage.black(64, 64)),
                "#EXTM3U\n#EXTINF:1,\n/etc/hostname\n".getBytes());
        for (final byte[] content : contents) {
            runner.enqueue(content, Map.of("filename", "bad.mp4"));
        }

        runner.run(contents.size());

        runner.assertAllFlowFilesTransferred(ExtractVideoFrames.FAILURE, contents.size());
        for (int index = 0; index < contents.size(); index++) {
            final MockFlowFile failed = runner.getFlowFilesForRelationship(ExtractVideoFrames.FAILURE).get(index);
            failed.assertContentEquals(contents.get(index));
            failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_VIDEO");
            assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).startsWith("bad.mp4 "), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
        }

        assertNoTemporaryVideos();
    }

    /** Frames that were made before the limit was met are not sent. */
    @Test
    void testTooManyFrames() throws IOException {
        runner.setProperty(ExtractVideoFrames.MAXIMUM_FRAMES, "3");
        runner.enqueue(video(), Map.of("filename", "talk.mp4"));
        runner.run();

        runner.assertAllFlowFilesTransferred(ExtractVideoFrames.FAILURE, 1);
        runner.getFlowFilesForRelationship(ExtractVideoFrames.FAILURE).getFirst().assertAttributeEquals(FerAttributes.ERROR_CODE, "VIDEO_TOO_LONG");
        assertNoTemporaryVideos();
    }

    @Test
    void testStoppedInTheMiddleLeavesTheVideoInTheQueueAndNoProcess() throws Exception {
        final Path video = directory.resolve("long.mp4");
        VideoFiles.run("-f", "lavfi", "-i", "testsrc2=s=640x360:r=50:d=20", "-c:v", "mpeg4", video.toString());
        runner.setProperty(ExtractVideoFrames.FRAME_SELECTION, "all");
        runner.enqueue(Files.readAllBytes(video), Map.of("filename", "long.mp4"));
        final ExtractVideoFrames processor = (ExtractVideoFrames) runner.getProcessor();
        final Thread stopper = Thread.ofPlatform().start(() -> {
            // Not the one that only looks at what the video is.
            while (processes().stream().noneMatch(process -> process.info().command().orElse("").endsWith("ffmpeg"))) {
                Thread.onSpinWait();
            }

            processor.stopReaders();
        });

        runner.run(1, false);
        stopper.join();

        runner.assertTransferCount(ExtractVideoFrames.FRAMES, 0);
        runner.assertTransferCount(ExtractVideoFrames.FAILURE, 0);
        assertEquals(1, runner.getQueueSize().getObjectCount());
        processes().forEach(process -> process.onExit().join());
        assertNoTemporaryVideos();
    }

    @Test
    void testSettingsThatAreNotValid() {
        runner.assertValid();
        runner.setProperty(ExtractVideoFrames.FRAMES_PER_SECOND, "0");
        runner.assertNotValid();
        runner.setProperty(ExtractVideoFrames.FRAMES_PER_SECOND, "0.1");
        runner.assertValid();
        runner.setProperty(ExtractVideoFrames.FRAME_SELECTION, "scenes");
        runner.setProperty(ExtractVideoFrames.SCENE_THRESHOLD, "2");
        runner.assertNotValid();
    }

    @Test
    void testVerifyRunsFfmpeg() {
        final ExtractVideoFrames processor = (ExtractVideoFrames) runner.getProcessor();
        final List<ConfigVerificationResult> results = processor.verify(runner.getProcessContext(), runner.getLogger(), Map.of());
        assertEquals(Outcome.SUCCESSFUL, results.getFirst().getOutcome());
        assertTrue(results.getFirst().getExplanation().startsWith("ffmpeg version "), results.getFirst().getExplanation());
    }

    private static void assertNoTemporaryVideos() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("fer-video") && file.getFileName().toString().endsWith(".tmp")));
        }
    }

    private byte[] video() throws IOException {
        return video(pictures());
    }

    private byte[] video(final List<RgbImage> pictures) throws IOException {
        final Path video = directory.resolve("video.mp4");
        VideoFiles.write(video, RATE, pictures, "-c:v", "mpeg4", "-q:v", "2");
        return Files.readAllBytes(video);
    }

    private static List<RgbImage> pictures() {
        final List<RgbImage> pictures = new ArrayList<>();
        for (int index = 0; index < PICTURES; index++) {
            final RgbImage picture = RgbImage.black(64, 48);
            Arrays.fill(picture.pixels(), (byte) (STEP * index));
            pictures.add(picture);
        }

        return pictures;
    }

    private static RgbImage halves(final int grey) {
        final RgbImage picture = RgbImage.black(64, 48);
        Arrays.fill(picture.pixels(), (byte) (255 - grey));
        Arrays.fill(picture.pixels(), 0, picture.pixels().length / 2, (byte) grey);
        return picture;
    }

    private static List<ProcessHandle> processes() {
        return ProcessHandle.current().children().filter(process -> process.info().command().orElse("").contains("ffmpeg-")).toList();
    }
}
