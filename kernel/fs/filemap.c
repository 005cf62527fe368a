// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapped files: areas whose pages are the pages of a regular file (Linux: mm/filemap.c).
 *
 *	process A	page table ---+
 *				      +---> frame <--- u.data.pages[] of the inode <--- read, write
 *	process B	page table ---+
 *
 * With MAP_SHARED the frame is the same for everybody who maps or reads the file, as that of a
 * segment is for everybody who attaches it: compare file_nopage() with shm_nopage(). With
 * MAP_PRIVATE mm/ copies the frame before the first write.
 *
 * Left out compared with Linux: removing the pages of a truncated file from private mappings, and
 * setting the file's times when a mapping writes to it.
 */
#include "kernel/fs/filemap.h"
#include "kernel/fs/file.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "mm/mm_struct.h"
#include "mm/pagetable.h"

static struct inode *area_inode(const struct vm_area_struct *vma)
{
	return ((struct file *)vma->vm_private_data)->f_inode;
}

static void file_vm_open(struct vm_area_struct *vma)
{
	struct file *file = vma->vm_private_data;

	file->f_count++;
}

static void file_vm_close(struct vm_area_struct *vma)
{
	fput(vma->vm_private_data);
}

static void shared_vm_open(struct vm_area_struct *vma)
{
	spin_lock(&inode_lock);
	list_add(&vma->vm_share, &area_inode(vma)->u.data.shared_areas);
	spin_unlock(&inode_lock);
	file_vm_open(vma);
}

static void shared_vm_close(struct vm_area_struct *vma)
{
	spin_lock(&inode_lock);
	list_del(&vma->vm_share);
	spin_unlock(&inode_lock);
	file_vm_close(vma);
}

/* vm_ops->nopage: the frame of the file. Errors: NOPAGE_SIGBUS (beyond its end), NOPAGE_OOM. */
static struct page *file_nopage(struct vm_area_struct *vma, unsigned long address)
{
	struct inode *inode = area_inode(vma);
	unsigned long index = vma->vm_pgoff + ((address - vma->vm_start) >> PAGE_SHIFT);
	struct page *page;
	int err;

	if (((loff_t)index << PAGE_SHIFT) >= inode->i_size)
		return NOPAGE_SIGBUS;
	page = make_file_page(inode, index, &inode->i_size, &err);
	if (page)
		return page;
	return err ? NOPAGE_OOM : NOPAGE_SIGBUS;
}

static void file_vm_name(struct vm_area_struct *vma, char *buf, size_t size, unsigned long *ino)
{
	struct inode *inode = area_inode(vma);

	*ino = inode->i_ino;
	if (inode_path(inode, buf, size) < 0)
		strlcpy(buf, "...", size);
}

static const struct vm_operations_struct file_vm_ops = {
	.open	= file_vm_open,
	.close	= file_vm_close,
	.nopage	= file_nopage,
	.name	= file_vm_name,
};

/* Only truncation needs to find areas, and only shared ones: the loader's need no list. */
static const struct vm_operations_struct shared_vm_ops = {
	.open	= shared_vm_open,
	.close	= shared_vm_close,
	.nopage	= file_nopage,
	.name	= file_vm_name,
};

struct file *area_file(const struct vm_area_struct *vma)
{
	return vma->vm_ops == &file_vm_ops || vma->vm_ops == &shared_vm_ops ? vma->vm_private_data : NULL;
}

int filemap_mmap(struct file *file, bool shared, struct vm_object *object)
{
	object->ops = shared ? &shared_vm_ops : &file_vm_ops;
	object->private_data = file;
	return 0;
}

/* The address of page number `first` of the file in an area that maps it or later pages. */
static unsigned long first_address(const struct vm_area_struct *vma, unsigned long first)
{
	return first <= vma->vm_pgoff ? vma->vm_start
		: vma->vm_start + min((first - vma->vm_pgoff) << PAGE_SHIFT, vma->vm_end - vma->vm_start);
}

/* Has the area a page of the file from number `first` on in its page tables? */
static bool has_page(const struct vm_area_struct *vma, unsigned long first)
{
	unsigned long addr = first_address(vma, first);

	while (addr < vma->vm_end) {
		const pte_t *pte = walk_page(vma->vm_mm, addr);

		if (pte && pte_present(*pte))
			return true;
		addr = pte ? addr + PAGE_SIZE : (addr + PGDIR_SIZE) & PGDIR_MASK;
	}
	return false;
}

/* Unmap the pages of the file from number `first` on in all areas of an address space that share it. */
static void unmap_in(struct mm_struct *mm, struct inode *inode, unsigned long first)
{
	down(&mm->mmap_sem);
	for (struct vm_area_struct *vma = mm->mmap; vma; vma = vma->vm_next) {
		if (vma->vm_ops == &shared_vm_ops && area_inode(vma) == inode && has_page(vma, first))
			zap_page_range(mm, first_address(vma, first), vma->vm_end - first_address(vma, first));
		cond_resched();
	}
	up(&mm->mmap_sem);
}

/*
 * Areas come and go while this waits for an mmap_sem or lets others run. So it always looks at the
 * first area of the list and moves it behind a marker, until the marker is the first. New areas are
 * added in front. file_nopage() adds no page beyond the new end.
 */
void unmap_file_pages(struct inode *inode, unsigned long first)
{
	struct list_head *areas = &inode->u.data.shared_areas, marker;

	spin_lock(&inode_lock);
	list_add_tail(&marker, areas);
	while (areas->next != &marker) {
		struct vm_area_struct *vma = list_entry(areas->next, struct vm_area_struct, vm_share);
		struct mm_struct *mm = vma->vm_mm;
		/* An address space without users is about to drop its pages itself. */
		bool mapped = mm->mm_users && has_page(vma, first);

		list_del(&vma->vm_share);
		list_add_tail(&vma->vm_share, areas);
		mm->mm_users += mapped;
		spin_unlock(&inode_lock);
		if (mapped) {
			unmap_in(mm, inode, first);
			mmput(mm);
		}
		cond_resched();
		spin_lock(&inode_lock);
	}
	list_del(&marker);
	spin_unlock(&inode_lock);
}
