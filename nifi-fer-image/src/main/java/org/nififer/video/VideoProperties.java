package org.nififer.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a video says of itself.
 *
 * @param milliseconds how long it is, where it says so
 * @param width        of its pictures as they are to be seen: upright, with square pixels
 * @param height       pixels
 */
public record VideoProperties(OptionalLong milliseconds, int width, int height) {

    /** The entries that {@link #parse} reads: no text of strangers among them, which could be of any length. */
    static final String ENTRIES = "stream=width,height,sample_aspect_ratio:stream_side_data=rotation:format=duration";

    /** A pixel that is said to be more oblong than this is taken for square. */
    private static final double MOST_OBLONG = 4;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Reads what ffprobe prints.
     *
     * @param name what the error message calls the video
     * @throws InvalidInputException where there is no video in the file, or its pictures are too large
     */
    static VideoProperties parse(final byte[] json, final String name) throws IOException {
        final JsonNode root = MAPPER.readTree(json);
        final JsonNode stream = root.path("streams").path(0);
        final int width = stream.path("width").asInt();
        final int height = stream.path("height").asInt();
        if (width < 1 || height < 1) {
            throw new InvalidInputException(Code.INVALID_VIDEO, String.format(Locale.ROOT, "%s has no video in it, only other streams; expected a file with pictures", name));
        }

        final double ratio = pixelRatio(stream.path("sample_aspect_ratio").asText());
        final long seenWidth = Math.max(1, Math.round(width * ratio));
        if (Math.max(width, seenWidth) * height > ImageCodec.DEFAULT_PIXEL_LIMIT) {
            throw tooLarge(name, Math.max(width, seenWidth), height);
        }

        final double seconds = root.path("format").path("duration").asDouble(-1);
        final OptionalLong milliseconds = seconds >= 0 ? OptionalLong.of(Math.round(seconds * 1000)) : OptionalLong.empty();
        return isTurned(stream) ? new VideoProperties(milliseconds, height, (int) seenWidth) : new VideoProperties(milliseconds, (int) seenWidth, height);
    }

    /** The error of pictures beyond the limit. */
    static InvalidInputException tooLarge(final String name, final long width, final long height) {
        return new InvalidInputException(Code.IMAGE_TOO_LARGE, String.format(Locale.ROOT, "%s has pictures of %d x %d pixels; the limit is %d pixels", name, width, height,
                ImageCodec.DEFAULT_PIXEL_LIMIT));
    }

    private static double pixelRatio(final String text) {
        final int colon = text.indexOf(':');
        if (colon < 0) {
            return 1;
        }

        try {
            final double ratio = Double.parseDouble(text.substring(0, colon)) / Double.parseDouble(text.substring(colon + 1));
            return ratio >= 1 / MOST_OBLONG && ratio <= MOST_OBLONG ? ratio : 1;
        } catch (final NumberFormatException e) {
            return 1;
        }
    }

    private static boolean isTurned(final JsonNode stream) {
        for (final JsonNode data : stream.path("side_data_list")) {
            if (data.has("rotation")) {
                return Math.abs(data.path("rotation").asInt()) % 180 == 90;
            }
        }

        return false;
    }

    /** The same with pictures whose longer side has at most so many pixels. */
    VideoProperties within(final OptionalInt maximumSide) {
        final double scale = maximumSide.isPresent() ? Math.min(1, maximumSide.getAsInt() / (double) Math.max(width, height)) : 1;
        return new VideoProperties(milliseconds, (int) Math.max(1, Math.round(width * scale)), (int) Math.max(1, Math.round(height * scale)));
    }
}
