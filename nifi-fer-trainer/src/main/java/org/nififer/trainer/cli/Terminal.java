package org.nififer.trainer.cli;

import java.io.Console;

/**
 * Whether a person watches.
 */
final class Terminal {

    private Terminal() {
    }

    /** Whether input and output are a terminal. */
    static boolean isThere() {
        final Console console = System.console();
        if (console == null) {
            return false;
        }

        try {
            // Java 22 to 24 have a console where there is no terminal as well, and this method to tell; Java 21 has neither.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (final NoSuchMethodException e) {
            return true;
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException("A public method of the Java platform cannot be called", e);
        }
    }
}
