package org.nififer.cli;

import org.junit.jupiter.api.Test;
import org.nififer.network.Precision;
import org.nififer.trainer.TestSettings;
import org.nififer.trainer.run.TrainingRequest;
import picocli.CommandLine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TrainCommandTest {

    @Test
    void testWhatIsNotGivenIsThePapers() throws IOException {
        assertEquals(TrainingRequest.builder().build(), request());
    }

    @Test
    void testAllChoicesMeanWhatTheyMeanInAFlow() throws IOException {
        assertEquals(TestSettings.tree(TestSettings.request("request-with-teacher.json")), TestSettings.tree(request("--embedding-dimension", "32", "--depths", "1,2",
                "--heads", "2,4", "--window-size", "6", "--patch-size", "8", "--patch-embedding", "convolutional", "--image-size", "96", "--variant", "swin",
                "--optimizer", "adamw-asam", "--rho", "0.3", "--epochs", "30", "--batch-size", "32", "--learning-rate", "2e-3", "--augmentation", "rotation:15,flip",
                "--colour", "grey", "--seed", "7", "--calibrated", "true", "--accumulation", "2", "--beta1", "0.8", "--beta2", "0.99", "--weight-decay", "0.02",
                "--decayed-weights", "all", "--clip-norm", "1", "--sam-part", "0.75", "--sam-interval", "5", "--schedule", "cosine", "--minimum-learning-rate", "0.001",
                "--warmup-epochs", "3", "--patience", "5", "--drop-path", "0.1", "--average-decay", "0.999", "--best-by", "macro-recall", "--freeze-stages", "1",
                        "--precision", "bf16",
                "--soft-targets", "false", "--label-smoothing", "0.1", "--class-weights", "balanced", "--original-part", "0.2", "--vote-weights", "true",
                "--balanced-sampling", "0.5", "--logit-adjustment", "1.5", "--teacher", "/models/teacher.onnx", "--teacher-weight", "0.25", "--teacher-temperature", "2",
                "--mixup", "0.2", "--cutmix", "0.8")));
    }

    @Test
    void testSoDoInitialWeights() throws IOException {
        assertEquals(TestSettings.tree(TestSettings.request("request-from-weights.json")), TestSettings.tree(request("--initial-weights", "/models/swin.pth",
                "--image-size", "112", "--normalization", "half", "--variant", "swin", "--optimizer", "sgd", "--epochs", "4", "--learning-rate", "0.005", "--momentum", "0.8",
                "--decay-factor", "0.5", "--decay-epochs", "2", "--drop-path", "0.3", "--precision", "fp32")));
    }

    @Test
    void testAutomaticPrecisionIsThatOfThisMachine() throws IOException {
        assertEquals(Precision.ofThisMachine(), request("--precision", "auto").settings().precision());
    }

    private static TrainingRequest request(final String... options) {
        final List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--output-directory", "run", "faces.tar"));
        final TrainCommand command = new TrainCommand();
        new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
        return command.request();
    }
}
