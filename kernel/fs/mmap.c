// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory calls brk, mmap, munmap, mprotect, mremap, msync. They take mmap_sem and leave the work
 * to mm/. mm/ knows nothing of files, so a file is turned into a vm_object here. The program loader
 * calls do_mmap_file().
 */
#include "kernel/fs/mmap.h"
#include "kernel/fs/file.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/mmap.h"
#include "mm/mprotect.h"
#include "mm/mremap.h"
#include "mm/shared_anon.h"

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

/* Map anonymous memory. */
static unsigned long mmap_anon(unsigned long addr, unsigned long len, unsigned long prot,
			       unsigned long flags)
{
	if ((flags & MAP_TYPE) == MAP_SHARED)
		return mmap_shared_anon(addr, len, prot, flags);
	return do_mmap(NULL, addr, len, prot, flags, 0);
}

unsigned long do_mmap_file(struct file *file, unsigned long addr, unsigned long len,
			   unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	bool shared = (flags & MAP_TYPE) == MAP_SHARED;
	struct vm_object object = { NULL, NULL };
	int error;

	if (!file->f_op->mmap)
		return -ENODEV;
	error = file->f_op->mmap(file, shared, &object);
	if (error)
		return error;
	if (!object.ops)			/* /dev/zero: anonymous memory */
		return mmap_anon(addr, len, prot, flags);
	addr = do_mmap(&object, addr, len, prot, flags, pgoff);
	/* mprotect() must not give what open() did not: a write would reach the file. */
	if (shared && !IS_ERR_VALUE(addr) && !(file->f_mode & FMODE_WRITE))
		find_vma(current->mm, addr)->vm_flags &= ~VM_MAYWRITE;
	return addr;
}

/* The flags that MAP_SHARED_VALIDATE accepts: the others are refused instead of ignored. */
#define KNOWN_FLAGS	(MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_DENYWRITE | \
			 MAP_EXECUTABLE | MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE | \
			 MAP_NONBLOCK | MAP_STACK | MAP_HUGETLB)

/*
 * May current map an open file like this? Returns 0, -EOPNOTSUPP (MAP_SHARED_VALIDATE with an
 * unknown flag), -EACCES (not open for that), -EINVAL (neither shared nor private).
 */
static int may_map(const struct file *file, unsigned long prot, unsigned long flags)
{
	unsigned long type = flags & MAP_TYPE;

	if (type != MAP_SHARED && type != MAP_PRIVATE && type != MAP_SHARED_VALIDATE)
		return -EINVAL;
	if (type == MAP_SHARED_VALIDATE && flags & ~(unsigned long)KNOWN_FLAGS)
		return -EOPNOTSUPP;
	if (type != MAP_PRIVATE && prot & PROT_WRITE && !(file->f_mode & FMODE_WRITE))
		return -EACCES;
	return file->f_mode & FMODE_READ ? 0 : -EACCES;
}

/*
 * Map a file or anonymous memory; pgoff counts pages. Returns the address. Errors: EBADF, EINVAL
 * (neither shared nor private), those of may_map(), ENODEV, those of do_mmap().
 */
long sys_mmap2(unsigned long addr, unsigned long len, unsigned long prot, unsigned long flags,
	       unsigned long fd, unsigned long pgoff)
{
	unsigned long type = flags & MAP_TYPE;
	struct mm_struct *mm = current->mm;
	struct file *file = NULL;
	unsigned long ret;
	int err;

	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
		err = may_map(file, prot, flags);
		if (type == MAP_SHARED_VALIDATE)
			flags -= MAP_SHARED_VALIDATE - MAP_SHARED;
	} else {
		err = type == MAP_PRIVATE || type == MAP_SHARED ? 0 : -EINVAL;
	}
	down(&mm->mmap_sem);
	if (err)
		ret = err;
	else if (file)
		ret = do_mmap_file(file, addr, len, prot, flags, pgoff);
	else
		ret = mmap_anon(addr, len, prot, flags);
	up(&mm->mmap_sem);
	if (file)
		fput(file);
	return ret;
}

/*
 * Write the changes of mapped files to the files. There is nothing to do, because the pages of a
 * shared mapping are those of the file. Errors: EINVAL (flags, or the address is not page aligned),
 * ENOMEM (some pages are not mapped).
 */
long sys_msync(unsigned long start, unsigned long len, int flags)
{
	struct mm_struct *mm = current->mm;
	bool mapped;

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || start & ~PAGE_MASK ||
	    (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	len = PAGE_ALIGN(len);
	if (start + len < start)
		return -ENOMEM;
	down(&mm->mmap_sem);
	mapped = count_mapped(mm, start, start + len) == len;
	up(&mm->mmap_sem);
	return mapped ? 0 : -ENOMEM;
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
