package org.nififer.runtime.server;

import java.nio.file.Path;

/**
 * A program that starts a server and ends without stopping it.
 */
final class StartAndExit {
    private StartAndExit() {
    }

    public static void main(final String[] arguments) throws Exception {
        final NifiHome home = NifiHome.create(Path.of(arguments[0]), Path.of(arguments[1]));
        final ServerOptions options = ServerOptions.light();
        final NifiServer server = NifiServer.start(home, "detached".equals(arguments[2]) ? options.asDetached() : options);
        System.out.println(server.processId());
        System.exit(0);
    }
}
