/**
 * The paper's ablation: what squeeze-and-excitation and sharpness-aware minimization each add (Table 2 of Vats and Chadha), over several seeds.
 */
package org.nififer.trainer.ablation;
