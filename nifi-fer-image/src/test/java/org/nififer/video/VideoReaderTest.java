package org.nififer.video;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.ffmpeg.FfmpegProgram;
import org.nififer.image.ImageCodec;
import org.nififer.natives.SecondLoader;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VideoReaderTest {

    private static final int RATE = 25;
    private static final int PICTURES = 50;
    /** Between the greys of one picture and the next; what the encoders lose is less. */
    private static final int STEP = 5;
    private static final VideoSettings ALL = settings(FrameSelection.ALL, 1, OptionalInt.empty());

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireFfmpeg() throws IOException {
        VideoFiles.requireFfmpeg();
    }

    @ParameterizedTest
    @CsvSource({"a.mp4,mpeg4,yuv420p", "a.mp4,libopenh264,yuv420p", "a.webm,libvpx,yuv420p", "a.avi,mjpeg,yuvj420p", "a.mkv,ffv1,bgr0", "a.ts,libopenh264,yuv420p",
        "a.mov,mpeg4,yuv420p", "a.flv,flv,yuv420p", "a.wmv,wmv2,yuv420p", "a.gif,gif,gray"})
    void testEachPictureIsAtItsTime(final String file, final String encoder, final String pixels) throws IOException {
        final Path video = directory.resolve(file);
        VideoFiles.write(video, RATE, greys(PICTURES), "-c:v", encoder, "-pix_fmt", pixels, "-q:v", "2", "-b:v", "2M");

        final List<VideoFrame> frames = frames(video, ALL);

        assertEquals(PICTURES, frames.size());
        for (int index = 0; index < PICTURES; index++) {
            assertEquals(index * 1000 / RATE, frames.get(index).milliseconds(), 1);
            assertEquals(index, shown(frames.get(index)));
        }
    }

    @Test
    void testTheFirstPictureOfEachInterval() throws IOException {
        final Path video = video();

        final List<VideoFrame> frames = frames(video, settings(FrameSelection.INTERVAL, 5, OptionalInt.empty()));

        assertEquals(LongStream.range(0, 10).map(index -> index * 200).boxed().toList(), times(frames));
        assertEquals(IntStream.range(0, 10).map(index -> index * 5).boxed().toList(), frames.stream().map(VideoReaderTest::shown).toList());
    }

    @Test
    void testARateThatDoesNotDivideTheVideosDoesNotDrift() throws IOException {
        final List<VideoFrame> frames = frames(video(), settings(FrameSelection.INTERVAL, 4, OptionalInt.empty()));

        // The first pictures at or after 0, 250, 500 ms and so on: pictures are 40 ms apart.
        assertEquals(List.of(0L, 280L, 520L, 760L, 1000L, 1280L, 1520L, 1760L), times(frames));
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 30, 1000})
    void testNoPictureIsRepeatedWhereTheVideoHasFewer(final int rate) throws IOException {
        assertEquals(PICTURES, frames(video(), settings(FrameSelection.INTERVAL, rate, OptionalInt.empty())).size());
    }

    @Test
    void testTimesOfAVariableFrameRate() throws IOException {
        final Path video = directory.resolve("variable.mp4");
        VideoFiles.write(video, RATE, greys(8), "-vf", "setpts='if(lt(N,4),N,4+(N-4)*10)/25/TB'", "-fps_mode", "vfr", "-c:v", "mpeg4", "-q:v", "2");

        final List<VideoFrame> frames = frames(video, ALL);

        assertEquals(List.of(0L, 40L, 80L, 120L, 160L, 560L, 960L, 1360L), times(frames));
        assertEquals(IntStream.range(0, 8).boxed().toList(), frames.stream().map(VideoReaderTest::shown).toList());
        assertEquals(List.of(0L, 560L, 1360L), times(frames(video, settings(FrameSelection.INTERVAL, 2, OptionalInt.empty()))));
    }

    @Test
    void testScenesBeginAtCuts() throws IOException {
        final Path video = directory.resolve("cuts.mp4");
        final List<RgbImage> pictures = new ArrayList<>();
        for (final int grey : new int[] {20, 230, 90}) {
            for (int index = 0; index < 10; index++) {
                pictures.add(stripes(grey, grey == 90 ? 5 : 16));
            }
        }

        VideoFiles.write(video, RATE, pictures, "-c:v", "mpeg4", "-q:v", "2");

        assertEquals(List.of(0L, 400L, 800L), times(frames(video, settings(FrameSelection.SCENES, 1, OptionalInt.empty()))));
    }

    @Test
    void testBothPlacesOfTheIndex() throws IOException {
        final Path end = video();
        final Path start = directory.resolve("start.mp4");
        VideoFiles.run("-i", end.toString(), "-c", "copy", "-movflags", "+faststart", start.toString());
        final byte[] first = Files.readAllBytes(end);

        assertTrue(indexOf(first, "moov") > indexOf(first, "mdat"));
        assertTrue(indexOf(Files.readAllBytes(start), "moov") < indexOf(Files.readAllBytes(start), "mdat"));
        assertEquals(times(frames(end, ALL)), times(frames(start, ALL)));
    }

    private static int indexOf(final byte[] bytes, final String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void testAPhonesRotationIsApplied() throws IOException {
        final Path flat = directory.resolve("flat.mp4");
        final Path turned = directory.resolve("turned.mp4");
        final RgbImage picture = RgbImage.black(64, 32);
        for (int y = 0; y < 16; y++) {
            Arrays.fill(picture.pixels(), y * 64 * 3, (y * 64 + 16) * 3, (byte) 250);
        }

        VideoFiles.write(flat, RATE, List.of(picture, picture), "-c:v", "mpeg4", "-q:v", "2");
        // Counter-clockwise: what was at the upper left is then at the lower left.
        VideoFiles.run("-display_rotation", "90", "-i", flat.toString(), "-c", "copy", turned.toString());

        try (VideoReader reader = new VideoReader("turned", ALL)) {
            assertEquals(new VideoProperties(OptionalLong.of(80), 32, 64), reader.open(turned));
            final RgbImage upright = reader.read().image();
            assertEquals(250, upright.value(4, 60, 0), 12);
            assertEquals(0, upright.value(4, 4, 0), 12);
            assertEquals(0, upright.value(28, 60, 0), 12);
        }
    }

    @Test
    void testPixelsThatAreNotSquareAreStretched() throws IOException {
        final Path video = directory.resolve("oblong.mp4");
        VideoFiles.write(video, RATE, greys(2), "-vf", "setsar=2", "-c:v", "mpeg4");

        assertEquals(128, frames(video, ALL).getFirst().image().width());
        assertEquals(64, frames(video, ALL).getFirst().image().height());
    }

    @Test
    void testLargePicturesAreShrunk() throws IOException {
        final Path video = directory.resolve("large.mp4");
        VideoFiles.run("-f", "lavfi", "-i", "testsrc2=s=320x180:d=1", "-c:v", "mpeg4", video.toString());

        final VideoFrame frame = frames(video, settings(FrameSelection.INTERVAL, 1, OptionalInt.of(100))).getFirst();
        assertEquals(100, frame.image().width());
        assertEquals(56, frame.image().height());
        assertEquals(320, frames(video, settings(FrameSelection.INTERVAL, 1, OptionalInt.of(400))).getFirst().image().width());
    }

    @Test
    void testPicturesThatChangeTheirSizeKeepTheFirst() throws IOException {
        final Path small = directory.resolve("small.ts");
        final Path large = directory.resolve("large.ts");
        final Path both = directory.resolve("both.ts");
        VideoFiles.run("-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.4", "-c:v", "libopenh264", small.toString());
        VideoFiles.run("-f", "lavfi", "-i", "testsrc2=s=128x96:d=0.4", "-c:v", "libopenh264", "-output_ts_offset", "0.4", large.toString());
        Files.write(both, Files.readAllBytes(small));
        Files.write(both, Files.readAllBytes(large), StandardOpenOption.APPEND);

        final List<VideoFrame> frames = frames(both, ALL);

        assertEquals(20, frames.size());
        assertTrue(frames.stream().allMatch(frame -> frame.image().width() == 64 && frame.image().height() == 48));
    }

    /** All pictures together are larger than the memory that the tests have. */
    @Test
    void testALongVideoIsReadPictureByPicture() throws IOException {
        final Path video = directory.resolve("long.mp4");
        VideoFiles.run("-f", "lavfi", "-i", "color=red:s=1280x720:r=100:d=9", "-c:v", "mpeg4", video.toString());
        final long bytes = 900L * 1280 * 720 * RgbImage.CHANNELS;
        assertTrue(bytes > Runtime.getRuntime().maxMemory(), "The video has to be longer");

        try (VideoReader reader = new VideoReader("long", ALL)) {
            assertEquals(OptionalLong.of(9000), reader.open(video).milliseconds());
            int frames = 0;
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                frames++;
            }

            assertEquals(900, frames);
        }
    }

    @Test
    void testNoMoreFramesThanAllowed() throws IOException {
        final VideoSettings exactly = new VideoSettings(FrameSelection.ALL, 1, 0.3, OptionalInt.empty(), PICTURES, Duration.ofMinutes(1));
        assertEquals(PICTURES, frames(video(), exactly).size());

        final VideoSettings fewer = new VideoSettings(FrameSelection.ALL, 1, 0.3, OptionalInt.empty(), 10, Duration.ofMinutes(1));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> frames(video(), fewer));
        assertEquals(Code.VIDEO_TOO_LONG, exception.code());
        assertTrue(exception.getMessage().startsWith("a.mp4 has more than 10 frames, the one after them at 400 ms"), exception.getMessage());
    }

    @Test
    void testNoLongerThanAllowed() throws IOException {
        final VideoSettings tiny = new VideoSettings(FrameSelection.ALL, 1, 0.3, OptionalInt.empty(), PICTURES, Duration.ofMillis(1));
        final Path video = video();

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> frames(video, tiny));

        assertEquals(Code.VIDEO_TOO_LONG, exception.code());
        assertEquals(List.of(), processes());
    }

    @Test
    void testStopEndsTheProcess() throws Exception {
        final Path video = directory.resolve("endless.mp4");
        VideoFiles.run("-f", "lavfi", "-i", "testsrc2=s=640x480:d=60", "-c:v", "mpeg4", video.toString());
        try (VideoReader reader = new VideoReader("endless", ALL)) {
            reader.open(video);
            reader.read();
            assertEquals(1, processes().size());
            final List<CompletableFuture<ProcessHandle>> ends = processes().stream().map(ProcessHandle::onExit).toList();

            reader.stop();

            ends.forEach(CompletableFuture::join);
            assertThrows(VideoStoppedException.class, () -> {
                while (true) {
                    reader.read();
                }
            });
        }
    }

    @Test
    void testAReaderThatIsStoppedStartsNothing() throws IOException {
        final Path video = video();
        try (VideoReader reader = new VideoReader("a", ALL)) {
            reader.stop();
            assertThrows(VideoStoppedException.class, () -> reader.open(video));
        }
    }

    @Test
    void testClosedInTheMiddle() throws IOException {
        final Path video = video();
        try (VideoReader reader = new VideoReader("a", ALL)) {
            reader.open(video);
            reader.read();
        }

        assertTrue(processes().stream().allMatch(process -> process.onExit().join() != null));
    }

    @Test
    void testEmptyFile() throws IOException {
        assertInvalid("empty.mp4", new byte[0], "empty.mp4 is empty; expected a video");
    }

    @Test
    void testGarbage() throws IOException {
        final byte[] garbage = new byte[100_000];
        for (int index = 0; index < garbage.length; index++) {
            garbage[index] = (byte) (index * 31 + index / 7);
        }

        assertInvalid("garbage.mp4", garbage, "garbage.mp4 cannot be decoded: .*");
    }

    @Test
    void testAnIndexThatWasCutOff() throws IOException {
        final byte[] whole = Files.readAllBytes(video());
        assertInvalid("cut.mp4", Arrays.copyOf(whole, indexOf(whole, "moov")), "cut.mp4 cannot be decoded: .*moov atom not found.*");
    }

    @Test
    void testOfADamagedVideoTheRestIsReadAndTheDamageTold() throws IOException {
        final Path video = directory.resolve("a.mp4");
        VideoFiles.write(video, RATE, greys(PICTURES), "-c:v", "mpeg4", "-q:v", "2", "-movflags", "+faststart");
        final byte[] whole = Files.readAllBytes(video);
        final Path cut = Files.write(directory.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 3 / 4));

        try (VideoReader reader = new VideoReader("cut", ALL)) {
            reader.open(cut);
            int frames = 0;
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                assertEquals(frames++, shown(frame));
            }

            assertTrue(frames > PICTURES / 4 && frames < PICTURES, "Frames: " + frames);
            assertTrue(reader.damage().orElseThrow().contains("partial file"), reader.damage()::toString);
        }

        try (VideoReader reader = new VideoReader("whole", ALL)) {
            reader.open(video);
            while (reader.read() != null) {
                assertEquals(Optional.empty(), reader.damage());
            }

            assertEquals(Optional.empty(), reader.damage());
        }
    }

    @Test
    void testSoundWithoutPictures() throws IOException {
        final Path sound = directory.resolve("sound.m4a");
        VideoFiles.run("-f", "lavfi", "-i", "sine=d=1", sound.toString());

        assertInvalid("sound.m4a", Files.readAllBytes(sound), "sound.m4a has no video in it, only other streams; expected a file with pictures");
    }

    @Test
    void testPicturesThatAreTooLargeAreRefusedBeforeTheyAreDecoded() throws IOException {
        final Path video = directory.resolve("huge.avi");
        VideoFiles.run("-f", "lavfi", "-i", "color=black:s=10000x6000:r=1", "-frames:v", "1", "-c:v", "mjpeg", video.toString());

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> frames(video, ALL));
        assertEquals(Code.IMAGE_TOO_LARGE, exception.code());
        assertEquals("huge.avi has pictures of 10000 x 6000 pixels; the limit is 50000000 pixels", exception.getMessage());
    }

    /** Each of these names the video beside it, which FFmpeg would read otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"list.m3u8", "list.ffconcat", "list.mpd", "list.sdp", "picture.png"})
    void testWhatNamesOtherFilesIsRefused(final String name) throws IOException {
        final Path secret = directory.resolve("secret.ts");
        VideoFiles.write(secret, RATE, greys(PICTURES), "-c:v", "mpeg4");
        final byte[] content = switch (name) {
            case "list.m3u8" -> String.format(Locale.ROOT, "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%s\n#EXT-X-ENDLIST\n", secret).getBytes();
            case "list.ffconcat" -> String.format(Locale.ROOT, "ffconcat version 1.0\nfile '%s'\n", secret).getBytes();
            case "list.mpd" -> String.format(Locale.ROOT, """
                <?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet>
                <Representation id="1" mimeType="video/mp4"><BaseURL>%s</BaseURL></Representation></AdaptationSet></Period></MPD>""", secret).getBytes();
            case "list.sdp" -> "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n".getBytes();
            default -> ImageCodec.encodePng(RgbImage.black(64, 64));
        };

        assertInvalid(name, content, name + " cannot be decoded: .*");
    }

    @Test
    void testEachClassLoaderReadsVideos() throws Exception {
        final Path video = video();
        final String expected = firstFrame(VideoReader.class, video);

        for (int version = 0; version < 2; version++) {
            final URLClassLoader loader = SecondLoader.create();
            final Class<?> other = loader.loadClass(VideoReader.class.getName());
            assertNotSame(VideoReader.class, other);
            assertEquals(expected, firstFrame(other, video));
        }

        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertTrue(maps.noneMatch(line -> line.contains("libavcodec")), "Only the processes of FFmpeg have its libraries");
        }
    }

    /** As systems do that tidy up the folder for temporary files. */
    @Test
    void testProgramsThatWereDeletedAreExtractedAgain() throws IOException {
        final Path video = video();
        for (final String path : FfmpegProgram.get().builder("ffmpeg", List.of()).command()) {
            Files.delete(Path.of(path));
        }

        assertEquals(PICTURES, frames(video, ALL).size());
    }

    @Test
    void testNothingOfTheEnvironmentReachesThePrograms() throws IOException {
        final Set<String> libraries = Set.of("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot");
        final Set<String> names = new HashSet<>(FfmpegProgram.get().builder("ffmpeg", List.of()).environment().keySet());
        assertTrue(names.removeAll(libraries), names::toString);
        assertEquals(Set.of(), names);
    }

    private static String firstFrame(final Class<?> readers, final Path video) throws Exception {
        final Class<?> settings = readers.getClassLoader().loadClass(VideoSettings.class.getName());
        final Class<?> selections = readers.getClassLoader().loadClass(FrameSelection.class.getName());
        final Object all = settings.getConstructors()[0].newInstance(selections.getEnumConstants()[2], 1.0, 0.3, OptionalInt.empty(), 100, Duration.ofMinutes(1));
        try (AutoCloseable reader = (AutoCloseable) readers.getConstructor(String.class, settings).newInstance("video", all)) {
            final Object properties = readers.getMethod("open", Path.class).invoke(reader, video);
            final Object frame = readers.getMethod("read").invoke(reader);
            return properties.toString() + frame.getClass().getMethod("milliseconds").invoke(frame);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0.3,100,10", "NaN,0.3,100,10", "1001,0.3,100,10", "1,-0.1,100,10", "1,1.1,100,10", "1,0.3,0,10", "1,0.3,100,0"})
    void testSettingsOutOfTheirRange(final double rate, final double threshold, final int maximumFrames, final long seconds) {
        final RuntimeException exception = assertThrows(RuntimeException.class,
                () -> new VideoSettings(FrameSelection.ALL, rate, threshold, OptionalInt.empty(), maximumFrames, Duration.ofSeconds(seconds)));
        assertInstanceOf(IllegalArgumentException.class, exception);
    }

    private void assertInvalid(final String name, final byte[] content, final String message) throws IOException {
        final Path file = Files.write(directory.resolve(name), content);
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> frames(file, ALL));
        assertEquals(Code.INVALID_VIDEO, exception.code());
        assertTrue(exception.getMessage().matches(message), exception.getMessage());
    }

    private static VideoSettings settings(final FrameSelection selection, final double rate, final OptionalInt maximumSide) {
        return new VideoSettings(selection, rate, VideoSettings.DEFAULT_SCENE_THRESHOLD, maximumSide, VideoSettings.DEFAULT_MAXIMUM_FRAMES, Duration.ofMinutes(5));
    }

    private Path video() throws IOException {
        final Path video = directory.resolve("a.mp4");
        VideoFiles.write(video, RATE, greys(PICTURES), "-c:v", "mpeg4", "-q:v", "2");
        return video;
    }

    private static List<VideoFrame> frames(final Path video, final VideoSettings settings) throws IOException {
        final List<VideoFrame> frames = new ArrayList<>();
        try (VideoReader reader = new VideoReader(video.getFileName().toString(), settings)) {
            reader.open(video);
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                frames.add(frame);
            }

            assertNull(reader.read());
        }

        return frames;
    }

    private static List<Long> times(final List<VideoFrame> frames) {
        return frames.stream().map(VideoFrame::milliseconds).toList();
    }

    /** Pictures whose grey tells their number. */
    private static List<RgbImage> greys(final int count) {
        final List<RgbImage> pictures = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            final RgbImage picture = RgbImage.black(64, 64);
            Arrays.fill(picture.pixels(), (byte) (STEP * index));
            pictures.add(picture);
        }

        return pictures;
    }

    private static int shown(final VideoFrame frame) {
        return Math.round(frame.image().value(32, 32, 1) / (float) STEP);
    }

    private static RgbImage stripes(final int grey, final int width) {
        final RgbImage picture = RgbImage.black(64, 64);
        for (int pixel = 0; pixel < 64 * 64; pixel++) {
            Arrays.fill(picture.pixels(), pixel * 3, pixel * 3 + 3, (byte) (pixel % 64 / width % 2 == 0 ? grey : 255 - grey));
        }

        return picture;
    }

    private static List<ProcessHandle> processes() {
        return ProcessHandle.current().children().filter(process -> process.info().command().orElse("").contains("ffmpeg-")).toList();
    }
}
