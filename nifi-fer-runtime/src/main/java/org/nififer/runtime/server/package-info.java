/**
 * A NiFi server as a process of its own: {@link org.nififer.runtime.server.NifiHome} is its folder,
 * {@link org.nififer.runtime.server.NifiServer} the process, {@link org.nififer.runtime.server.ServerOptions} how it runs.
 * Every server listens on the loopback address, on ports that were free when it started.
 */
package org.nififer.runtime.server;
