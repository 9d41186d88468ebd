/**
 * Training and evaluation of models, as a library and as a process that NiFi forks, whose entry and whose events lie here. Nothing here knows NiFi.
 */
package org.nififer.trainer;
