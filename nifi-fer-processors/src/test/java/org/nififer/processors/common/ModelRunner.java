package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.nififer.processors.service.FerModelService;

import java.nio.file.Path;

/**
 * A processor with an enabled model service, whose file may come later.
 */
public record ModelRunner(TestRunner runner, Path file) {

    public ModelRunner(final Class<? extends Processor> processor, final PropertyDescriptor service, final Path file) throws InitializationException {
        this(TestRunners.newTestRunner(processor), file);
        final FerModelService model = new FerModelService();
        runner.addControllerService("model", model);
        runner.setProperty(model, "Model Source", "file");
        runner.setProperty(model, "Model File", file.toString());
        runner.enableControllerService(model);
        runner.setProperty(service, "model");
    }
}
