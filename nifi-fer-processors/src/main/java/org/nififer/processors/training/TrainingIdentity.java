package org.nififer.processors.training;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.nififer.common.ProjectVersion;
import org.nififer.common.Sha256;
import org.nififer.model.OnnxModelFile;
import org.nififer.trainer.run.TrainingRequest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What decides the result of a training, as a text that names its folder: this version, its settings, the dataset, the weights that it starts from and its teacher.
 */
final class TrainingIdentity {

    private String hashedDataset = "";
    private String datasetHash = "";

    /** The identity of a training on a dataset; a dataset that is asked about again and again, since it waits, is read once. */
    String of(final TrainingRequest request, final ProcessSession session, final FlowFile dataset) throws IOException {
        final String uuid = dataset.getAttribute(CoreAttributes.UUID.key());
        if (!uuid.equals(hashedDataset)) {
            try (InputStream input = session.read(dataset)) {
                datasetHash = Sha256.hex(input);
                hashedDataset = uuid;
            }
        }

        final String weights = request.initialWeights() == null ? "" : hash(request.initialWeights().file());
        final String teacher = request.teacher() == null ? "" : hash(request.teacher().file());
        return String.join(" ", ProjectVersion.version(), request.identity(), datasetHash, weights, teacher);
    }

    /** Of all files of a model. The trainer tells better than a hash what is wrong with a file that cannot be read. */
    private static String hash(final Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            return OnnxModelFile.isOnnx(file) ? OnnxModelFile.read(file).id() : Sha256.hex(input);
        } catch (final IOException e) {
            return file.toString();
        }
    }
}
