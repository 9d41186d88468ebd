/**
 * The command line: {@code ./fer COMMAND}. One class a command; each only translates options to
 * calls and results to text. Exit codes: 0 done, 1 failed with one line on stderr, 2 wrong usage.
 */
package org.nififer.cli;

