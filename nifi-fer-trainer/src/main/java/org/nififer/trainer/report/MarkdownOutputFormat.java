package org.nififer.trainer.report;

import freemarker.core.CommonMarkupOutputFormat;
import freemarker.core.CommonTemplateMarkupOutputModel;

import java.io.IOException;
import java.io.Writer;

/**
 * Escapes what is inserted in Markdown, so that a name shows as it is written, also in a table, and is no markup and no HTML.
 */
final class MarkdownOutputFormat extends CommonMarkupOutputFormat<MarkdownOutputFormat.Text> {

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
