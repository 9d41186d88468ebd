package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ParameterContexts;
import org.nififer.runtime.client.ProcessGroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two versions of our NAR live side by side in one server, and one of them is loaded again. Each opens models with its own
 * copies of the native libraries, whether they are files or assets of a parameter.
 */
class NarVersionsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String SERVICE = "org.nififer.processors.service.FerModelService";
    private static final String SECOND_VERSION = "99-second";

    @TempDir
    private static Path temporary;
    private static Path nar;
    private static Path model;
    private static Path onnxModel;
    @AutoClose
    private static TestNifi nifi;
    private static NifiClient client;

    @BeforeAll
    static void startServer() throws Exception {
        nar = TestNifi.library().resolve("nifi-fer-nar.nar");
        model = temporary.resolve("model.safetensors");
        onnxModel = temporary.resolve("model.onnx");
        TestNifi.fer("convert", "--output", model.toString(), TestNifi.project("nifi-fer-model/src/test/resources/fixtures/swin-small.timm.safetensors").toString());
        TestNifi.fer("export", "--output", onnxModel.toString(), model.toString());
        nifi = TestNifi.start(temporary, TIMEOUT);
        client = nifi.client();
    }

    @Test
    void testEachVersionOpensTheModel() throws Exception {
        final String first = service(firstVersion());
        assertOpensModels(first);

        final Path second = secondNar();
        final String uploaded = upload(second);
        assertOpensModels(service(SECOND_VERSION));
        assertOpensModels(first);

        client.delete(String.format(Locale.ROOT, "/controller/nar-manager/nars/%s?force=true", uploaded));
        upload(second);
        assertOpensModels(service(SECOND_VERSION));
        assertOpensModels(first);
        assertTrue(nifi.server().isAlive());
    }

    /** The service of a group finds what the group's parameter refers to, also the description that lies beside an ONNX model, and a file that replaces it. */
    @Test
    void testModelsMayBeAssetsOfAParameter() throws Exception {
        final ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.putObject("revision").put("version", 0);
        context.putObject("component").put("name", "models").putArray("parameters").addObject().putObject("parameter").put("name", "model").put("sensitive", false);
        final String contextId = client.post("/parameter-contexts", context).path("id").asText();
        final ObjectNode group = JsonNodeFactory.instance.objectNode();
        group.putObject("revision").put("version", 0);
        final ObjectNode component = group.putObject("component").put("name", "Models");
        component.putObject("position").put("x", 0).put("y", 0);
        component.putObject("parameterContext").put("id", contextId);
        final String service = service(client.post(String.format(Locale.ROOT, "/process-groups/%s/process-groups", ProcessGroups.ROOT), group).path("id").asText(), firstVersion());

        final ParameterContexts contexts = client.parameterContexts();
        contexts.referToAsset(contextId, "model", contexts.uploadAsset(contextId, model), TIMEOUT);
        assertOpensModel(verify(service, "#{model}"));

        contexts.uploadAsset(contextId, temporary.resolve("model.json"));
        contexts.referToAsset(contextId, "model", contexts.uploadAsset(contextId, onnxModel), TIMEOUT);
        assertOpensModel(verify(service, "#{model}"));

        final Path replacement = Files.createDirectory(temporary.resolve("replacement")).resolve(onnxModel.getFileName());
        contexts.uploadAsset(contextId, Files.writeString(replacement, "no model"));
        final JsonNode refused = verify(service, "#{model}");
        assertEquals("FAILED", refused.get(refused.size() - 1).path("outcome").asText(), refused::toString);
        assertTrue(refused.get(refused.size() - 1).path("explanation").asText().contains("model.onnx"), refused::toString);
    }

    private static String firstVersion() throws IOException {
        try (JarFile jar = new JarFile(nar.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Nar-Version");
        }
    }

    /** The same NAR under another version, entry after entry: NiFi unpacks them in their order. */
    private static Path secondNar() throws IOException {
        final Path second = temporary.resolve("second.nar");
        try (JarFile first = new JarFile(nar.toFile()); ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(second))) {
            output.setLevel(Deflater.NO_COMPRESSION);
            for (final JarEntry entry : Collections.list(first.entries())) {
                output.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    final Manifest manifest = first.getManifest();
                    manifest.getMainAttributes().put(new Attributes.Name("Nar-Version"), SECOND_VERSION);
                    manifest.write(output);
                } else {
                    first.getInputStream(entry).transferTo(output);
                }

                output.closeEntry();
            }
        }

        return second;
    }

    private static String upload(final Path second) throws Exception {
        final String id = client.postFile("/controller/nar-manager/nars/content", second).path("narSummary").path("identifier").asText();
        nifi.await("The NAR is not installed", () -> client.get("/controller/nar-manager/nars/" + id).path("narSummary").path("installComplete").asBoolean());
        assertEquals("Installed", client.get("/controller/nar-manager/nars/" + id).path("narSummary").path("state").asText());
        return id;
    }

    private static String service(final String version) throws Exception {
        return service(ProcessGroups.ROOT, version);
    }

    private static String service(final String groupId, final String version) throws Exception {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("revision").put("version", 0);
        final ObjectNode component = body.putObject("component").put("type", SERVICE);
        component.putObject("bundle").put("group", "org.nififer").put("artifact", "nifi-fer-nar").put("version", version);
        return client.post(String.format(Locale.ROOT, "/process-groups/%s/controller-services", groupId), body).path("id").asText();
    }

    /** The step that loads a model tells what it is. */
    private static void assertOpensModels(final String service) throws Exception {
        for (final Path file : List.of(model, onnxModel)) {
            assertOpensModel(verify(service, file.toString()));
        }
    }

    private static void assertOpensModel(final JsonNode results) {
        final String explanation = "Model [0-9a-f]{16}: (swin-se|onnx), [0-9.,]+ parameters, 8 expressions, .* on cpu";
        final List<String> outcomes = new ArrayList<>();
        results.forEach(result -> outcomes.add(result.path("outcome").asText()));
        assertTrue(outcomes.size() > 2 && outcomes.stream().allMatch("SUCCESSFUL"::equals), results::toString);
        assertTrue(results.get(outcomes.size() - 2).path("explanation").asText().matches(explanation), results::toString);
    }

    private static JsonNode verify(final String service, final String file) throws Exception {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        final ObjectNode request = body.putObject("request").put("componentId", service);
        request.putObject("attributes");
        request.putObject("properties").put("Model Source", "file").put("Model File", file);
        final String requests = String.format(Locale.ROOT, "/controller-services/%s/config/verification-requests", service);
        final String address = String.format(Locale.ROOT, "%s/%s", requests, client.post(requests, body).path("request").path("requestId").asText());
        nifi.await("The verification does not end", () -> client.get(address).path("request").path("complete").asBoolean());
        return client.delete(address).path("request").path("results");
    }
}
