package org.nififer.cli;

import org.nififer.trainer.run.Teacher;
import org.nififer.trainer.run.TrainingRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether a training learns from the answers of another model, and how.
 */
final class TeacherOptions {

    private static final String TEACHER = "--teacher";
    private static final String WEIGHT = "--teacher-weight";
    private static final String TEMPERATURE = "--teacher-temperature";

    @Spec(Target.MIXEE)
    private CommandSpec specification;

    @Option(names = TEACHER, paramLabel = "MODEL", description = "A trained model that answers for unlabelled samples, a .safetensors of nifi-fer, or a .onnx with its description "
            + "beside it. Without one, they are left out.")
    private Path file;

    @Option(names = WEIGHT, paramLabel = "PART", defaultValue = "" + Teacher.DEFAULT_WEIGHT,
            description = "How much of the target of a labelled sample the teacher's answer is, 0 to 1; that of an unlabelled one is all of it.")
    private double weight;

    @Option(names = TEMPERATURE, paramLabel = "T", defaultValue = "" + Teacher.DEFAULT_TEMPERATURE,
            description = "What the teacher's logits are divided by before the softmax: above 1 its answers are softer, and tell more of the expressions that it doubts between.")
    private double temperature;

    /**
     * Checks what can be checked before any file is read.
     *
     * @throws ParameterException where there are settings of a teacher that is missing
     */
    void check() {
        for (final String option : List.of(WEIGHT, TEMPERATURE)) {
            if (file == null && specification.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "%s goes with %s, which is missing", option, TEACHER));
            }
        }
    }

    /** Chooses the teacher. */
    void apply(final TrainingRequest.Builder request) {
        request.teacher(file).teacherWeight(weight).teacherTemperature(temperature);
    }
}
