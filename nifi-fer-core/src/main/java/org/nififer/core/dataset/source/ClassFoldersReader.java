package org.nififer.core.dataset.source;

import org.nififer.core.Expression;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Split;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images in folders named after their expression: {@code CK+48/happy/S010_004_00000017.png}, {@code train/angry/1.jpg},
 * {@code angry/test/1.jpg}. The expression is the innermost folder that does not name a split. A number is AffectNet's, but for files
 * that bear names of RAF-DB (Li et al., 2017), which counts otherwise. File names of CK+ tell the subject.
 */
final class ClassFoldersReader implements SourceReader {

    /** CK+: subject, sequence and frame. */
    private static final Pattern SUBJECT = Pattern.compile("(?<subject>S\\d{3})_.*");
    private static final Pattern RAF_DB_FILE = Pattern.compile("(?:train|test)_\\d+_aligned\\.jpg");
    /** From 1. */
    private static final List<Expression> RAF_DB_NUMBERING = List.of(Expression.SURPRISE, Expression.FEAR, Expression.DISGUST, Expression.HAPPINESS,
            Expression.SADNESS, Expression.ANGER, Expression.NEUTRAL);
    private static final int MAXIMUM_NUMBER = 99;

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        try (SourceEntries entries = files.openLast(sink)) {
            for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (!FileNames.isImage(entry.path())) {
                    sink.ignored(SampleSink.OTHER_FILES);
                    continue;
                }

                try {
                    sink.sample(candidate(entry));
                } catch (final InvalidSampleException e) {
                    sink.invalid(entry.where(), e.what(), e.getMessage());
                }
            }
        }
    }

    private static Candidate candidate(final SourceEntry entry) throws IOException, InvalidSampleException {
        final Folders folders = Folders.of(entry.path());
        final SampleMetadata.Builder metadata = SampleMetadata.builder(expression(folders.label(), entry.fileName()));
        final Matcher subject = SUBJECT.matcher(entry.fileName());
        if (subject.matches()) {
            metadata.subject(subject.group("subject"));
        }

        return Candidate.ofImage(entry, folders.split(), metadata);
    }

    /** Whether the folders of an image name an expression by a word, so that it can only be of this layout. */
    static boolean isNamed(final String path) {
        return FolderNames.expression(Folders.of(path).label()).isPresent();
    }

    private static Expression expression(final String folder, final String fileName) throws InvalidSampleException {
        final Optional<Expression> named = FolderNames.expression(folder);
        if (named.isPresent()) {
            return named.get();
        }

        final OptionalInt number = WholeNumbers.parse(folder.strip(), MAXIMUM_NUMBER);
        if (number.isPresent()) {
            return RAF_DB_FILE.matcher(fileName).matches() ? rafDbExpression(number.getAsInt()) : AffectNetCodes.expression(number.getAsInt());
        }

        throw new InvalidSampleException("label", String.format(Locale.ROOT, "%s; expected one of %s",
                folder.isEmpty() ? "No folder names the expression" : String.format(Locale.ROOT, "The folder %s is not an expression", InvalidEntry.quote(folder)),
                Expression.all().stream().map(Expression::label).toList()));
    }

    private static Expression rafDbExpression(final int number) throws InvalidSampleException {
        if (number < 1 || number > RAF_DB_NUMBERING.size()) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "The folder '%d'; expected 1 (surprise) to 7 (neutral) as RAF-DB numbers them", number));
        }

        return RAF_DB_NUMBERING.get(number - 1);
    }

    /**
     * What the folders of a path say.
     *
     * @param label the one that should name the expression, empty where there is none
     * @param split the innermost that names one: an outer folder may bear such a name for another reason
     */
    private record Folders(String label, Optional<Split> split) {

        private static Folders of(final String path) {
            final String[] parts = path.split("/");
            String label = "";
            Optional<Split> split = Optional.empty();
            for (int part = parts.length - 2; part >= 0; part--) {
                final Optional<Split> named = FolderNames.split(parts[part]);
                if (named.isEmpty() && label.isEmpty()) {
                    label = parts[part];
                }

                split = split.or(() -> named);
            }

            return new Folders(label, split);
        }
    }
}
