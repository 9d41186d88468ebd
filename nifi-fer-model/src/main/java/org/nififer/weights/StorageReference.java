package org.nififer.weights;

/**
 * Values that lie beside the pickle, in an entry of the archive.
 *
 * @param type of the values
 * @param key  the name of the entry in the folder {@code data}
 * @param size number of values
 */
record StorageReference(ElementType type, String key, long size) {
}
