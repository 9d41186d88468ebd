package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images in folders named after their expression: {@code CK+48/happy/S010_004_00000017.png}, {@code train/angry/1.jpg}, {@code angry/test/1.jpg}. The expression is the
 * innermost folder
 * that does not name a split, and where another folder names another expression, none is taken. A number is a label only where all images bear names of RAF-DB (Li et al.,
 * 2017), or
 * where the operator says whose it is. File names of CK+ tell the subject.
 */
final class ClassFoldersReader implements SourceReader {

    /** CK+: subject, sequence and frame. */
    private static final Pattern SUBJECT = Pattern.compile("(?<subject>S\\d{3})_.*");
    /** CK+ as its publishers give it: the folder is the number of the sequence. */
    private static final Pattern FRAME = Pattern.compile("(?:.*/)?(?<subject>S\\d+)/(?<sequence>\\d+)/\\k<subject>_\\k<sequence>_\\d+\\.[^./]+");
    private static final Pattern RAF_DB_FILE = Pattern.compile("(?:train|test)_\\d+_aligned\\.[^.]+");

    private final Numbering.OfSource numbering;

    /** A reader for one source. */
    ClassFoldersReader(final Numbering.OfSource numbering) {
        this.numbering = numbering;
    }

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        files.forEachLast(sink, entry -> {
            if (!FileNames.isImage(entry.path())) {
                sink.ignored(entry);
                return;
            }

            try {
                sink.sample(candidate(entry));
            } catch (final InvalidSampleException e) {
                sink.invalid(entry.where(), e.what(), e.getMessage());
            }
        });
    }

    private Candidate candidate(final SourceEntry entry) throws IOException, InvalidSampleException {
        final Folders folders = Folders.of(entry.path());
        final SampleMetadata.Builder metadata = SampleMetadata.builder(expression(folders, entry));
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

    /** Whether an image is a frame of CK+ as its publishers give it, whose folders say nothing about its expression. */
    static boolean isFrame(final String path) {
        return FRAME.matcher(path).matches();
    }

    /** The split that the folders of an image name. */
    static Optional<Split> split(final String path) {
        return Folders.of(path).split();
    }

    private Expression expression(final Folders folders, final SourceEntry entry) throws InvalidSampleException, InvalidInputException {
        final Optional<Expression> named = FolderNames.expression(folders.label());
        final OptionalInt number = Numbering.number(folders.label());
        if (named.isEmpty() && (number.isEmpty() || isFrame(entry.path()))) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "%s; expected one of %s",
                    folders.label().isEmpty() ? "No folder names the expression" : isFrame(entry.path()) ? "The folder is the number of a sequence of CK+"
                            : String.format(Locale.ROOT, "The folder %s is not an expression", InvalidInputException.quote(folders.label())),
                    Expression.all().stream().map(Expression::label).toList()));
        }

        final Expression expression = named.isPresent() ? named.get() : numbered(number.getAsInt(), folders, entry);
        if (!folders.others().isEmpty() && !folders.others().equals(Set.of(expression))) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "The folder %s says %s, but another folder %s; expected one expression",
                    InvalidInputException.quote(folders.label()), expression.label(), folders.others().stream().map(Expression::label).toList()));
        }

        return expression;
    }

    private Expression numbered(final int number, final Folders folders, final SourceEntry entry) throws InvalidInputException, InvalidSampleException {
        return RAF_DB_FILE.matcher(entry.fileName()).matches() ? numbering.ofLayout(Numbering.RAF_DB, "file names such as " + entry.fileName()).expression(number)
                : numbering.expression(number, String.format(Locale.ROOT, "%s in the folder %s", entry.where(), InvalidInputException.quote(folders.label())));
    }

    /**
     * What the folders of a path say.
     *
     * @param label  the one that should name the expression, empty where there is none
     * @param split  the innermost that names one: an outer folder may bear such a name for another reason
     * @param others the expressions that folders further out name
     */
    private record Folders(String label, Optional<Split> split, Set<Expression> others) {

        private static Folders of(final String path) {
            final String[] parts = path.split("/");
            String label = "";
            Optional<Split> split = Optional.empty();
            final Set<Expression> others = EnumSet.noneOf(Expression.class);
            for (int part = parts.length - 2; part >= 0; part--) {
                final Optional<Split> named = FolderNames.split(parts[part]);
                if (named.isEmpty() && label.isEmpty()) {
                    label = parts[part].strip();
                } else {
                    FolderNames.expression(parts[part]).ifPresent(others::add);
                }

                split = split.or(() -> named);
            }

            return new Folders(label, split, others);
        }
    }
}
