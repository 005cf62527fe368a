// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unpack a cpio archive of the format "newc" into the root directory. The boot loader puts such
 * archives into memory as modules, and main.c unpacks them.
 *
 * An archive contains one file after another; each part is padded with zeros to a multiple of 4:
 *
 *	"070701"  13 numbers of 8 hex digits     name, NUL   data
 *	+-------+----------------------------+-------------+------------+
 *	| magic | ino mode uid gid nlink ... | bin/sh\0... | \177ELF... |
 *	+-------+----------------------------+-------------+------------+
 *	  0       6                            110
 *
 * A file named TRAILER!!! ends an archive, and another archive may follow. An error in an archive
 * ends its unpacking with a message; the files before it stay. A file that does not fit into memory
 * is left out as a whole.
 *
 * Left out compared with Linux: compressed archives, links (each name becomes a file of its own),
 * device files.
 */
#include "kernel/fs/cpio.h"
#include "kernel/fs/link.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "mm/init.h"
#include "mm/page.h"

#define HEADER_SIZE	110
#define MAX_NAME	1024
#define FREE_AT_ONCE	(64 << 10)	/* bytes; in pieces, so that archive and files together need not fit */

enum { C_INO, C_MODE, C_UID, C_GID, C_NLINK, C_MTIME, C_FILESIZE, C_MAJ, C_MIN, C_RMAJ, C_RMIN,
       C_NAMESIZE, C_CHKSUM, C_FIELDS };

struct cpio_file {
	uint32_t field[C_FIELDS];
	const char *name;		/* NUL-terminated, inside the archive */
	const char *data;
	size_t next;			/* offset of the next file */
};

/* Convert eight hex digits. False if one of them is none. */
static bool parse_hex(const char *digits, uint32_t *value)
{
	char text[9], *end;

	strlcpy(text, digits, sizeof(text));
	*value = strtoul(text, &end, 16);
	return end == text + 8;
}

/* Decode the header at offset, and check that the file lies within the archive. NULL, or a message. */
static const char *parse_file(const char *cpio, size_t size, size_t offset, struct cpio_file *file)
{
	const char *header = cpio + offset;
	size_t left = size - offset, name_end, data_end;

	if (left < HEADER_SIZE || memcmp(header, "07070", 5) || (header[5] != '1' && header[5] != '2'))
		return "not a header of the newc format";
	for (int i = 0; i < C_FIELDS; i++)
		if (!parse_hex(header + 6 + 8 * i, &file->field[i]))
			return "a header contains a digit that is not hexadecimal";
	if (!file->field[C_NAMESIZE] || file->field[C_NAMESIZE] > MAX_NAME)
		return "a name is empty or too long";

	/* Parts are aligned relative to the start of the archive. */
	name_end = ((offset + HEADER_SIZE + file->field[C_NAMESIZE] + 3) & ~3UL) - offset;
	if (file->field[C_FILESIZE] > left || name_end > left - file->field[C_FILESIZE])
		return "it ends inside a file";
	file->name = header + HEADER_SIZE;
	if (file->name[file->field[C_NAMESIZE] - 1])
		return "a name has no NUL at its end";
	file->data = header + name_end;
	data_end = offset + name_end + file->field[C_FILESIZE];
	file->next = min((data_end + 3) & ~3UL, size);
	return NULL;
}

/* Create a symbolic link. Its directory comes before it in the archive. Errors: those of path_parent(), ENOMEM. */
static int make_link(const struct cpio_file *file)
{
	struct nameidata nd;
	struct inode *dir = path_parent(AT_FDCWD, file->name, &nd), *link;
	int err = -ENOMEM;

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	link = new_symlink(dir->i_dev, file->data, file->field[C_FILESIZE]);
	if (link)
		err = dir_create(dir, &nd.last, link);
	iput(link);
	iput(dir);
	path_release(&nd);
	return err;
}

/*
 * Create one file or directory. Errors: EINVAL (another type), those of make_path(), EEXIST (a
 * file of /proc), ENOMEM.
 */
static int make_file(const struct cpio_file *file)
{
	unsigned int mode = file->field[C_MODE] & (S_IFMT | 07777);
	struct inode *inode;
	int err = 0;

	if (S_ISLNK(mode))
		return make_link(file);
	if (!S_ISREG(mode) && !S_ISDIR(mode))
		return -EINVAL;
	inode = make_path(file->name, mode);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	inode->i_uid = file->field[C_UID];
	inode->i_gid = file->field[C_GID];
	if (S_ISREG(mode))
		err = inode->i_op == &ramfs_file_iops ?
		      ramfs_fill(inode, file->data, file->field[C_FILESIZE]) : -EEXIST;
	if (err == -ENOMEM)
		dir_remove(inode);
	inode->i_atime = inode->i_mtime = inode->i_ctime = file->field[C_MTIME];
	iput(inode);
	return err;
}

/*
 * Free the pages of the archive from one offset up to another, which has been unpacked. Returns how
 * far the archive is free now.
 */
static size_t free_archive(const char *cpio, size_t from, size_t to)
{
	unsigned long end = __pa(cpio + to) & PAGE_MASK;

	if (__pa(cpio + from) >= end)
		return from;
	free_reserved_range(__pa(cpio + from), end);
	return end - __pa(cpio);
}

bool unpack_initramfs(const void *archive, size_t size)
{
	const char *cpio = archive, *wrong = NULL;
	struct cpio_file file;
	size_t offset = 0, freed = 0;
	int err, files = 0, left_out = 0;

	while (offset < size) {
		if (offset - freed > FREE_AT_ONCE)
			freed = free_archive(cpio, freed, offset);
		if (!cpio[offset]) {		/* padding after a trailer */
			offset++;
			continue;
		}
		wrong = parse_file(cpio, size, offset, &file);
		if (wrong)
			break;
		offset = file.next;
		if (!strcmp(file.name, "TRAILER!!!"))
			continue;
		err = make_file(&file);
		if (!err) {
			files++;
			continue;
		}
		left_out++;
		if (err == -ENOMEM)
			printk("initramfs: %s does not fit into memory: left out\n", file.name);
		else
			printk("initramfs: %s: error %d, left out\n", file.name, -err);
	}
	if (wrong)
		printk("initramfs: bad archive at byte %lu: %s\n", (unsigned long)offset, wrong);
	free_archive(cpio, freed, PAGE_ALIGN(size));
	printk("initramfs: %d files, %lu KiB\n", files, (unsigned long)(size / 1024));
	return !wrong && !left_out;
}
