package org.nififer.processors.common;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.util.bin.Bin;
import org.apache.nifi.processor.util.bin.BinFiles;
import org.apache.nifi.processor.util.bin.BinProcessingResult;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A processor that waits until FlowFiles that belong together are there, and makes one of them.
 */
public abstract class AbstractBinProcessor extends BinFiles {

    public static final String MERGE_UUID = "merge.uuid";

    private final Attempts attempts = new Attempts();

    /**
     * Makes the one of the FlowFiles in a bin.
     *
     * @return its UUID, which the originals are told
     * @throws InvalidInputException where the FlowFiles, all of which then go to failure, are not right
     * @throws IOException           where the environment is broken; the FlowFiles stay in their queue
     */
    protected abstract String join(Bin bin, ProcessContext context) throws IOException;

    @Override
    protected FlowFile preprocessFlowFile(final ProcessContext context, final ProcessSession session, final FlowFile flowFile) {
        return flowFile;
    }

    @Override
    protected BinProcessingResult processBin(final Bin bin, final ProcessContext context) {
        final ProcessSession session = bin.getSession();
        final BinProcessingResult done = new BinProcessingResult(true);
        // BinFiles makes an empty bin where a part without fragment.index arrives.
        if (bin.getContents().isEmpty()) {
            session.commitAsync();
            return done;
        }

        try {
            requireAttempts(bin, context);
            final String joined = join(bin, context);
            bin.getContents().forEach(attempts::succeeded);
            return new BinProcessingResult(false, Map.of(MERGE_UUID, joined));
        } catch (final InvalidInputException e) {
            getLogger().warn("{} FlowFiles are routed to failure: {}", bin.getContents().size(), e.getMessage());
            for (final FlowFile flowFile : bin.getContents()) {
                session.transfer(session.putAllAttributes(flowFile, AbstractFerProcessor.errorAttributes(e)), REL_FAILURE);
            }

            session.commitAsync();
        } catch (final AbstractFerProcessor.StoppedException e) {
            getLogger().info("Stopped while working on {} FlowFiles, which stay in their queue", bin.getContents().size());
            session.rollback();
        } catch (final IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // BinFiles would route them to failure, or try them again at once. A broken disk is not the FlowFiles' fault; what nobody foresaw may be.
            final boolean counts = Attempts.counts(e);
            final int times = counts ? bin.getContents().stream().mapToInt(flowFile -> attempts.failed(flowFile, e)).max().orElse(0) : 0;
            getLogger().error("{} FlowFiles could not be joined; they stay in their queue{}", bin.getContents().size(), counts ? ", attempt " + times : "", e);
            session.rollback();
            context.yield();
        }

        return done;
    }

    private void requireAttempts(final Bin bin, final ProcessContext context) throws InvalidInputException {
        for (final FlowFile flowFile : bin.getContents()) {
            final Optional<InvalidInputException> reason = attempts.exhausted(context, flowFile);
            if (reason.isPresent()) {
                bin.getContents().forEach(attempts::succeeded);
                throw reason.get();
            }
        }
    }

    /** Called now and then in a long work: a processor that is stopped lets go of its FlowFiles at once. */
    protected final void continueWhileScheduled() {
        if (!isScheduled()) {
            throw new AbstractFerProcessor.StoppedException();
        }
    }
}
