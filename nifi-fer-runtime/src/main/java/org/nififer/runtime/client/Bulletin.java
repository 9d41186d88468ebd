package org.nififer.runtime.client;

/**
 * A message of a component for whoever watches the canvas.
 *
 * @param id         ascending on one server
 * @param level      INFO, WARNING or ERROR
 * @param sourceName name of the component
 * @param message    text
 */
public record Bulletin(long id, String level, String sourceName, String message) {
    /** Whether the component failed. */
    public boolean isError() {
        return "ERROR".equals(level);
    }
}
