package org.nififer.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class NetworkConfigurationTest {

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void testPresetsAreValid() throws InvalidInputException {
        for (final NetworkPreset preset : NetworkPreset.values()) {
            preset.configuration().validate();
        }
    }

    /** Run ids are hashes of this text, and files have it: it must not change. */
    @Test
    void testJsonOfASwinIsThatOfFilesBeforeThereWereOtherNetworks() throws JsonProcessingException {
        assertJson("{\"imageSize\":16,\"patchSize\":2,\"embeddingDimension\":8,\"depths\":[1],\"heads\":[2],\"windowSize\":4,\"mlpRatio\":2.0,\"dropPathRate\":0.1,"
                + "\"classes\":8,\"seReduction\":4}", SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2)).windowSize(4)
                        .mlpRatio(2).dropPathRate(0.1).seReduction(4).build());
    }

    @Test
    void testJsonOfASwinAfterConvolutions() throws JsonProcessingException {
        assertJson("{\"imageSize\":16,\"patchSize\":2,\"embeddingDimension\":8,\"depths\":[1],\"heads\":[2],\"windowSize\":4,\"mlpRatio\":2.0,\"dropPathRate\":0.1,"
                + "\"classes\":8,\"seReduction\":4,\"patchEmbedding\":\"convolutional\"}",
                SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2)).windowSize(4).mlpRatio(2).dropPathRate(0.1)
                        .seReduction(4).patchEmbedding(PatchEmbedding.CONVOLUTIONAL).build());
    }

    @Test
    void testJsonOfAResNet() throws JsonProcessingException {
        assertJson("{\"imageSize\":48,\"width\":16,\"depths\":[1,2],\"dropPathRate\":0.0,\"classes\":8}", new ResNetConfiguration(48, 16, List.of(1, 2), 0, 8));
    }

    @Test
    void testWhatIsNoArchitecture() throws JsonProcessingException {
        assertEquals(List.of(), mapper.readValue("{}", NetworkConfiguration.class).depths());
        assertNull(mapper.readValue("null", NetworkConfiguration.class));
        assertThrows(JsonProcessingException.class, () -> mapper.readValue("[]", NetworkConfiguration.class));
        assertThrows(JsonProcessingException.class, () -> mapper.readValue("7", NetworkConfiguration.class));
        assertThrows(JsonProcessingException.class, () -> mapper.readValue("{\"width\":\"wide\"}", NetworkConfiguration.class));
        assertThrows(JsonProcessingException.class, () -> mapper.readValue("{\"patchEmbedding\":\"pooled\"}", NetworkConfiguration.class));
    }

    private void assertJson(final String json, final NetworkConfiguration configuration) throws JsonProcessingException {
        assertEquals(json, mapper.writeValueAsString(configuration));
        assertEquals(configuration, mapper.readValue(json, NetworkConfiguration.class));
    }
}
