/**
 * From the faces of single frames to people and spans of time: faces are followed through a video, and the expressions of each person are
 * smoothed, after Savchenko et al. (2022).
 */
package org.nififer.tracking;

