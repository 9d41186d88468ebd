package org.nififer.network;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;

/**
 * Tells architectures apart by their fields. A field with the name of the kind would change the files and run ids of Swin Transformers, and Jackson's own
 * deduction looks classes up by name, in the context class loader, which in NiFi may be another NAR's.
 */
final class NetworkConfigurationDeserializer extends JsonDeserializer<NetworkConfiguration> {

    private static final String RESNET_FIELD = "width";

    @Override
    public NetworkConfiguration deserialize(final JsonParser parser, final DeserializationContext context) throws IOException {
        final JsonNode tree = context.readTree(parser);
        final Class<? extends NetworkConfiguration> kind = tree.has(RESNET_FIELD) ? ResNetConfiguration.class : SwinConfiguration.class;
        return context.readTreeAsValue(tree, kind);
    }
}
