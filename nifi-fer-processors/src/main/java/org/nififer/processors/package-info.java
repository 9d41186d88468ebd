/**
 * The processors. Each translates FlowFiles to calls of the modules below them, and their results to FlowFiles;

 how anything is
 * computed is not to be found here.
 */
package org.nififer.processors;
