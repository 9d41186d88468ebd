package org.nififer.trainer.report;

import freemarker.core.CommonMarkupOutputFormat;
import freemarker.core.CommonTemplateMarkupOutputModel;
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

    /**
     * Escapes what is inserted in Markdown, so that a name shows as it is written, also in a table, and is no markup and no HTML.
     */
    static final class MarkdownOutputFormat extends CommonMarkupOutputFormat<MarkdownOutputFormat.Text> {

        static final MarkdownOutputFormat INSTANCE = new MarkdownOutputFormat();

        private static final String SPECIAL = "\\`*_{}[]#|~!";

        private MarkdownOutputFormat() {
        }

        @Override
        public String getName() {
            return "Markdown";
        }

        @Override
        public String getMimeType() {
            return "text/markdown";
        }

        @Override
        public void output(final String text, final Writer output) throws IOException {
            output.write(escapePlainText(text));
        }

        @Override
        public String escapePlainText(final String text) {
            final StringBuilder escaped = new StringBuilder();
            for (final char character : text.toCharArray()) {
                if (SPECIAL.indexOf(character) >= 0) {
                    escaped.append('\\').append(character);
                } else if (character == '<') {
                    escaped.append("&lt;");
                } else if (character == '&') {
                    escaped.append("&amp;");
                } else {
                    escaped.append(Character.isISOControl(character) ? ' ' : character);
                }
            }

            return escaped.toString();
        }

        @Override
        public boolean isLegacyBuiltInBypassed(final String builtInName) {
            return false;
        }

        @Override
        protected Text newTemplateMarkupOutputModel(final String plainText, final String markup) {
            return new Text(plainText, markup);
        }

        /** Text that is escaped when it is written, or markup that is not. */
        static final class Text extends CommonTemplateMarkupOutputModel<Text> {

            private Text(final String plainText, final String markup) {
                super(plainText, markup);
            }

            @Override
            public MarkdownOutputFormat getOutputFormat() {
                return INSTANCE;
            }
        }
    }
}
