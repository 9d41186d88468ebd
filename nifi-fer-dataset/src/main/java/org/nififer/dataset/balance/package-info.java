/**
 * Gives the classes of the training split equal numbers of samples. {@link org.nififer.dataset.balance.DatasetBalancer} is the way in.
 */
package org.nififer.dataset.balance;

