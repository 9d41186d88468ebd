package org.nififer.benchmarks.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfDouble;
import org.opencv.core.Point;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What somebody writes who needs a dataset once: one loop on one thread over the same libraries (commons-compress, commons-csv, OpenCV,
 * Jackson). It does the same work, checksums and the search for images that look alike included, but trusts its input, holds what it likes, and compares all hashes with all.
 * What the product is compared with.
 */
final class PlainLoops {

    private static final String[] LABELS = {"anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"};
    private static final Map<String, String> SPLITS = Map.of("Training", "train", "PublicTest", "validation", "PrivateTest", "test");
    private static final int SIZE = 48;
    private static final int MAXIMUM_SAMPLES = 1 << 20;
    private static final int SPLIT_DISTANCE = 4;
    private static final int DESCRIBE_DISTANCE = 2;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PlainLoops() {
    }

    /** FER-2013's CSV in a zip becomes a tar of PNG and JSON; rows without pixels are passed over. */
    static void normalize(final Path zip, final Path output) throws IOException {
        try (ZipArchiveInputStream input = new ZipArchiveInputStream(new BufferedInputStream(Files.newInputStream(zip))); TarArchiveOutputStream tar = tar(output)) {
            input.getNextEntry();
            final CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
            int row = 0;
            for (final CSVRecord record : format.parse(new InputStreamReader(input, StandardCharsets.UTF_8))) {
                final String[] values = record.get("pixels").split(" ");
                if (values.length == SIZE * SIZE) {
                    final byte[] pixels = new byte[SIZE * SIZE * 3];
                    for (int pixel = 0; pixel < values.length; pixel++) {
                        final byte value = (byte) Integer.parseInt(values[pixel]);
                        pixels[3 * pixel] = value;
                        pixels[3 * pixel + 1] = value;
                        pixels[3 * pixel + 2] = value;
                    }

                    final Mat image = new Mat(SIZE, SIZE, CvType.CV_8UC3);
                    image.put(0, 0, pixels);
                    final byte[] png = png(image);
                    final ObjectNode json = MAPPER.createObjectNode();
                    json.put("expression", LABELS[Integer.parseInt(record.get("emotion"))]);
                    json.put("split", SPLITS.get(record.get("Usage")));
                    json.put("source", "fer2013");
                    json.put("sha256", sha256(png));
                    json.put("perceptualHash", hash(image));
                    write(tar, String.format(Locale.ROOT, "%05d", row), png, json);
                }

                row++;
            }
        }
    }

    /** Each class gives the same number of samples to validation and test, images that look alike stay together; reads twice. */
    static void split(final Path input, final Path output, final int perClass) throws IOException {
        final List<String> keys = new ArrayList<>();
        final List<String> labels = new ArrayList<>();
        final long[] hashes = new long[MAXIMUM_SAMPLES];
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(input)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                final byte[] png = tar.readAllBytes();
                final ObjectNode json = json(tar, png);
                hashes[keys.size()] = Long.parseUnsignedLong(json.path("perceptualHash").asText("0"), 16);
                keys.add(key(entry));
                labels.add(json.get("expression").textValue());
            }
        }

        final int[] groups = groups(hashes, keys.size(), SPLIT_DISTANCE);
        final Map<Integer, List<Integer>> members = new HashMap<>();
        for (int sample = 0; sample < keys.size(); sample++) {
            members.computeIfAbsent(groups[sample], group -> new ArrayList<>()).add(sample);
        }

        final List<List<Integer>> shuffled = new ArrayList<>(members.values());
        Collections.shuffle(shuffled, new Random(1));
        final Map<String, Integer> taken = new HashMap<>();
        final Map<String, String> splits = new HashMap<>();
        for (final List<Integer> group : shuffled) {
            final int before = taken.getOrDefault(labels.get(group.getFirst()), 0);
            final String split = before < perClass ? "validation" : before < 2 * perClass ? "test" : "train";
            for (final int sample : group) {
                taken.merge(labels.get(sample), 1, Integer::sum);
                splits.put(keys.get(sample), split);
            }
        }

        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(input))); TarArchiveOutputStream result = tar(output)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                final String key = key(entry);
                final byte[] png = tar.readAllBytes();
                final ObjectNode json = json(tar, png);
                json.put("split", splits.get(key));
                write(result, key, png, json);
            }
        }
    }

    /** The first of the images that each one is tied to by images that look alike. */
    private static int[] groups(final long[] hashes, final int count, final int distance) {
        final int[] groups = new int[count];
        for (int second = 0; second < count; second++) {
            groups[second] = second;
            for (int first = 0; first < second; first++) {
                if (Long.bitCount(hashes[first] ^ hashes[second]) <= distance && groups[first] != groups[second]) {
                    final int old = Math.max(groups[first], groups[second]);
                    final int group = Math.min(groups[first], groups[second]);
                    for (int sample = 0; sample <= second; sample++) {
                        groups[sample] = groups[sample] == old ? group : groups[sample];
                    }
                }
            }
        }

        return groups;
    }

    /** The JSON after an image, whose checksum is right. */
    private static ObjectNode json(final TarArchiveInputStream tar, final byte[] png) throws IOException {
        tar.getNextEntry();
        final ObjectNode json = (ObjectNode) MAPPER.readTree(tar.readAllBytes());
        if (!sha256(png).equals(json.get("sha256").textValue())) {
            throw new IOException("The image was changed");
        }

        return json;
    }

    /** Each class of train grows to the largest by rotated copies; reads twice. */
    static void balance(final Path input, final Path output) throws IOException {
        final Map<String, Integer> counts = new HashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(input)))) {
            while (tar.getNextEntry() != null) {
                final ObjectNode json = json(tar, tar.readAllBytes());
                if ("train".equals(json.get("split").textValue())) {
                    counts.merge(json.get("expression").textValue(), 1, Integer::sum);
                }
            }
        }

        final int largest = Collections.max(counts.values());
        final Map<String, Integer> seen = new HashMap<>();
        final Random random = new Random(1);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(input))); TarArchiveOutputStream result = tar(output)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                final String key = key(entry);
                final byte[] png = tar.readAllBytes();
                final ObjectNode json = json(tar, png);
                write(result, key, png, json);
                if ("train".equals(json.get("split").textValue())) {
                    final String label = json.get("expression").textValue();
                    final int number = seen.merge(label, 1, Integer::sum);
                    final long copies = (long) number * largest / counts.get(label) - (number - 1L) * largest / counts.get(label);
                    for (int copy = 1; copy < copies; copy++) {
                        final Mat image = rotated(png, 20 * random.nextDouble() - 10, random.nextBoolean());
                        final byte[] augmented = png(image);
                        write(result, String.format(Locale.ROOT, "%s-%d", key, copy), augmented, json.put("sha256", sha256(augmented)).put("perceptualHash", hash(image)));
                    }
                }
            }
        }
    }

    private static Mat rotated(final byte[] png, final double degrees, final boolean contrast) {
        final Mat image = Imgcodecs.imdecode(new MatOfByte(png), Imgcodecs.IMREAD_COLOR);
        if (contrast) {
            Core.normalize(image, image, 0, 255, Core.NORM_MINMAX);
        }

        final Mat matrix = Imgproc.getRotationMatrix2D(new Point((image.cols() - 1) / 2.0, (image.rows() - 1) / 2.0), degrees, 1);
        Imgproc.warpAffine(image, image, matrix, image.size());
        return image;
    }

    /** Counts, sizes, brightness, contrast and images that look alike; returns the JSON. */
    static String describe(final Path input) throws IOException {
        final Map<String, Integer> counts = new HashMap<>();
        final Map<String, Integer> sizes = new HashMap<>();
        final Map<String, Integer> images = new HashMap<>();
        double brightness = 0;
        double contrast = 0;
        final long[] hashes = new long[MAXIMUM_SAMPLES];
        int samples = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(input)))) {
            while (tar.getNextEntry() != null) {
                final byte[] png = tar.readAllBytes();
                final Mat image = Imgcodecs.imdecode(new MatOfByte(png), Imgcodecs.IMREAD_GRAYSCALE);
                final ObjectNode json = json(tar, png);
                hashes[samples] = Long.parseUnsignedLong(json.path("perceptualHash").asText("0"), 16);
                samples++;
                counts.merge(String.format(Locale.ROOT, "%s %s", json.get("split").textValue(), json.get("expression").textValue()), 1, Integer::sum);
                sizes.merge(String.format(Locale.ROOT, "%dx%d", image.cols(), image.rows()), 1, Integer::sum);
                images.merge(json.get("sha256").textValue(), 1, Integer::sum);
                final MatOfDouble mean = new MatOfDouble();
                final MatOfDouble deviation = new MatOfDouble();
                Core.meanStdDev(image, mean, deviation);
                brightness += mean.get(0, 0)[0];
                contrast += deviation.get(0, 0)[0];
            }
        }

        final long groups = Arrays.stream(groups(hashes, samples, DESCRIBE_DISTANCE)).distinct().count();
        return MAPPER.writeValueAsString(Map.of("groups", groups, "counts", counts, "sizes", sizes, "different", images.size(), "brightness", brightness, "contrast", contrast));
    }

    private static TarArchiveOutputStream tar(final Path output) throws IOException {
        return new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(output)));
    }

    private static String key(final TarArchiveEntry entry) {
        return entry.getName().substring(0, entry.getName().lastIndexOf('.'));
    }

    private static void write(final TarArchiveOutputStream tar, final String key, final byte[] png, final ObjectNode json) throws IOException {
        write(tar, key + ".png", png);
        write(tar, key + ".json", MAPPER.writeValueAsBytes(json));
    }

    private static void write(final TarArchiveOutputStream tar, final String name, final byte[] content) throws IOException {
        final TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static byte[] png(final Mat image) {
        final MatOfByte buffer = new MatOfByte();
        Imgcodecs.imencode(".png", image, buffer);
        return buffer.toArray();
    }

    /** The signs of 8 x 8 low frequencies of the grey image against their median. */
    private static String hash(final Mat image) {
        final Mat grey = new Mat();
        Imgproc.cvtColor(image, grey, Imgproc.COLOR_BGR2GRAY);
        Imgproc.resize(grey, grey, new Size(32, 32), 0, 0, Imgproc.INTER_AREA);
        grey.convertTo(grey, CvType.CV_32F);
        Core.dct(grey, grey);
        final float[] frequencies = new float[64];
        for (int row = 0; row < 8; row++) {
            final float[] values = new float[8];
            grey.get(row + 1, 1, values);
            System.arraycopy(values, 0, frequencies, 8 * row, 8);
        }

        final float[] sorted = frequencies.clone();
        Arrays.sort(sorted);
        long hash = 0;
        for (final float frequency : frequencies) {
            hash = hash << 1 | (frequency > (sorted[31] + sorted[32]) / 2 ? 1 : 0);
        }

        return HexFormat.of().toHexDigits(hash);
    }

    private static String sha256(final byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
