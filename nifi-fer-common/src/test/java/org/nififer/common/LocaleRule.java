package org.nififer.common;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * Every format, parse and change of case names its locale: under that of Iran {@code %d} writes the digits of Persian into the names of weights, and in Turkish the lower case of
 * "I" is no "i". Not a list of methods, which would be incomplete, but what the JDK says of itself: a method or constructor that has a twin with a locale is not called without.
 */
final class LocaleRule {

    private static final String LOCALE = Locale.class.getName();

    /** The rest, which has no such twin. */
    private static final Set<String> OTHERS = Set.of("java.lang.String.formatted", "java.util.Locale.getDefault", "java.util.Locale.setDefault", "java.io.Console.printf",
            "java.text.NumberFormat.getInstance", "java.text.DecimalFormat.<init>");

    /** For products and tests. */
    static final ArchRule RULE = classes().should(new ArchCondition<JavaClass>("name the locale of what they format, parse or change the case of") {

        @Override
        public void check(final JavaClass item, final ConditionEvents events) {
            for (final JavaCodeUnitAccess<?> access : accesses(item)) {
                if (dependsOnDefault(access)) {
                    events.add(SimpleConditionEvent.violated(item, access.getDescription()));
                }
            }
        }
    });

    private LocaleRule() {
    }

    private static List<JavaCodeUnitAccess<?>> accesses(final JavaClass item) {
        final List<JavaCodeUnitAccess<?>> accesses = new ArrayList<>(item.getCodeUnitCallsFromSelf());
        accesses.addAll(item.getCodeUnitReferencesFromSelf());
        return accesses;
    }

    private static boolean dependsOnDefault(final JavaCodeUnitAccess<?> access) {
        final JavaClass owner = access.getTargetOwner();
        final String name = access.getTarget().getName();
        final List<String> parameters = access.getTarget().getRawParameterTypes().stream().map(JavaClass::getName).toList();
        if (!owner.getPackageName().startsWith("java.") || parameters.contains(LOCALE)) {
            return false;
        }

        return OTHERS.contains(owner.getName() + "." + name)
                || owner.getCodeUnits().stream().filter(unit -> unit.getName().equals(name)).map(LocaleRule::parameters).anyMatch(twin -> isTwin(twin, parameters));
    }

    private static List<String> parameters(final JavaCodeUnit unit) {
        return unit.getRawParameterTypes().stream().map(JavaClass::getName).toList();
    }

    /** Whether the only difference is a locale more, wherever it stands. */
    private static boolean isTwin(final List<String> candidate, final List<String> parameters) {
        final List<String> rest = new ArrayList<>(candidate);
        return rest.remove(LOCALE) && rest.equals(parameters);
    }
}
