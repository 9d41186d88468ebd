/**
 * Where native libraries and programs lie: they travel in jars, and come out of them into one {@linkplain org.nififer.natives.NativeFolder folder} of an operator's
 * choice, which all processes and versions share and in which each {@linkplain org.nififer.natives.NativeBundle bundle} is compared with its jar before it is used.
 */
package org.nififer.natives;

