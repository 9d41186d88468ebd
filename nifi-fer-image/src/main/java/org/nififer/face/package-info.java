/**
 * Finding faces in photos and cutting aligned crops of them. {@link org.nififer.face.FaceSettings} is the way in.
 */
package org.nififer.face;

