package org.nififer.runtime.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The loopback ports of one server.
 *
 * @param web        of the canvas and the REST API
 * @param management of NiFi's management server, which every server needs for itself
 */
record ServerPorts(int web, int management) {
    /** The address of the loopback interface on which every server listens. */
    static final String HOST = "127.0.0.1";

    /** Two ports on which nothing listens right now. */
    static ServerPorts findFree() throws IOException {
        final InetAddress loopback = InetAddress.getByName(HOST);
        // Both are open at the same time, or the system might hand out one port twice.
        try (ServerSocket web = new ServerSocket(0, 1, loopback);
             ServerSocket management = new ServerSocket(0, 1, loopback)) {
            return new ServerPorts(web.getLocalPort(), management.getLocalPort());
        }
    }
}
