package org.nififer.model;

import org.nififer.common.Sha256;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The http or https address of a file. Its query and its user info are often passwords, tokens or signatures: they go to the server, and neither into a text nor into the name of a
 * file.
 */
public final class ModelAddress {

    private static final int NAME_DIGITS = 16;
    private static final String LEFT_OUT = "...";

    private final URI address;

    private ModelAddress(final URI address) {
        this.address = address;
    }

    /**
     * An address.
     *
     * @throws IllegalArgumentException where the text is none; it names no part of the text
     */
    public static ModelAddress of(final String text) {
        try {
            return new ModelAddress(URI.create(text));
        } catch (final IllegalArgumentException e) {
            // The library's message repeats the text.
            throw new IllegalArgumentException("The address of a model has characters that an address cannot have");
        }
    }

    /** The address of a file beside this one, whose path ends otherwise; the query is the same. */
    ModelAddress withEnding(final String ending, final String other) {
        final String path = address.getRawPath();
        return new ModelAddress(URI.create(address.toString().replace(path, path.substring(0, path.length() - ending.length()) + other)));
    }

    /** A name for the file in a folder with files from elsewhere: a hash of all of the address, and the last part of its path. */
    String fileName() {
        final String path = Optional.ofNullable(address.getPath()).orElse("");
        final String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return Sha256.hex(address.toString().getBytes(StandardCharsets.UTF_8)).substring(0, NAME_DIGITS) + "-" + name;
    }

    HttpURLConnection connect() throws IOException {
        return (HttpURLConnection) address.toURL().openConnection();
    }

    /** A text that may repeat the address, as messages of libraries do, without what no text may have; other addresses in it lose the same. */
    String redacted(final String text) {
        String redacted = text.replaceAll("(https?://)[^/\\s@]*@", "$1").replaceAll("(https?://[^\\s?#]*)[?#]\\S*", "$1");
        for (final String secret : Stream.of(address.getRawQuery(), address.getQuery(), address.getRawUserInfo(), address.getUserInfo(), address.getRawFragment())
                .filter(Objects::nonNull).filter(part -> !part.isEmpty()).toList()) {
            redacted = redacted.replace(secret, LEFT_OUT);
        }

        return redacted;
    }

    /** The address without its query, fragment and user info. */
    @Override
    public String toString() {
        final String authority = Optional.ofNullable(address.getRawAuthority()).orElse("");
        return address.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1) + Optional.ofNullable(address.getRawPath()).orElse("");
    }
}
