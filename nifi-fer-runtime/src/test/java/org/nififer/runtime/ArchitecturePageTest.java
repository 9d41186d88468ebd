package org.nififer.runtime;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The pages for those who carry on are true: the picture and the table of docs/architecture.md are what the code says, and what the pages name exists. With
 * {@code -Dpages.write=true} the picture and the table are written anew.
 */
class ArchitecturePageTest {

    private static final Path ROOT = Path.of(System.getProperty("nififer.root"));
    private static final Path PAGE = ROOT.resolve("docs/architecture.md");
    private static final String BEGIN = "<!-- From here on generated: mvn -pl nifi-fer-runtime -am test -Dtest=ArchitecturePageTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dpages.write=true -->\n";
    private static final String END = "<!-- To here. -->\n";
    private static final Pattern SENTENCE = Pattern.compile("/\\*\\*[\\s*]*(.*?)(?:\\.\\s|\\.?\\s*<p>|\\.?\\s*\\*/)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.java)?`");
    private static final Pattern PATH = Pattern.compile("`([\\w./-]*/[\\w./-]+)`");

    @Test
    void testThePictureIsThatOfTheCode() throws Exception {
        final String generated = BEGIN + picture() + table() + END;
        final String page = Files.readString(PAGE);
        final String kept = page.substring(page.indexOf(BEGIN), page.indexOf(END) + END.length());
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(PAGE, page.replace(kept, generated));
        } else {
            assertEquals(generated, kept, "docs/architecture.md is stale; -Dpages.write=true writes it anew");
        }
    }

    @Test
    void testWhatThePagesNameExists() throws IOException {
        final Set<String> types = new LinkedHashSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java") && file.contains("/src/"))
                    .forEach(file -> types.add(file.substring(file.lastIndexOf('/') + 1).replace(".java", "")));
        }

        final List<String> missing = new ArrayList<>();
        for (final Path page : List.of(PAGE, ROOT.resolve("CONTRIBUTING.md"))) {
            final String text = Files.readString(page);
            NAME.matcher(text).results().map(result -> result.group(1)).filter(name -> !types.contains(name)).forEach(missing::add);
            PATH.matcher(text).results().map(result -> result.group(1)).filter(path -> !Files.exists(ROOT.resolve(path))).forEach(missing::add);
        }

        assertEquals(List.of(), missing);
    }

    /** The modules with their packages, and which stands on which; what follows from other arrows has none of its own. */
    private static String picture() throws Exception {
        final Map<String, Set<String>> modules = modules();
        final StringBuilder picture = new StringBuilder("```mermaid\nflowchart TD\n");
        for (final String module : modules.keySet()) {
            picture.append(String.format(Locale.ROOT, "    %s[\"%s\"]%n", id(module),
                    Stream.concat(Stream.of("<b>" + module + "</b>"), packages(module).keySet().stream()).collect(Collectors.joining("<br/>"))));
        }

        for (final Map.Entry<String, Set<String>> module : modules.entrySet()) {
            for (final String other : module.getValue()) {
                final boolean follows = module.getValue().stream().anyMatch(between -> !between.equals(other) && reaches(modules, between, other));
                if (!follows) {
                    picture.append(String.format(Locale.ROOT, "    %s --> %s%n", id(module.getKey()), id(other)));
                }
            }
        }

        return picture.append("```\n\n").toString();
    }

    private static boolean reaches(final Map<String, Set<String>> modules, final String from, final String to) {
        return modules.get(from).stream().anyMatch(next -> next.equals(to) || reaches(modules, next, to));
    }

    private static String id(final String module) {
        return module.replace("nifi-fer-", "").replace('-', '_');
    }

    /** The modules in the order in which Maven builds them, each with those of ours that it ships with. */
    private static Map<String, Set<String>> modules() throws Exception {
        final Map<String, Set<String>> modules = new LinkedHashMap<>();
        final NodeList names = pom(ROOT).getElementsByTagName("module");
        for (int index = 0; index < names.getLength(); index++) {
            final String name = names.item(index).getTextContent();
            if (!name.contains("/")) {
                modules.put(name, new LinkedHashSet<>());
            }
        }

        for (final String module : modules.keySet()) {
            final NodeList dependencies = pom(ROOT.resolve(module)).getElementsByTagName("dependency");
            for (int index = 0; index < dependencies.getLength(); index++) {
                final Element dependency = (Element) dependencies.item(index);
                final String artifact = text(dependency, "artifactId");
                if (modules.containsKey(artifact) && !text(dependency, "scope").equals("test") && !text(dependency, "type").equals("pom")) {
                    modules.get(module).add(artifact);
                }
            }
        }

        return modules;
    }

    private static Element pom(final Path folder) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve("pom.xml").toFile()).getDocumentElement();
    }

    private static String text(final Element element, final String name) {
        final NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static String table() throws Exception {
        final StringBuilder table = new StringBuilder("| module | package | what lives there |\n|---|---|---|\n");
        for (final String module : modules().keySet()) {
            packages(module).forEach((name, sentence) -> table.append(String.format(Locale.ROOT, "| %s | `%s` | %s |%n", module, name, sentence)));
        }

        return table.append('\n').toString();
    }

    /** The packages of a module without the prefix that all have, and the first sentence of each. */
    private static Map<String, String> packages(final String module) throws IOException {
        final Map<String, String> packages = new TreeMap<>();
        final Path sources = ROOT.resolve(module).resolve("src/main/java/org/nififer");
        if (Files.exists(sources)) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (final Path file : files.filter(path -> path.endsWith("package-info.java")).toList()) {
                    final Matcher sentence = SENTENCE.matcher(Files.readString(file));
                    sentence.find();
                    packages.put(sources.relativize(file.getParent()).toString().replace('/', '.'), plain(sentence.group(1)));
                }
            }
        }

        return packages;
    }

    /** Javadoc as text of a table. */
    private static String plain(final String comment) {
        return comment.replaceAll("\\s*\\n\\s*\\*\\s*", " ").replaceAll("\\{@link(?:plain)? (?:[^ }]*[.#])?(\\w+)\\}", "$1").replaceAll("\\{@link(?:plain)? \\S+ ([^}]*)\\}", "$1")
                .replaceAll("\\{@code ([^}]*)\\}", "`$1`").replace("|", "\\|").strip();
    }
}
