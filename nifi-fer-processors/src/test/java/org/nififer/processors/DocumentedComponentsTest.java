package org.nififer.processors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.ConfigurableComponent;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What the README and the templates name exists: the processors and services, their properties and values, their relationships; and each has a manual.
 */
class DocumentedComponentsTest {

    private static final Path ROOT = Path.of(System.getProperty("nififer.root"));
    private static final Path MANUALS = ROOT.resolve("nifi-fer-processors/src/main/resources/docs");
    private static final Pattern ROW = Pattern.compile("^\\| ([A-Z]\\w+) \\|", Pattern.MULTILINE);
    private static final Predicate<String> EXPRESSION = Pattern.compile("[#$]\\{").asPredicate();

    private final Map<String, ConfigurableComponent> components = new TreeMap<>();

    DocumentedComponentsTest() {
        Stream.concat(ServiceLoader.load(Processor.class).stream(), ServiceLoader.load(ControllerService.class).stream())
                .filter(provider -> provider.type().getPackageName().startsWith(getClass().getPackageName()))
                .forEach(provider -> components.put(provider.type().getName(), (ConfigurableComponent) provider.get()));
    }

    @Test
    void testTheReadmeListsAllComponents() throws IOException {
        final Set<String> expected = components.keySet().stream().map(type -> type.substring(type.lastIndexOf('.') + 1)).collect(Collectors.toCollection(TreeSet::new));
        final Set<String> listed = ROW.matcher(Files.readString(ROOT.resolve("README.md"))).results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, listed);
    }

    @Test
    void testEachComponentHasItsManual() throws IOException {
        try (Stream<Path> folders = Files.list(MANUALS)) {
            assertEquals(new TreeSet<>(components.keySet()), folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void testTheTemplatesNameWhatThereIs() throws IOException {
        final List<String> faults = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("templates"))) {
            for (final Path template : files.filter(file -> file.toString().endsWith(".json")).sorted().toList()) {
                check(template.getFileName().toString(), new ObjectMapper().readTree(template.toFile()).path("flowContents"), faults);
            }
        }

        assertEquals(List.of(), faults);
    }

    private void check(final String template, final JsonNode group, final List<String> faults) {
        Stream.of("processors", "controllerServices").map(group::path).forEach(list -> list.forEach(component -> {
            final String type = component.path("type").asText();
            final String place = String.format(Locale.ROOT, "%s, %s:", template, component.path("name").asText());
            if (components.containsKey(type)) {
                checkProperties(place, components.get(type), component.path("properties"), faults);
                checkRelationships(place, components.get(type), component, group.path("connections"), faults);
            } else if (type.startsWith(getClass().getPackageName())) {
                faults.add(String.format(Locale.ROOT, "%s there is no %s", place, type));
            }
        }));
        group.path("processGroups").forEach(inner -> check(template, inner, faults));
    }

    private static void checkProperties(final String place, final ConfigurableComponent component, final JsonNode properties, final List<String> faults) {
        final Map<String, PropertyDescriptor> known = component.getPropertyDescriptors().stream().collect(Collectors.toMap(PropertyDescriptor::getName, property -> property));
        properties.fields().forEachRemaining(entry -> {
            final PropertyDescriptor property = known.get(entry.getKey());
            final String value = entry.getValue().asText();
            if (property == null) {
                faults.add(String.format(Locale.ROOT, "%s there is no property '%s'", place, entry.getKey()));
            } else if (property.getAllowableValues() != null && !entry.getValue().isNull() && EXPRESSION.negate().test(value)
                    && property.getAllowableValues().stream().map(AllowableValue::getValue).noneMatch(value::equals)) {
                faults.add(String.format(Locale.ROOT, "%s '%s' is no value of '%s'", place, value, entry.getKey()));
            }
        });
    }

    /** Each relationship leads somewhere, and nothing is connected that is none. */
    private static void checkRelationships(final String place, final ConfigurableComponent component, final JsonNode description, final JsonNode connections,
                                           final List<String> faults) {
        if (component instanceof final Processor processor) {
            final TestRunner runner = TestRunners.newTestRunner(processor);
            description.path("properties").fields().forEachRemaining(entry -> runner.setProperty(entry.getKey(), entry.getValue().asText()));
            final Set<String> expected = processor.getRelationships().stream().map(Relationship::getName).collect(Collectors.toCollection(TreeSet::new));
            final Set<String> used = new TreeSet<>();
            description.path("autoTerminatedRelationships").forEach(name -> used.add(name.asText()));
            connections.forEach(connection -> {
                if (connection.path("source").path("id").equals(description.path("identifier"))) {
                    connection.path("selectedRelationships").forEach(name -> used.add(name.asText()));
                }
            });
            if (!used.equals(expected)) {
                faults.add(String.format(Locale.ROOT, "%s the relationships %s are used, there are %s", place, used, expected));
            }
        }
    }
}
