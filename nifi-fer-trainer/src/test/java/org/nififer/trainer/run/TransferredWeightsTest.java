package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelVariant;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkParameters;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.PretrainedFiles;
import org.nififer.weights.TensorNames;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TransferredWeightsTest {

    private static final SwinConfiguration PLAIN = SwinConfiguration.builder().imageSize(48).patchSize(8).embeddingDimension(16).stages(List.of(1, 1), List.of(1, 2))
            .windowSize(3).mlpRatio(2).dropPathRate(0.1).build();
    private static final SwinConfiguration EXCITED = PLAIN.withSeReduction(4);

    @TempDir
    private Path directory;

    @Test
    void testAnotherHeadAndMissingExcitationAreRandomAndSaid() throws IOException {
        final Path file = PretrainedFiles.published(directory, PLAIN.withClasses(1000), 7);
        try (TransferredWeights weights = open(file, ModelVariant.SWIN_SE); NetworkParameters source = NetworkParameters.random(PLAIN.withClasses(1000), 7);
             NetworkParameters first = weights.load(1); NetworkParameters second = weights.load(2)) {
            final InitialWeights.Origin origin = weights.origin().orElseThrow();
            assertEquals(TensorNames.Format.TIMM, origin.format());
            assertEquals(64, origin.sha256().length());
            assertEquals(3, origin.notes().size(), origin.notes().toString());
            assertEquals("The head of 1000 outputs is replaced by a random one of 8 outputs", origin.notes().getFirst());
            assertTrue(origin.notes().get(1).contains("no squeeze-and-excitation"), origin.notes().get(1));
            assertTrue(origin.notes().get(2).contains("[0.485, 0.456, 0.406]"), origin.notes().get(2));
            assertEquals(16, weights.description().architecture().seReduction());
            assertEquals(ModelDescription.expressionLabels(), weights.description().labels());
            assertEquals(source.values("norm.weight"), first.values("norm.weight"));
            assertEquals(source.values("layers.1.blocks.0.attn.qkv.weight"), second.values("layers.1.blocks.0.attn.qkv.weight"));
            assertNotEquals(first.values("head.fc.weight"), second.values("head.fc.weight"));
            assertNotEquals(first.values("se.fc1.weight"), second.values("se.fc1.weight"));
        }
    }

    @Test
    void testAResNetHasNoVariants() throws IOException {
        final ResNetConfiguration configuration = new ResNetConfiguration(224, 4, List.of(1, 1), 0, 1000);
        final Path file = PretrainedFiles.published(directory, configuration, 7);
        for (final ModelVariant variant : ModelVariant.values()) {
            try (TransferredWeights weights = open(file, variant); NetworkParameters source = NetworkParameters.random(configuration, 7);
                 NetworkParameters loaded = weights.load(1)) {
                assertEquals(configuration.withClasses(8), weights.description().architecture());
                assertEquals("resnet", weights.description().variant());
                assertEquals(2, weights.origin().orElseThrow().notes().size(), weights.origin().toString());
                assertEquals(source.values("layer2.0.bn1.running_var"), loaded.values("layer2.0.bn1.running_var"));
                assertEquals(source.values("layer2.0.conv3.weight"), loaded.values("layer2.0.conv3.weight"));
            }
        }
    }

    @Test
    void testEightOutputsAreKept() throws IOException {
        final Path file = PretrainedFiles.published(directory, EXCITED, 7);
        try (TransferredWeights weights = open(file, ModelVariant.SWIN_SE); NetworkParameters source = NetworkParameters.random(EXCITED, 7);
             NetworkParameters loaded = weights.load(1)) {
            assertTrue(weights.origin().orElseThrow().notes().getFirst().contains("is kept; they are taken for fear, sadness"), weights.origin().toString());
            EXCITED.parameterShapes().keySet().forEach(name -> assertEquals(source.values(name), loaded.values(name), name));
        }
    }

    @Test
    void testModelOfOursKeepsItsNormalizationUnlessAskedFor() throws IOException {
        final Path file = PretrainedFiles.model(directory, ModelDescription.of(EXCITED), 7);
        try (TransferredWeights own = open(file, ModelVariant.SWIN_SE);
             TransferredWeights other = TransferredWeights.open(file, ModelVariant.SWIN_SE, OptionalInt.empty(), Optional.of(Normalization.IMAGENET))) {
            assertEquals(List.of(0.5, 0.5, 0.5), own.description().mean());
            assertEquals(EXCITED, own.description().architecture());
            assertEquals(1, own.origin().orElseThrow().notes().size());
            assertEquals(Normalization.IMAGENET.std(), other.description().std());
            assertNotEquals(own.origin().orElseThrow().identity(), other.origin().orElseThrow().identity());
        }
    }

    @Test
    void testHeadOfAModelWithLabelsInAnotherOrderIsReplaced() throws IOException {
        final List<String> reversed = Expression.all().reversed().stream().map(Expression::label).toList();
        final Path file = PretrainedFiles.model(directory, ModelDescription.of(EXCITED, reversed, Normalization.HALF), 7);
        try (TransferredWeights weights = open(file, ModelVariant.SWIN_SE); NetworkParameters source = NetworkParameters.random(EXCITED, 7);
             NetworkParameters loaded = weights.load(1)) {
            assertEquals("The head of 8 outputs with other labels is replaced by a random one of 8 outputs", weights.origin().orElseThrow().notes().getFirst());
            assertNotEquals(source.values("head.fc.weight"), loaded.values("head.fc.weight"));
        }
    }

    @Test
    void testExcitationIsLeftOutWhereTheVariantHasNone() throws IOException {
        try (TransferredWeights weights = open(PretrainedFiles.model(directory, ModelDescription.of(EXCITED), 7), ModelVariant.SWIN)) {
            assertEquals(PLAIN, weights.description().architecture());
            assertTrue(weights.origin().orElseThrow().notes().getFirst().contains("is left out"), weights.origin().toString());
        }
    }

    @Test
    void testDamagedWeightsAreNamed() throws IOException {
        final Path file = Files.write(directory.resolve("weights.pth"), new byte[]{'P', 'K', 3, 4});
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> open(file, ModelVariant.SWIN));
        assertTrue(exception.getMessage().contains("weights.pth is not a whole zip archive"), exception.getMessage());
        assertEquals(Collections.emptyList(), InitialWeights.random(PLAIN).origin().stream().toList());
    }

    private static TransferredWeights open(final Path file, final ModelVariant variant) throws IOException {
        return TransferredWeights.open(file, variant, OptionalInt.empty(), Optional.empty());
    }
}
