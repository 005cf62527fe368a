// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regular files in memory. Their frames are the only copy of the data.
 *
 *	u.data.pages[]   [0]------> frame	the file has one reference to each frame, and
 *	                 [1] NULL		every page-table entry that maps it has another
 *	                 [2]------> frame
 *	i_size ------------^
 *
 * A program's text is mapped directly from these frames: file_nopage() in filemap.c returns the
 * file's own frame, so all processes that run a program share one copy, just as they share a
 * segment. A private write is copied by mm/.
 *
 * A page that was never written reads as zeros and has no frame; an access through a mapping creates
 * one. The bytes after i_size in the last frame can have any value, because a shared mapping can
 * write them: clear_tail() clears them before the file grows beyond them.
 *
 * pages[] is protected by page_lock and not by i_sem: a page fault holds mmap_sem, and write()
 * holds i_sem while it may cause a page fault, so i_sem in both would be taken in two orders.
 *
 * filemap.c maps these frames. Left out compared with Linux: a page cache separate from the file,
 * write-back, RLIMIT_FSIZE.
 */
#include "kernel/fs/ramfs.h"
#include "kernel/fs/file.h"
#include "kernel/fs/filemap.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/census.h"
#include "mm/slab.h"

#define MAX_FILE_SIZE	0x7fffffffLL	/* so that lseek, with its 32 bits, reaches every byte */

unsigned long nr_file_pages;		/* changed under the page_lock of the file concerned */

/* The frame of page number index, with one more reference; NULL if the page has none. */
static struct page *get_file_page(struct inode *inode, unsigned long index)
{
	struct page *page = NULL;

	spin_lock(&inode->u.data.page_lock);
	if (index < inode->u.data.nr_slots)
		page = inode->u.data.pages[index];
	if (page)
		get_page(page);
	spin_unlock(&inode->u.data.page_lock);
	return page;
}

/* Make pages[] large enough for nr_pages. i_sem is held. 0 or -ENOMEM. */
static int reserve_slots(struct inode *inode, unsigned long nr_pages)
{
	unsigned long nr_slots = inode->u.data.nr_slots;
	struct page **pages, **old;

	if (nr_pages <= nr_slots)
		return 0;
	nr_slots = max(nr_pages, min(2 * nr_slots, nr_slots + 1024));
	pages = kmalloc(nr_slots * sizeof(*pages), GFP_LASTING);
	if (!pages)
		return -ENOMEM;
	memset(pages, 0, nr_slots * sizeof(*pages));

	spin_lock(&inode->u.data.page_lock);	/* a page fault may read the old array */
	old = inode->u.data.pages;
	if (old)
		memcpy(pages, old, inode->u.data.nr_slots * sizeof(*pages));
	inode->u.data.pages = pages;
	inode->u.data.nr_slots = nr_slots;
	spin_unlock(&inode->u.data.page_lock);
	kfree(old);
	return 0;
}

struct page *make_file_page(struct inode *inode, unsigned long index, const loff_t *limit, int *err)
{
	struct page *page = get_file_page(inode, index), *fresh;

	*err = 0;
	if (page)
		return page;
	fresh = alloc_page(GFP_LASTING | __GFP_USER);
	if (!fresh) {
		*err = -ENOMEM;
		return NULL;
	}
	clear_page(page_address(fresh));

	spin_lock(&inode->u.data.page_lock);
	if (index < inode->u.data.nr_slots && ((loff_t)index << PAGE_SHIFT) < *limit) {
		page = inode->u.data.pages[index];	/* another process may have been faster */
		if (!page) {
			page = inode->u.data.pages[index] = fresh;
			inode->u.data.nr_pages++;
			nr_file_pages++;
			fresh = NULL;
		}
		get_page(page);
	}
	spin_unlock(&inode->u.data.page_lock);
	if (fresh)
		put_page(fresh);
	return page;
}

/* Free the file's frames from page number index on. */
static void drop_pages(struct inode *inode, unsigned long index)
{
	for (; index < inode->u.data.nr_slots; index++) {
		struct page *page;

		spin_lock(&inode->u.data.page_lock);
		page = inode->u.data.pages[index];
		inode->u.data.pages[index] = NULL;
		if (page) {
			inode->u.data.nr_pages--;
			nr_file_pages--;
		}
		spin_unlock(&inode->u.data.page_lock);
		if (page)
			put_page(page);
		cond_resched();
	}
}

static void ramfs_free(struct inode *inode)
{
	drop_pages(inode, 0);
	kfree(inode->u.data.pages);
}

static void ramfs_census(struct inode *inode)
{
	census_object(inode->u.data.pages);
	for (unsigned long i = 0; i < inode->u.data.nr_slots; i++)
		if (inode->u.data.pages[i])
			census_page(inode->u.data.pages[i]);
}

static void set_size(struct inode *inode, loff_t size)
{
	spin_lock(&inode->u.data.page_lock);
	inode->i_size = size;
	spin_unlock(&inode->u.data.page_lock);
}

/* Clear the bytes after the end of the file in its last frame. i_sem is held. */
static void clear_tail(struct inode *inode)
{
	unsigned long kept = inode->i_size & ~PAGE_MASK;
	struct page *page = kept ? get_file_page(inode, inode->i_size >> PAGE_SHIFT) : NULL;

	if (!page)
		return;
	memset((char *)page_address(page) + kept, 0, PAGE_SIZE - kept);
	put_page(page);
}

/* Set the size of a file. i_sem is held. Errors: EFBIG, ENOMEM. */
static int ramfs_truncate(struct inode *inode, loff_t size)
{
	unsigned long nr_pages;
	int err;

	if (size > MAX_FILE_SIZE)
		return -EFBIG;
	nr_pages = (size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	err = reserve_slots(inode, nr_pages);
	if (err)
		return err;
	if (size > inode->i_size)
		clear_tail(inode);
	set_size(inode, size);
	unmap_file_pages(inode, nr_pages);
	drop_pages(inode, nr_pages);
	clear_tail(inode);
	inode->i_mtime = inode->i_ctime = current_seconds();
	return 0;
}

/*
 * Copy what the file has at *pos, and advance *pos. Returns the number of bytes, or -EFAULT. No
 * lock is held during the copy: the reference to the frame is enough.
 */
static ssize_t read_pages(struct inode *inode, loff_t *pos, struct iov_iter *to)
{
	size_t done = 0;

	while (to->count && *pos < inode->i_size) {
		unsigned long offset = *pos & ~PAGE_MASK;
		size_t n = min((loff_t)min(to->count, PAGE_SIZE - offset), inode->i_size - *pos);
		struct page *page = get_file_page(inode, *pos >> PAGE_SHIFT);
		size_t copied;

		if (page) {
			copied = copy_to_iter((char *)page_address(page) + offset, n, to);
			put_page(page);
		} else {
			copied = iov_iter_zero(n, to);
		}
		done += copied;
		*pos += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
		if (ending_signal_pending())
			break;
		cond_resched();
	}
	return done;
}

static ssize_t ramfs_read(struct file *file, struct iov_iter *to)
{
	ssize_t n = read_pages(file->f_inode, &file->f_pos, to);

	if (n > 0)
		file->f_inode->i_atime = current_seconds();
	return n;
}

ssize_t kernel_read(struct file *file, loff_t pos, void *buf, size_t count)
{
	struct iovec piece = { buf, count };
	struct iov_iter iter = { .piece = &piece, .count = count };

	if (file->f_inode->i_op != &ramfs_file_iops)
		return -EINVAL;
	return read_pages(file->f_inode, &pos, &iter);
}

/* Write at pos, to one page at most. i_sem is held. Returns the number of bytes, -ENOMEM or -EFAULT. */
static ssize_t write_page(struct inode *inode, loff_t pos, struct iov_iter *from)
{
	static const loff_t no_limit = MAX_FILE_SIZE + 1;
	unsigned long index = pos >> PAGE_SHIFT, offset = pos & ~PAGE_MASK;
	size_t n = min(from->count, PAGE_SIZE - offset), copied;
	struct page *page;
	int err;

	err = reserve_slots(inode, index + 1);
	page = err ? NULL : make_file_page(inode, index, &no_limit, &err);
	if (!page)
		return err;
	copied = copy_from_iter((char *)page_address(page) + offset, n, from);
	put_page(page);
	if (copied && pos + copied > inode->i_size)
		set_size(inode, pos + copied);
	if (copied == n)
		return n;
	/* A page beyond the new end of the file may have got a frame that is not needed: free it. */
	drop_pages(inode, (inode->i_size + PAGE_SIZE - 1) >> PAGE_SHIFT);
	return copied ? (ssize_t)copied : -EFAULT;
}

/*
 * Write at *pos, and advance *pos. i_sem is held. Returns the number of bytes. Errors: EFBIG,
 * ENOMEM, EFAULT.
 */
static ssize_t write_pages(struct inode *inode, loff_t *pos, struct iov_iter *from)
{
	size_t done = 0;
	ssize_t n = 0;

	if (*pos >= MAX_FILE_SIZE)
		return -EFBIG;
	if (*pos > inode->i_size)
		clear_tail(inode);
	from->count = min((loff_t)from->count, MAX_FILE_SIZE - *pos);
	while (from->count) {
		n = write_page(inode, *pos, from);
		if (n < 0)
			break;
		done += n;
		*pos += n;
		if (ending_signal_pending())
			break;
		cond_resched();
	}
	if (done)
		inode->i_mtime = inode->i_ctime = current_seconds();
	return done ? (ssize_t)done : n;
}

static ssize_t ramfs_write(struct file *file, struct iov_iter *from)
{
	struct inode *inode = file->f_inode;
	ssize_t result;
	loff_t pos;

	if (down_killable(&inode->i_sem))
		return -ERESTARTSYS;
	pos = file->f_flags & O_APPEND ? inode->i_size : file->f_pos;
	result = write_pages(inode, &pos, from);
	if (result > 0)			/* a write that fails does not move to the end */
		file->f_pos = pos;
	up(&inode->i_sem);
	return result;
}

int ramfs_fill(struct inode *inode, const void *data, size_t size)
{
	struct iovec piece = { (void *)data, size };
	struct iov_iter iter = { .piece = &piece, .count = size };
	loff_t pos = 0;
	ssize_t n;

	down(&inode->i_sem);
	n = ramfs_truncate(inode, 0);
	if (!n)
		n = reserve_slots(inode, (size + PAGE_SIZE - 1) >> PAGE_SHIFT);
	if (!n)
		n = write_pages(inode, &pos, &iter);
	up(&inode->i_sem);
	return n < 0 ? n : (size_t)n < size ? -ENOMEM : 0;
}

loff_t generic_llseek(struct file *file, loff_t offset, int whence)
{
	loff_t base = 0;

	if (whence == SEEK_CUR)
		base = file->f_pos;
	else if (whence == SEEK_END)
		base = file->f_inode->i_size;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (__builtin_add_overflow(base, offset, &offset) || offset < 0)
		return -EINVAL;
	return file->f_pos = offset;
}

const struct inode_operations ramfs_file_iops = {
	.truncate = ramfs_truncate,
	.free	= ramfs_free,
	.census	= ramfs_census,
};
const struct file_operations ramfs_file_fops = {
	.read	= ramfs_read,
	.write	= ramfs_write,
	.llseek	= generic_llseek,
	.mmap	= filemap_mmap,
};
