/**
 * Finding faces in photos and cutting aligned crops of them. {@link org.nififer.core.face.FaceSettings} is the way in.
 */
package org.nififer.core.face;
