package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetCommandTest extends CommandLineFixture {

    @BeforeEach
    void drawFaces() throws IOException {
        final Random random = new Random(1);
        for (final String expression : List.of("happy", "sad")) {
            final Path images = Files.createDirectories(directory.resolve("faces").resolve(expression));
            for (int number = 0; number < ("sad".equals(expression) ? 12 : 20); number++) {
                final byte[] pixels = new byte[8 * 8 * RgbImage.CHANNELS];
                random.nextBytes(pixels);
                Files.write(images.resolve(number + ".png"), ImageCodec.encodePng(new RgbImage(8, 8, pixels)));
            }
        }
    }

    @Test
    void testUnlabelledPhotosGoTheirWayBesideLabelledOnes() throws IOException {
        final Path photos = Files.createDirectories(directory.resolve("photos"));
        final Random random = new Random(2);
        for (int number = 0; number < 9; number++) {
            final byte[] pixels = new byte[8 * 8 * RgbImage.CHANNELS];
            random.nextBytes(pixels);
            Files.write(photos.resolve(number + ".png"), ImageCodec.encodePng(new RgbImage(8, 8, pixels)));
        }

        // One that has a label elsewhere.
        Files.copy(directory.resolve("faces").resolve("happy").resolve("0.png"), photos.resolve("copy.png"));
        final Path labelled = directory.resolve("faces.tar");
        final Path unlabelled = directory.resolve("photos.tar");
        final Path merged = directory.resolve("merged.tar");
        final Path split = directory.resolve("split.tar");
        final Path balanced = directory.resolve("balanced.tar");
        assertEquals(0, run("normalize", "--output", labelled.toString(), directory.resolve("faces").toString()), error::toString);
        assertEquals(0, run("normalize", "--format", "unlabelled", "--output", unlabelled.toString(), photos.toString()), error::toString);
        assertTrue(output.toString().contains("Read 10 samples: 10 written, 0 invalid."), output.toString());
        assertTrue(output.toString().matches("(?s).*unlabelled +10 +10\\R.*"), output.toString());
        assertEquals(0, run("merge", "--output", merged.toString(), unlabelled.toString(), labelled.toString()), error::toString);
        assertEquals(0, run("split", "--validation-per-class", "3", "--test-per-class", "4", "--output", split.toString(), merged.toString()), error::toString);
        assertTrue(output.toString().contains("Read 41 samples: 41 written, 0 left out."), output.toString());
        assertEquals(0, run("balance", "--output", balanced.toString(), split.toString()), error::toString);
        assertTrue(output.toString().contains("8 augmented ones added, 0 cut, 49 written. Each class of train has 13 now."), output.toString());
        assertEquals(0, run("describe", "--output-directory", directory.resolve("description").toString(), balanced.toString()), error::toString);
        assertTrue(output.toString().contains("Warning: 9 samples are unlabelled: only a training with a teacher learns from them."), output.toString());
        final String page = Files.readString(directory.resolve("description").resolve("description.html"));
        assertTrue(page.contains("40 labelled with one of 2 expressions and 9 unlabelled"), page);
        assertTrue(page.contains("<tr><td>unlabelled</td><td>9</td><td>0</td><td>0</td><td>9</td>"), page);
        assertTrue(page.contains("<h3>unlabelled</h3>"), page);

        try (DatasetIndex index = DatasetIndex.open(balanced)) {
            assertEquals(26 + 9, index.samples(Split.TRAIN).length);
            assertEquals(6, index.samples(Split.VALIDATION).length);
            assertEquals(8, index.samples(Split.TEST).length);
        }
    }

    @Test
    void testFromFolderToBalancedDataset() throws IOException {
        final Path dataset = directory.resolve("faces.tar");
        final Path split = directory.resolve("split.tar");
        final Path balanced = directory.resolve("balanced.tar");

        assertEquals(0, run("normalize", "--output", dataset.toString(), directory.resolve("faces").toString()), error::toString);
        assertTrue(output.toString().contains("Read 32 samples: 32 written, 0 invalid."), output.toString());
        assertEquals(0, run("split", "--validation-per-class", "3", "--test-per-class", "4", "--output", split.toString(), dataset.toString()), error::toString);
        assertTrue(output.toString().contains("Read 32 samples: 32 written, 0 left out."), output.toString());
        assertEquals(0, run("balance", "--output", balanced.toString(), split.toString()), error::toString);
        assertTrue(output.toString().contains("8 augmented ones added, 0 cut, 40 written. Each class of train has 13 now."), output.toString());

        try (DatasetIndex index = DatasetIndex.open(balanced)) {
            assertEquals(26, index.samples(Split.TRAIN).length);
            assertEquals(6, index.samples(Split.VALIDATION).length);
            assertEquals(8, index.samples(Split.TEST).length);
        }

        assertNoOtherFiles("faces", "faces.tar", "split.tar", "balanced.tar");
    }

    @Test
    void testTable() throws IOException {
        final Path dataset = normalized();
        run("split", "--validation-per-class", "3", "--test-per-class", "4", "--output", directory.resolve("split.tar").toString(), dataset.toString());

        final List<String> lines = output.toString().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
        assertEquals(List.of("train validation test total", "sadness 5 3 4 12", "happiness 13 3 4 20", "total 18 6 8 32"), lines.subList(2, 6));
    }

    @Test
    void testTooFewSamplesGiveAShare() throws IOException {
        final String dataset = normalized().toString();
        assertEquals(0, run("split", "--too-few", "proportional", "--validation-per-class", "5", "--test-per-class", "10", "--output", directory.resolve("split.tar").toString(),
                dataset), error::toString);

        // Happiness gives 15 of 20, sadness half of 12 instead.
        final List<String> lines = output.toString().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
        assertEquals(List.of("sadness 6 2 4 12", "happiness 5 5 10 20"), lines.subList(3, 5));
        assertTrue(lines.contains("sadness 2 of 12 for validation, 4 for test"), output.toString());
    }

    @Test
    void testNearDuplicates() throws IOException {
        // The pictures of one person in other colours.
        final Path faces = Files.createDirectories(directory.resolve("alike/happy"));
        for (int number = 0; number < 30; number++) {
            final byte[] pixels = DrawnFaces.face(Expression.HAPPINESS, 1, 1, 48).pixels();
            pixels[3 * number]++;
            Files.write(faces.resolve(number + ".png"), ImageCodec.encodePng(new RgbImage(48, 48, pixels)));
        }

        final String dataset = directory.resolve("alike.tar").toString();
        final String split = directory.resolve("split.tar").toString();
        assertEquals(0, run("normalize", "--output", dataset, directory.resolve("alike").toString()));
        assertEquals(1, run("split", "--validation-per-class", "5", "--test-per-class", "5", "--output", split, dataset));
        assertTrue(error.toString().contains("30 of the 30 samples belong together; a smaller distance"), error.toString());
        assertEquals(0, run("split", "--ignore-near-duplicates", "--validation-per-class", "5", "--test-per-class", "5", "--output", split, dataset), error::toString);
        assertEquals(2, run("split", "--near-distance", "11", "--validation-per-class", "5", "--test-per-class", "5", "--output", split, dataset));
    }

    @Test
    void testAugmentationIsChosen() throws IOException {
        final Path balanced = directory.resolve("balanced.tar");
        run("split", "--validation-per-class", "3", "--test-per-class", "4", "--output", directory.resolve("split.tar").toString(), normalized().toString());
        final String split = directory.resolve("split.tar").toString();

        assertEquals(0, run("balance", "--augment", "flip,erasing", "--threads", "1", "--output", balanced.toString(), split), error::toString);
        final String text = Files.readString(balanced, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("\"operation\":\"flip()") && text.contains("erasing("), "flip and erasing");
        assertFalse(text.contains("rotation("));

        assertEquals(0, run("balance", "--rotation-border", "black", "--augment", "rotation:3,autocontrast", "--output", balanced.toString(), split), error::toString);
        assertTrue(Files.readString(balanced, StandardCharsets.ISO_8859_1).matches("(?s).*rotation\\(-?[0-2]\\.[0-9]*\\).*"));

        for (final String[] wrong : new String[][] {{"--augment", "mirror"}, {"--augment", ""}, {"--augment", "rotation:0"}, {"--augment", "zoom"}, {"--rotation-border", "white"},
            {"--threads", "-1"}}) {
            assertEquals(2, run("balance", wrong[0], wrong[1], "--output", balanced.toString(), split), wrong[0]);
        }
    }

    @Test
    void testInvalidEntriesAreShownAndWritten() throws IOException {
        for (int number = 0; number < 25; number++) {
            Files.writeString(directory.resolve("faces/happy/broken" + number + ".png"), "no image");
        }

        final Path invalid = directory.resolve("invalid.jsonl");
        final int exit = run("normalize", "--format", "class-folders", "--invalid", invalid.toString(), "--output", directory.resolve("faces.tar").toString(),
                directory.resolve("faces").toString());

        assertEquals(0, exit, error::toString);
        assertTrue(output.toString().contains("Read 57 samples: 32 written, 25 invalid."), output.toString());
        assertEquals(25, Files.readAllLines(invalid).size());
        assertTrue(Files.readAllLines(invalid).getFirst().startsWith("{\"where\":\"faces, happy/broken0.png\",\"what\":\"image\""));
        assertEquals(21, error.toString().lines().count());
        assertTrue(error.toString().contains("25 entries in all, 20 of them shown"), error.toString());
    }

    @Test
    void testNumbersAreLabelsWhereTheirNumberingIsSaid() throws IOException {
        final Path list = Files.writeString(directory.resolve("labels.csv"), "image;label\nhappy/0.png;3\nsad/0.png;4\n");
        final String dataset = directory.resolve("faces.tar").toString();
        final String faces = directory.resolve("faces").toString();
        assertEquals(1, run("normalize", "--annotations", list.toString(), "--output", dataset, faces));
        assertTrue(error.toString().contains("labels.csv, line 2: the label is the number 3; every dataset numbers the expressions otherwise"), error.toString());
        assertEquals(0, run("normalize", "--numbering", "fer2013", "--annotations", list.toString(), "--output", dataset, faces), error::toString);
        assertTrue(output.toString().contains("Read 32 samples: 2 written, 30 invalid."), output.toString());
        assertTrue(output.toString().contains("Note: faces: labels are numbers of fer2013 (the choice of the operator)"), output.toString());
    }

    @Test
    void testReportOverwritesNothing() throws IOException {
        final String row = String.format(Locale.ROOT, "0,%s,Training\n", "7 ".repeat(2304).strip());
        final Path table = Files.writeString(directory.resolve("fer2013.csv"), "emotion,pixels,Usage\n" + row);
        final Path labels = Files.writeString(directory.resolve("fer2013new.csv"),
                "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\nTraining,fer0000000.png,0,0,0,0,0,0,0,9,1,0\n");
        final Path target = directory.resolve("fer.tar");
        final Path link = Files.createSymbolicLink(directory.resolve("link.csv"), table);
        final String[] before = {Files.readString(table), Files.readString(labels)};

        for (final Path report : List.of(table, link, labels, target)) {
            assertEquals(1, run("normalize", "--invalid", report.toString(), "--annotations", labels.toString(), "--output", target.toString(), table.toString()));
            assertTrue(error.toString().contains("expected another file for the"), error.toString());
        }

        assertEquals(1, run("normalize", "--invalid", directory.resolve("faces/invalid.jsonl").toString(), "--output", target.toString(), directory.resolve("faces").toString()));
        assertTrue(error.toString().contains("lies in the input"), error.toString());
        assertArrayEquals(before, new String[] {Files.readString(table), Files.readString(labels)});
        assertNoOtherFiles("faces", "fer2013.csv", "fer2013new.csv", "link.csv");
    }

    @Test
    void testReportIsNoShard() throws IOException {
        final Path shard = Files.writeString(directory.resolve("out-000000.tar"), "older");
        final String[] arguments = {"normalize", "--samples-per-shard", "20", "--invalid", shard.toString(), "--output", directory.resolve("out.tar").toString(),
            directory.resolve("faces").toString()};
        assertEquals(1, run(arguments));
        assertEquals("older", Files.readString(shard));

        Files.delete(shard);
        assertEquals(1, run(arguments));
        assertTrue(error.toString().contains("out-000000.tar is a shard and the report"), error.toString());
        assertNoOtherFiles("faces");
    }

    @Test
    void testLimitsAgainstBombs() throws IOException {
        final Path bomb = directory.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("happy/flat.png"));
            zip.write(new byte[9 << 20]);
            zip.putNextEntry(new ZipEntry("happy/0.png"));
            zip.write(Files.readAllBytes(directory.resolve("faces/happy/0.png")));
        }

        final String target = directory.resolve("out.tar").toString();
        assertEquals(1, run("normalize", "--output", target, bomb.toString()));
        assertTrue(error.toString().contains("more than 200 times"), error.toString());
        assertEquals(1, run("normalize", "--maximum-ratio", "300", "--output", target, bomb.toString()));
        assertTrue(error.toString().contains("more than 300 times"), error.toString());
        assertEquals(1, run("normalize", "--maximum-ratio", "2000", "--maximum-bytes", "9000000", "--output", target, bomb.toString()));
        assertTrue(error.toString().contains("more than 9000000 bytes"), error.toString());
        assertEquals(0, run("normalize", "--maximum-ratio", "2000", "--maximum-bytes", "10000000", "--output", target, bomb.toString()), error::toString);
        assertTrue(output.toString().contains("Read 2 samples: 1 written, 1 invalid."), output.toString());
        assertEquals(2, run("normalize", "--maximum-ratio", "0", "--output", target, bomb.toString()));
    }

    @Test
    void testCrop() throws IOException {
        final Path photos = Files.createDirectories(directory.resolve("photos/happy"));
        Files.write(photos.resolve("face.png"), ImageCodec.encodePng(DrawnFaces.photo(1, 320, 240, List.of(Expression.HAPPINESS)).image()));
        Files.write(photos.resolve("noise.png"), Files.readAllBytes(directory.resolve("faces/happy/0.png")));
        final String dataset = directory.resolve("photos.tar").toString();
        final Path target = directory.resolve("crops.tar");
        final Path rest = directory.resolve("rest.tar");
        assertEquals(0, run("normalize", "--output", dataset, directory.resolve("photos").toString()), error::toString);

        assertEquals(0, run("crop", "--size", "64", "--output", target.toString(), dataset), error::toString);
        assertTrue(output.toString().contains("Read 2 samples: 2 written, 1 without a face (keep), 0 with several"), output.toString());
        assertEquals(0, run("crop", "--without-face", "route", "--without-face-output", rest.toString(), "--size", "64", "--output", target.toString(), dataset),
                error::toString);
        assertTrue(output.toString().contains("Read 2 samples: 1 written, 1 without a face (route)"), output.toString());
        try (DatasetReader crops = DatasetReader.open(target); DatasetReader others = DatasetReader.open(rest)) {
            assertEquals(64, ImageCodec.decode(crops.read().image(), "crop").width());
            assertEquals("photos/happy/noise", others.read().key());
        }

        assertEquals(2, run("crop", "--without-face", "route", "--output", target.toString(), dataset));
        assertEquals(2, run("crop", "--size", "0", "--output", target.toString(), dataset));
        assertEquals(1, run("crop", "--face-detector", "absent.onnx", "--output", target.toString(), dataset));
        assertNoOtherFiles("faces", "photos", "photos.tar", "crops.tar", "rest.tar");
    }

    @Test
    void testShards() throws IOException {
        final String faces = directory.resolve("faces").toString();
        final String target = directory.resolve("out.tar").toString();
        assertEquals(0, run("normalize", "--samples-per-shard", "20", "--output", target, faces), error::toString);

        try (DatasetIndex first = DatasetIndex.open(directory.resolve("out-000000.tar")); DatasetIndex second = DatasetIndex.open(directory.resolve("out-000001.tar"))) {
            assertEquals(20, first.size());
            assertEquals(12, second.size());
        }

        assertNoOtherFiles("faces", "out-000000.tar", "out-000001.tar");
        // Fewer shards than before would leave an old one among the new.
        run("normalize", "--samples-per-shard", "30", "--output", target, faces);
        assertTrue(error.toString().contains("out-00000") && error.toString().contains("exists already"), error.toString());
    }

    @Test
    void testFailureLeavesNoShards() throws IOException {
        final Path source = Files.writeString(directory.resolve("letter.txt"), "no dataset");
        run("normalize", "--samples-per-shard", "5", "--output", directory.resolve("out.tar").toString(), source.toString());

        assertFalse(error.toString().contains("Exception"), error.toString());
        assertNoOtherFiles("faces", "letter.txt");
    }

    @Test
    void testNormalizeWithAnnotationsAndEncoding() throws IOException {
        final String row = String.format(Locale.ROOT, "0,%s,Training\n", "7 ".repeat(2304).strip());
        final Path table = Files.writeString(directory.resolve("fer2013.csv"), "emotion,pixels,Usage\n" + row.repeat(2));
        final Path labels = Files.writeString(directory.resolve("fer2013new.csv"),
                "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\nTraining,fer0000000.png,0,0,0,0,0,0,0,9,1,0\n"
                        + "Training,fer0000001.png,4,5,0,0,0,0,0,0,1,0\nTraining,fer0000002.png,9,0,0,0,0,0,0,0,1,0\n");
        final Path target = directory.resolve("fer.tar");

        assertEquals(0, run("normalize", "--annotations", labels.toString(), "--without-majority", "keep", "--no-keep-splits", "--image-format", "jpeg", "--size", "32",
                "--threads", "1", "--output", target.toString(), table.toString()), error::toString);

        assertTrue(output.toString().contains("Read 2 samples: 2 written, 0 invalid."), output.toString());
        assertTrue(output.toString().contains("Ignored: 1 rows of the labels beyond the table"), output.toString());
        assertTrue(output.toString().contains("contempt") && output.toString().contains("no split"), output.toString());
    }

    @Test
    void testOutputInTheFolderThatIsRead() throws IOException {
        run("normalize", "--output", directory.resolve("faces/out.tar").toString(), directory.resolve("faces").toString());
        assertTrue(error.toString().contains("lies in the input"), error.toString());
    }

    @Test
    void testFailureLeavesNothingAndKeepsWhatWasThere() throws IOException {
        final Path target = Files.writeString(directory.resolve("split.tar"), "older");
        final Path dataset = normalized();

        run("split", "--validation-per-class", "30", "--test-per-class", "4", "--output", target.toString(), dataset.toString());

        assertFalse(error.toString().contains("Exception"), error.toString());
        assertTrue(error.toString().contains("sadness has 12 samples"), error.toString());
        assertEquals("older", Files.readString(target));
        assertNoOtherFiles("faces", "faces.tar", "split.tar");
    }

    @Test
    void testOutputThatIsInput() throws IOException {
        final Path dataset = normalized();
        final byte[] before = Files.readAllBytes(dataset);
        final Path link = Files.createSymbolicLink(directory.resolve("link.tar"), dataset);

        for (final Path target : List.of(dataset, link)) {
            run("balance", "--output", target.toString(), dataset.toString());
            assertFalse(error.toString().contains("Exception"), error.toString());
            assertTrue(error.toString().contains("is input and output"), error.toString());
        }

        assertArrayEquals(before, Files.readAllBytes(dataset));
    }

    @Test
    void testOutputInMissingFolder() throws IOException {
        run("normalize", "--output", directory.resolve("absent/d.tar").toString(), directory.resolve("faces").toString());
        assertTrue(error.toString().contains("expected a file in a folder that exists"), error.toString());
    }

    @Test
    void testWrongUsage() throws IOException {
        final String dataset = normalized().toString();
        final String target = directory.resolve("out.tar").toString();
        assertEquals(2, run());
        assertEquals(2, run("split", "--output", target, dataset));
        assertEquals(2, run("split", "--validation-per-class", "0", "--test-per-class", "0", "--output", target, dataset));
        assertEquals(2, run("balance", "--samples-per-class", "0", "--output", target, dataset));
        assertEquals(2, run("normalize", "--samples-per-shard", "0", "--output", target, dataset));
        assertEquals(2, run("normalize", "--size", "5000", "--output", target, dataset));
        assertEquals(2, run("normalize", "--annotations", dataset, "--output", target, dataset, dataset));
        assertEquals(2, run("normalize", "--format", "imagenet", "--output", target, dataset));
        assertTrue(error.toString().contains("class-folders"), error.toString());
    }

    @Test
    void testDescribe() throws IOException {
        final Path split = directory.resolve("split.tar");
        final Path balanced = directory.resolve("balanced.tar");
        run("split", "--validation-per-class", "3", "--test-per-class", "4", "--output", split.toString(), normalized().toString());
        run("balance", "--output", balanced.toString(), split.toString());
        final Path description = directory.resolve("new/description");

        final int exit = run("describe", "--output-directory", description.toString(), "--before", split.toString(), "--images-per-class", "3", balanced.toString());

        assertEquals(0, exit, error::toString);
        assertTrue(output.toString().lines().anyMatch(line -> line.matches("augmented samples +8")), output.toString());
        assertTrue(output.toString().contains("Warning: Fewer than 100 originals in train: sadness has 5, happiness has 13."), output.toString());
        final JsonNode json = new ObjectMapper().readTree(description.resolve("description.json").toFile());
        assertTrue(json.at("/balance/beforeKnown").asBoolean());
        assertEquals(5, json.at("/balance/classes/1/before").asInt());
        assertEquals(13, json.at("/balance/classes/1/now").asInt());
        assertTrue(Files.readString(description.resolve("description.html")).contains("<title>Dataset balanced.tar</title>"));
        assertTrue(Files.readString(description.resolve("datasheet.md")).startsWith("# Datasheet of balanced.tar"));
        try (Stream<Path> files = Files.list(description)) {
            assertEquals(3, files.count());
        }
    }

    @Test
    void testDescribeWrongUsage() throws IOException {
        final String dataset = normalized().toString();
        final String description = directory.resolve("description").toString();
        assertEquals(2, run("describe", dataset));
        assertEquals(2, run("describe", "--output-directory", description, "--images-per-class", "-1", dataset));
        assertEquals(2, run("describe", "--output-directory", description, "--near-distance", "11", dataset));
        assertTrue(Files.notExists(directory.resolve("description")));
    }

    private Path normalized() throws IOException {
        final Path dataset = directory.resolve("faces.tar");
        assertEquals(0, run("normalize", "--output", dataset.toString(), directory.resolve("faces").toString()));
        return dataset;
    }

    private int run(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of("dataset"));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }

    private void assertNoOtherFiles(final String... names) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(Stream.of(names).sorted().toList(), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
