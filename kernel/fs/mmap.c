// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory calls brk, mmap, munmap, mprotect, mremap. They take mmap_sem and leave the work to
 * mm/. mm/ knows nothing of files, so a file is turned into a vm_object here. The program loader
 * calls do_mmap_file().
 *
 * Left out compared with Linux: shared mappings of files (-ENODEV). Processes share memory
 * through segments.
 */
#include "kernel/fs/mmap.h"
#include "kernel/fs/file.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/mmap.h"
#include "mm/mprotect.h"
#include "mm/mremap.h"
#include "mm/shared_anon.h"

unsigned long do_mmap_file(struct file *file, unsigned long addr, unsigned long len,
			   unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	struct vm_object object = { NULL, NULL };
	int error;

	if (!file->f_op->mmap)
		return -ENODEV;
	error = file->f_op->mmap(file, &object);
	if (error)
		return error;
	if (!object.ops)			/* /dev/zero: anonymous memory */
		return do_mmap(NULL, addr, len, prot, flags, pgoff);
	return do_mmap(&object, addr, len, prot, flags, pgoff);
}

/*
 * MAP_SHARED | MAP_ANONYMOUS: map memory that a process shares with its later children. Errors:
 * EINVAL, ENOMEM.
 */
static unsigned long mmap_shared_anon(unsigned long addr, unsigned long len,
				      unsigned long prot, unsigned long flags)
{
	struct vm_object object;
	unsigned long ret;
	int error;

	if (!len)
		return -EINVAL;
	if (len > TASK_SIZE)
		return -ENOMEM;
	error = shared_anon_object(PAGE_ALIGN(len), &object);
	if (error)
		return error;
	ret = do_mmap(&object, addr, len, prot, flags, 0);
	shared_anon_put(&object);		/* the area, if there is one, has its own reference */
	return ret;
}

/*
 * Map a file or anonymous memory; pgoff counts pages. Returns the address. Errors: EBADF, EINVAL
 * (neither shared nor private), EACCES, ENODEV, those of do_mmap().
 */
long sys_mmap2(unsigned long addr, unsigned long len, unsigned long prot, unsigned long flags,
	       unsigned long fd, unsigned long pgoff)
{
	unsigned long type = flags & MAP_TYPE;
	struct mm_struct *mm = current->mm;
	struct file *file = NULL;
	unsigned long ret;

	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
	}
	down(&mm->mmap_sem);
	if (type != MAP_PRIVATE && type != MAP_SHARED)
		ret = -EINVAL;
	else if (!file && type == MAP_PRIVATE)
		ret = do_mmap(NULL, addr, len, prot, flags, 0);
	else if (!file)
		ret = mmap_shared_anon(addr, len, prot, flags);
	else if (!(file->f_mode & FMODE_READ))
		ret = -EACCES;
	else if (type == MAP_SHARED)
		ret = -ENODEV;
	else
		ret = do_mmap_file(file, addr, len, prot, flags, pgoff);
	up(&mm->mmap_sem);
	if (file)
		fput(file);
	return ret;
}

/* munmap, mprotect and mremap: the errors are those of the functions called. */
long sys_munmap(unsigned long addr, unsigned long len)
{
	struct mm_struct *mm = current->mm;
	long ret;

	down(&mm->mmap_sem);
	ret = do_munmap(mm, addr, len);
	up(&mm->mmap_sem);
	return ret;
}

long sys_mprotect(unsigned long start, unsigned long len, unsigned long prot)
{
	struct mm_struct *mm = current->mm;
	long ret;

	down(&mm->mmap_sem);
	ret = do_mprotect(mm, start, len, prot);
	up(&mm->mmap_sem);
	return ret;
}

long sys_mremap(unsigned long addr, unsigned long old_len, unsigned long new_len,
		unsigned long flags, unsigned long new_addr)
{
	struct mm_struct *mm = current->mm;
	unsigned long ret;

	down(&mm->mmap_sem);
	ret = do_mremap(addr, old_len, new_len, flags, new_addr);
	up(&mm->mmap_sem);
	return ret;
}

/* Change the areas so that the break can be at brk. False if that is not possible. */
static bool move_break(struct mm_struct *mm, unsigned long brk)
{
	unsigned long limit = current->rlim[RLIMIT_DATA].rlim_cur;
	unsigned long old = PAGE_ALIGN(mm->brk), new = PAGE_ALIGN(brk);
	const struct vm_area_struct *next;

	if (brk < mm->start_brk || brk > TASK_SIZE)
		return false;
	if (new == old)
		return true;
	if (new < old)
		return do_munmap(mm, new, old - new) == 0;
	if (limit != RLIM_INFINITY && brk - mm->start_data > limit)
		return false;
	/* One page stays free: a program that writes beyond its heap faults. */
	next = find_vma(mm, old);
	if (next && new + PAGE_SIZE + gap_below(next) > next->vm_start)
		return false;
	return do_brk(old, new - old) == old;
}

/* Move the break. Returns where the break is afterwards; there are no errors. */
long sys_brk(unsigned long brk)
{
	struct mm_struct *mm = current->mm;

	down(&mm->mmap_sem);
	if (move_break(mm, brk))
		mm->brk = brk;
	brk = mm->brk;
	up(&mm->mmap_sem);
	return brk;
}
