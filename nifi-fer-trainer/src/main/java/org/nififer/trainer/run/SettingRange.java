package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.Locale;

/**
 * Checks settings one by one.
 */
final class SettingRange {

    private SettingRange() {
    }

    /**
     * Refuses a value.
     *
     * @param condition whether it is right
     * @param right     what would be, after "it must be"
     */
    static void require(final boolean condition, final String setting, final Object value, final String right) throws InvalidInputException {
        if (!condition) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The %s is %s; it must be %s", setting, value, right));
        }
    }
}
