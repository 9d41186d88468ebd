/**
 * Calibration: the temperature with which a model's confidence is as high as it is right.
 */
package org.nififer.trainer.calibration;
