/**
 * Training and evaluation of models, as a library, a command line ({@link org.nififer.cli}) and a process that
 * NiFi forks. Nothing here knows NiFi.
 */
package org.nififer.trainer;
