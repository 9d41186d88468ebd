package org.nififer.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.network.NetworkPreset;
import org.nififer.network.Precision;
import org.nififer.trainer.TestSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map.Entry;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingRequestTest {

    private static final List<String> FILES = List.of("request-with-teacher.json", "request-from-weights.json");

    @TempDir
    private Path directory;

    @Test
    void testWhatIsReadIsWrittenAgain() throws IOException {
        for (final String file : FILES) {
            final String json = TestSettings.request(file);
            final TrainingRequest request = SettingsJson.read(json, TrainingRequest.class);
            request.settings().validate();
            assertEquals(TestSettings.tree(json), TestSettings.tree(request));

            final TrainingJob job = new TrainingJob(directory.resolve("faces.tar"), directory.resolve("run"), directory, true, request);
            job.write(directory.resolve("job.json"));
            assertEquals(job, TrainingJob.read(directory.resolve("job.json")));
        }
    }

    /** Among them every single one that is left out: none is replaced by a default. */
    @Test
    void testEverySettingIsReadByItsName() throws IOException {
        for (final String file : FILES) {
            assertEveryName("", TestSettings.tree(TestSettings.request(file)), file);
        }
    }

    private static void assertEveryName(final String path, final JsonNode part, final String file) throws IOException {
        for (final Entry<String, JsonNode> setting : part.properties()) {
            final String name = path + setting.getKey();
            if (!List.of("settings.architecture", "initialWeights", "teacher", "initialWeights.imageSize", "initialWeights.normalization", "initialWeights.dropPathRate",
                    "settings.architecture.patchEmbedding").contains(name)) {
                assertRefused(file, json -> parent(json, name).remove(setting.getKey()), "The setting " + name + " is missing");
            }

            assertRefused(file, json -> parent(json, name).set(setting.getKey() + "x", parent(json, name).remove(setting.getKey())),
                    "The setting " + name + "x is unknown; expected one of [");
            assertEveryName(name + '.', setting.getValue(), file);
        }
    }

    private static ObjectNode parent(final ObjectNode json, final String name) {
        final int end = name.lastIndexOf('.');
        return (ObjectNode) json.at(end < 0 ? "" : '/' + name.substring(0, end).replace('.', '/'));
    }

    private static void assertRefused(final String file, final Consumer<ObjectNode> change, final String message) throws IOException {
        final ObjectNode json = (ObjectNode) TestSettings.tree(TestSettings.request(file));
        change.accept(json);
        final InvalidInputException refused = assertThrows(InvalidInputException.class, () -> SettingsJson.read(json.toString(), TrainingRequest.class), json::toString);
        assertEquals(Code.INVALID_SETTING, refused.code());
        assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
    }

    @Test
    void testWrongValuesAreNamedWithWhatWouldBeRight() throws IOException {
        final String file = FILES.getFirst();
        assertRefused(file, json -> parent(json, "settings.optimizer.kind").put("kind", "adam"),
                "The setting settings.optimizer.kind is 'adam'; expected one of [sgd, sam, asam, adamw, adamw-sam, adamw-asam]");
        assertRefused(file, json -> parent(json, "settings.schedule.epochs").put("epochs", "many"), "The setting settings.schedule.epochs ");
        assertRefused(file, json -> parent(json, "settings.schedule.epochs").put("epochs", "30"), "The setting settings.schedule.epochs ");
        assertRefused(file, json -> parent(json, "settings.schedule.epochs").put("epochs", 2.5), "The setting settings.schedule.epochs ");
        assertRefused(file, json -> parent(json, "settings.targets.softVotes").putNull("softVotes"), "The setting settings.targets.softVotes ");
        assertRefused(file, json -> parent(json, "settings.optimizer.kind").putNull("kind"), "The setting settings.optimizer.kind is missing");
        assertRefused(file, json -> parent(json, "settings.augmentation.operations").put("operations", "blur"), "The setting settings.augmentation.operations is wrong: 'blur'");
        final InvalidInputException noJson = assertThrows(InvalidInputException.class, () -> SettingsJson.read("epochs: 3", TrainingRequest.class));
        assertTrue(noJson.getMessage().startsWith("The settings are not JSON"), noJson.getMessage());

        final Path job = directory.resolve("job.json");
        new TrainingJob(job, directory, directory, false, SettingsJson.read(TestSettings.request(file), TrainingRequest.class)).write(job);
        Files.writeString(job, Files.readString(job).replace("\"epochs\" : 30", "\"epochs\" : 0"));
        assertEquals("The number of epochs is 0; it must be at least 1", assertThrows(InvalidInputException.class, () -> TrainingJob.read(job)).getMessage());
    }

    @Test
    void testWhatIsNotGivenIsThePapersOrGoesWithTheOptimizer() throws IOException {
        final TrainingSettings paper = TrainingRequest.builder().build().settings();
        assertEquals(NetworkPreset.SWIN_T.configuration(), paper.architecture());
        assertEquals(new ScheduleSettings(25, 0.01, LearningRateDecay.STEP, 0.1, 10, 0, 0, 0), paper.schedule());
        assertEquals(new SharpnessSettings(0.05, 1, 1), paper.optimizer().sharpness());
        assertEquals(5e-4, paper.optimizer().weightDecay());
        assertEquals(Precision.ofThisMachine(), paper.precision());
        assertFalse(paper.calibrated());

        final TrainingRequest.Builder other = TrainingRequest.builder();
        other.settings().optimizer().kind(OptimizerKind.ADAMW_ASAM);
        final TrainingSettings adamW = other.build().settings();
        assertEquals(0.001, adamW.schedule().learningRate());
        assertEquals(0.05, adamW.optimizer().weightDecay());
        assertEquals(0.5, adamW.optimizer().sharpness().rho());
    }

    @Test
    void testWhereFilesLieDecidesNothing() throws IOException {
        for (final String file : FILES) {
            final String json = TestSettings.request(file);
            final String identity = SettingsJson.read(json, TrainingRequest.class).identity();
            assertEquals(identity, SettingsJson.read(json.replace("file:///models", "file:///elsewhere"), TrainingRequest.class).identity());
            assertFalse(identity.contains("models"), identity);
            assertNotEquals(identity, SettingsJson.read(json.replace("\"seed\": ", "\"seed\": 1"), TrainingRequest.class).identity());
        }
    }
}
