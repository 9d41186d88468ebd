/**
 * Runs the processors where they belong: on a genuine NiFi server that the build assembles from Maven artifacts.
 * {@link org.nififer.runtime.server} makes a home for it, starts and stops it; {@link org.nififer.runtime.client} speaks to
 * its REST API.
 */
package org.nififer.runtime;
