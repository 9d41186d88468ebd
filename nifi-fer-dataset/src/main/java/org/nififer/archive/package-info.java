/**
 * Files in archives, whatever their names say: a zip, a tar, what gzip, bzip2 or xz packed, a folder, and archives in any of them, as {@link org.nififer.archive.Archives}
 * opens them. What comes from the internet is damaged, cut off, glued together or made to fill a disk: an entry that cannot be read costs itself, what would be lost in
 * silence is an error, and {@link org.nififer.archive.ArchiveLimits} stop bombs. Nothing here knows what the files are for.
 *
 * <p>commons-compress unpacks gzip, bzip2 and xz, and reads tars, around which {@link org.nififer.archive.TarInput} finds cut and glued ones. Its {@code ZipFile} (1.28)
 * does not serve for zips. It reads the directory up to the first record without a signature and takes that for its end: the entries behind one damaged byte would be lost in
 * silence. It keeps an object with maps for each entry, of which AffectNet has a million, and refuses all of them for one whose extra field or offset is damaged. It opens a
 * zip behind another one and forgets the first. It does not compare checksums. And it looks for the end record backwards with a seek for each byte, where a FlowFile can only
 * be read forwards. Its {@code ZipArchiveInputStream} does not know the directory, and so neither where the next entry begins after a damaged one nor which entries are
 * links. {@code ZipDirectory} is what is read instead: 46 bytes an entry, as the format lays them out.
 */
package org.nififer.archive;
