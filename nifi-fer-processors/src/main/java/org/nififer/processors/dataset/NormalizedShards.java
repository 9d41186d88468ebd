package org.nififer.processors.dataset;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetShards;
import org.nififer.processors.common.Fragments;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * The datasets that a source becomes: one FlowFile, or several that say which parts of the whole they are, as NiFi's own processors
 * that split do.
 */
final class NormalizedShards implements DatasetShards.Opener {

    private final ProcessSession session;
    private final FlowFile source;
    private final List<FlowFile> flowFiles = new ArrayList<>();
    private final List<DatasetCounts> counts = new ArrayList<>();

    NormalizedShards(final ProcessSession session, final FlowFile source) {
        this.session = session;
        this.source = source;
    }

    @Override
    public OutputStream open(final long index) {
        final FlowFile flowFile = session.create(source);
        flowFiles.add(flowFile);
        return session.write(flowFile);
    }

    @Override
    public void completed(final long index, final DatasetCounts value) {
        counts.add(value);
    }

    /** Gives them up. */
    void remove() {
        session.remove(flowFiles);
    }

    /**
     * The one dataset.
     *
     * @param attributes what is known of the whole source
     */
    List<FlowFile> asWhole(final Map<String, String> attributes) {
        return List.of(described(0, attributes, ".tar"));
    }

    /**
     * The datasets as parts.
     *
     * @param attributes what is known of the whole source
     */
    List<FlowFile> asFragments(final Map<String, String> attributes) {
        final String identifier = UUID.randomUUID().toString();
        final List<FlowFile> fragments = new ArrayList<>();
        for (int index = 0; index < flowFiles.size(); index++) {
            final Map<String, String> all = new HashMap<>(attributes);
            all.put(Fragments.IDENTIFIER, identifier);
            all.put(Fragments.INDEX, Integer.toString(index));
            all.put(Fragments.COUNT, Integer.toString(flowFiles.size()));
            all.put(Fragments.ORIGINAL_FILENAME, source.getAttribute(CoreAttributes.FILENAME.key()));
            fragments.add(described(index, all, String.format(Locale.ROOT, "-%06d.tar", index)));
        }

        return fragments;
    }

    private FlowFile described(final int index, final Map<String, String> attributes, final String suffix) {
        final Map<String, String> all = new HashMap<>(attributes);
        all.putAll(DatasetAttributes.of(counts.get(index)));
        all.put(CoreAttributes.FILENAME.key(), source.getAttribute(CoreAttributes.FILENAME.key()) + suffix);
        all.put(CoreAttributes.MIME_TYPE.key(), DatasetAttributes.MIME_TYPE);
        return session.putAllAttributes(flowFiles.get(index), all);
    }
}
