package org.nififer.trainer.report;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The templates of all reports. Whatever they insert is escaped: for HTML in {@code .ftlh}, for Markdown in those that say so.
 */
final class ReportTemplates {

    private static final Configuration CONFIGURATION = configuration();

    private ReportTemplates() {
    }

    private static Configuration configuration() {
        final Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setClassForTemplateLoading(ReportTemplates.class, "");
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setLocale(Locale.ENGLISH);
        configuration.setNumberFormat(",##0");
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setRegisteredCustomOutputFormats(List.of(MarkdownOutputFormat.INSTANCE));
        return configuration;
    }

    /**
     * Fills a template in.
     *
     * @param output gets UTF-8; stays open
     */
    static void write(final String name, final Map<String, Object> values, final OutputStream output) throws IOException {
        final Template template = CONFIGURATION.getTemplate(name);
        final Writer writer = new OutputStreamWriter(output, StandardCharsets.UTF_8);
        try {
            template.process(values, writer);
        } catch (final TemplateException e) {
            throw new IllegalStateException(String.format(Locale.ROOT, "The template %s does not fit its values: %s", name, e.getMessageWithoutStackTop()), e);
        }

        writer.flush();
    }
}
