package org.nififer.processors.service;

import org.nififer.model.ExpressionClassifier;
import org.nififer.processors.service.ExpressionClassifierService.ClassifierLease;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A classifier that is closed when its owner has retired it and the last lease is closed.
 */
final class SharedClassifier {

    private final ExpressionClassifier classifier;
    private int users = 1;

    SharedClassifier(final ExpressionClassifier classifier) {
        this.classifier = classifier;
    }

    ExpressionClassifier classifier() {
        return classifier;
    }

    synchronized ClassifierLease lease() {
        users++;
        return new Lease();
    }

    /** The owner needs it no longer. */
    void retire() {
        release();
    }

    private synchronized void release() {
        users--;
        if (users == 0) {
            classifier.close();
        }
    }

    private final class Lease implements ClassifierLease {

        private final AtomicBoolean open = new AtomicBoolean(true);

        @Override
        public ExpressionClassifier classifier() {
            return classifier;
        }

        @Override
        public void close() {
            if (open.getAndSet(false)) {
                release();
            }
        }
    }
}
