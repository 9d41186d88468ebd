/**
 * Finding faces in photos and cutting aligned crops of them.
 */
package org.nififer.core.face;
