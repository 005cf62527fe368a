/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V shared memory: the path of a shared page, in the order of the article.
 *
 *	shmget -> newseg		a key, an id and a row of empty page entries; no frame
 *	shmat -> shm_map		an area in one address space; still no frame
 *	first touch -> shm_nopage	the frame, which every later attach finds, too
 *	shmdt, exit -> shm_close	the area goes, the frame stays with the segment
 *	IPC_RMID, last detach -> killseg	now the frame goes
 *
 * Called from the system call table, from ipc() in util.c, and from mm/ through
 * shm_vm_ops, which is all that mm/ knows of segments. shmctl.c has the control commands.
 *
 * Locks: current->mm->mmap_sem, which sleeps; inside it shm_lock, a spinlock. Code that may
 * sleep drops shm_lock first and rechecks its assumptions after taking it again.
 *
 * Left out of Linux 2.3.24: swap (shm_swap, shm_swapout, shm_unuse), and the races and bugs
 * that docs/fidelity.md lists.
 */
#include "ipc/shm.h"
#include "ipc/ipc_sysctl.h"
#include "ipc/shm_proc.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"

struct shmid_kernel *shm_segs[SHMMNI] = { [0 ... SHMMNI - 1] = IPC_UNUSED };
spinlock_t shm_lock = SPIN_LOCK_UNLOCKED;
struct ipc_ids shm_ids = IPC_IDS_INIT(shm_ids, shm_segs, &shm_lock);
unsigned long shm_tot;
unsigned long shm_rss;

/*
 * Allocate a descriptor with npages empty page entries. NULL without memory. May sleep.
 * The array may be large and outlives its process, so it must leave the reserve alone, as
 * the segment's frames do. Linux used vmalloc; our kmalloc provides up to 4 MiB.
 */
static struct shmid_kernel *alloc_segment(unsigned long npages)
{
	struct shmid_kernel *shp = kzalloc(sizeof(*shp), GFP_KERNEL);

	if (!shp)
		return NULL;
	shp->shm_npages = npages;
	shp->shm_pages = kzalloc(npages * sizeof(pte_t), GFP_LASTING);
	if (!shp->shm_pages) {
		kfree(shp);
		return NULL;
	}
	INIT_LIST_HEAD(&shp->attaches);
	return shp;
}

/*
 * Create a segment in the lowest unused slot and return its id. Its pages get no frames
 * here; shm_nopage() provides them. shm_lock is held, and dropped while memory is allocated.
 *
 * Errors: EINVAL (size), ENOSPC (pages), EINVAL (huge pages), ENOSPC (slots), ENOMEM.
 */
static int newseg(key_t key, int shmflg, size_t size)
{
	unsigned long npages = (size >> PAGE_SHIFT) + ((size & ~PAGE_MASK) != 0);
	struct shmid_kernel *shp;
	int slot, id;

	if (size < SHMMIN || size > shmmax)
		return -EINVAL;
	if (npages << PAGE_SHIFT < size)	/* rounding up exceeded 4 GiB */
		return -ENOSPC;
	if (npages > shmall || shm_tot > shmall - npages)
		return -ENOSPC;
	if (shmflg & SHM_HUGETLB)
		return -EINVAL;
	if (shm_ids.in_use >= shmmni)
		return -ENOSPC;

	/*
	 * The allocation may sleep. Reserve everything before it, so that no other process
	 * gets the same slot, exceeds the limits together with this one, or misses the slot
	 * in ipc_findkey().
	 */
	slot = ipc_reserve(&shm_ids);
	shm_tot += npages;
	spin_unlock(&shm_lock);
	shp = alloc_segment(npages);
	spin_lock(&shm_lock);
	if (!shp) {
		shm_tot -= npages;
		ipc_free_slot(&shm_ids, slot);
		return -ENOMEM;
	}
	ipc_init_perm(&shm_ids, &shp->u.shm_perm, key, shmflg);
	shp->shm_key = key;
	shp->u.shm_segsz = size;
	shp->u.shm_cpid = current->pid;
	shp->u.shm_ctime = current_seconds();
	id = ipc_publish(&shm_ids, slot, shp);
	trace_seg(EV_SEG_MAKE, shp, slot);
	return id;
}

/*
 * Return the id of the segment with this key. With IPC_CREAT, create it if there is none.
 *
 * Errors: ENOENT (no such key and no IPC_CREAT), those of newseg(); for a segment that
 * exists: EEXIST (IPC_CREAT and IPC_EXCL), EINVAL (smaller than size), EACCES.
 *
 * The article also tests for SHM_DEST. Here IPC_RMID takes the key from a segment, so it is
 * not found. (mmap_sem protects nothing in this function; Linux 2.3 takes it, too.)
 */
long sys_shmget(key_t key, size_t size, int shmflg)
{
	struct shmid_kernel *shp;
	int err, slot;

	down(&current->mm->mmap_sem);
	spin_lock(&shm_lock);
	if (key == IPC_PRIVATE) {
		err = newseg(key, shmflg, size);
	} else if ((slot = ipc_findkey(&shm_ids, key)) == -1) {
		if (!(shmflg & IPC_CREAT))
			err = -ENOENT;
		else
			err = newseg(key, shmflg, size);
	} else if ((shmflg & IPC_CREAT) && (shmflg & IPC_EXCL)) {
		err = -EEXIST;
	} else {
		shp = shm_segs[slot];
		if (size > shp->u.shm_segsz)
			err = -EINVAL;
		else if (ipcperms(&shp->u.shm_perm, shmflg))
			err = -EACCES;
		else
			err = IPC_ID(shp->u.shm_perm.seq, slot);
	}
	spin_unlock(&shm_lock);
	up(&current->mm->mmap_sem);
	return err;
}

/*
 * Destroy the segment in a slot. It was removed and has no attach. shm_lock is held, and
 * dropped while the frames are freed, which takes long: no process can find the segment then.
 */
void killseg(int slot)
{
	struct shmid_kernel *shp = shm_segs[slot];
	unsigned long i, rss = 0;

	BUG_ON(shp->u.shm_nattch != 0 || !list_empty(&shp->attaches));
	shm_ids.seq++;			/* every segment created from now on has a new id */
	shm_tot -= shp->shm_npages;
	ipc_free_slot(&shm_ids, slot);
	trace_seg(EV_SEG_DESTROY, shp, slot);
	spin_unlock(&shm_lock);

	for (i = 0; i < shp->shm_npages; i++) {
		if (i % PTRS_PER_PTE == 0)
			cond_resched();
		if (pte_none(shp->shm_pages[i]))
			continue;
		/* The segment's reference. A process that exits may still hold one of its own. */
		put_page(pte_page(shp->shm_pages[i]));
		rss++;
	}
	kfree(shp->shm_pages);
	kfree(shp);

	spin_lock(&shm_lock);
	shm_rss -= rss;
}

/* The slot of an attach. It keeps its segment as long as nattch is not 0. */
static struct shmid_kernel **area_slot(const struct vm_area_struct *shmd)
{
	return shmd->vm_private_data;
}

static struct shmid_kernel *area_segment(const struct vm_area_struct *shmd)
{
	return *area_slot(shmd);
}

/* Count an area as an attach of its segment. `event` tells the trace why. shm_lock is held. */
static void insert_attach(struct vm_area_struct *shmd, enum trace_event event)
{
	struct shmid_kernel *shp = area_segment(shmd);

	assert_spin_locked(&shm_lock);
	list_add(&shmd->vm_share, &shp->attaches);
	shp->u.shm_nattch++;
	trace_attach(event, shmd);
}

/*
 * The area is no longer an attach. If it was the last one of a segment that was removed,
 * destroy the segment. shm_lock is held, and dropped for a while in that case.
 */
static void remove_attach(struct vm_area_struct *shmd)
{
	struct shmid_kernel *shp = area_segment(shmd);

	assert_spin_locked(&shm_lock);
	list_del(&shmd->vm_share);
	shp->u.shm_nattch--;
	trace_attach(EV_ATTACH_DETACH, shmd);
	if (shp->u.shm_nattch == 0 && (shp->u.shm_perm.mode & SHM_DEST))
		killseg(area_slot(shmd) - shm_segs);
}

/* vm_ops->open: there is one more area, which fork copied, or munmap or mprotect split off. */
static void shm_open(struct vm_area_struct *shmd)
{
	struct shmid_kernel *shp = area_segment(shmd);

	spin_lock(&shm_lock);
	insert_attach(shmd, shmd->vm_mm == current->mm ? EV_ATTACH_SPLIT : EV_ATTACH_FORK);
	shp->u.shm_atime = current_seconds();
	shp->u.shm_lpid = current->pid;		/* in fork, the parent */
	spin_unlock(&shm_lock);
}

/*
 * vm_ops->close: an area goes, by shmdt, munmap, exit or exec. (Exit and exec do not hold
 * mmap_sem, because no other task uses the address space any more.)
 */
static void shm_close(struct vm_area_struct *shmd)
{
	struct shmid_kernel *shp = area_segment(shmd);

	spin_lock(&shm_lock);
	shp->u.shm_lpid = current->pid;
	shp->u.shm_dtime = current_seconds();
	remove_attach(shmd);
	spin_unlock(&shm_lock);
}

/*
 * vm_ops->nopage: return the frame of a page that has no table entry in this address space.
 * The first touch through any attach allocates the frame, all zero; every later one finds
 * it in shm_pages[]. This is where two processes come to share memory.
 *
 * A frame has one reference for shm_pages[] and one for each table entry. mmap_sem is held,
 * so the area stays, and with it the segment. May sleep.
 *
 * Errors: NOPAGE_SIGBUS (beyond the end of the segment), NOPAGE_OOM.
 */
static struct page *shm_nopage(struct vm_area_struct *shmd, unsigned long address)
{
	struct shmid_kernel *shp = area_segment(shmd);
	unsigned long idx = ((address - shmd->vm_start) >> PAGE_SHIFT) + shmd->vm_pgoff;
	struct page *page;
	pte_t pte;

	if (idx >= shp->shm_npages)	/* mremap made the area larger than the segment */
		return NOPAGE_SIGBUS;

	spin_lock(&shm_lock);
	pte = shp->shm_pages[idx];
	if (pte_none(pte)) {
		spin_unlock(&shm_lock);
		page = alloc_page(GFP_LASTING | __GFP_USER);
		if (!page)
			return NOPAGE_OOM;
		clear_page(page_address(page));	/* it may hold another process's data */
		spin_lock(&shm_lock);
		pte = shp->shm_pages[idx];
		if (pte_none(pte)) {
			pte = pte_mkdirty(mk_pte(page, PAGE_SHARED));
			shp->shm_pages[idx] = pte;
			trace_shmpage(shmd, idx);
			shm_rss++;
		} else {
			put_page(page);		/* another process was faster while this one slept */
		}
	}
	page = pte_page(pte);
	get_page(page);			/* for the caller's table entry */
	spin_unlock(&shm_lock);
	return page;
}

static const struct vm_operations_struct shm_vm_ops = {
	.open	= shm_open,
	.close	= shm_close,
	.nopage	= shm_nopage,
	.name	= shm_name,
};

/*
 * Choose the address of an attach of len bytes: the address, -EINVAL, or -ENOMEM (no gap).
 * mmap_sem is held, so the place is still free when shm_map() takes it.
 */
static unsigned long shmat_address(unsigned long addr, unsigned long len, int shmflg)
{
	struct mm_struct *mm = current->mm;

	assert_held(&mm->mmap_sem);
	if (!addr) {
		if (shmflg & SHM_REMAP)
			return -EINVAL;
		addr = get_unmapped_area(0, len);
		if (!addr)
			return -ENOMEM;
	} else {
		if (shmflg & SHM_RND)
			addr &= ~(SHMLBA - 1UL);
		if ((addr & (SHMLBA - 1)) || !addr)	/* page 0 stays unmapped, to catch NULL pointers */
			return -EINVAL;
		if (addr >= TASK_SIZE || len > TASK_SIZE - addr)
			return -EINVAL;
		if (!(shmflg & SHM_REMAP) && find_vma_intersection(mm, addr, addr + len))
			return -EINVAL;
	}
	if (addr < mm->start_stack && mm->start_stack - addr < len + 4 * PAGE_SIZE)
		return -EINVAL;		/* the stack needs four pages to grow */
	return addr;
}

/* Fill in a new area for the segment in a slot, at addr. shm_lock is held. */
static void init_attach(struct vm_area_struct *shmd, int slot, unsigned long addr, int shmflg)
{
	shmd->vm_mm = current->mm;
	shmd->vm_start = addr;
	shmd->vm_end = addr + (shm_segs[slot]->shm_npages << PAGE_SHIFT);
	shmd->vm_flags = VM_SHARED | VM_MAYSHARE | VM_READ | VM_MAYREAD | VM_MAYEXEC;
	shmd->vm_page_prot = PAGE_READONLY;
	if (!(shmflg & SHM_RDONLY)) {
		shmd->vm_flags |= VM_WRITE | VM_MAYWRITE;
		shmd->vm_page_prot = PAGE_SHARED;
	}
	if (shmflg & SHM_EXEC || read_implies_exec())
		shmd->vm_flags |= VM_EXEC;
	shmd->vm_pgoff = 0;
	shmd->vm_ops = &shm_vm_ops;
	shmd->vm_private_data = &shm_segs[slot];
}

/*
 * Link an area into its address space. With `remap` it replaces what is mapped there. No
 * page table entry is made: the first touch of each page leads to shm_nopage(). Unmapping
 * comes after everything else that can fail. 0, or -ENOMEM with nothing changed.
 * mmap_sem is held, shm_lock is not: do_munmap() may call shm_close().
 */
static int shm_map(struct vm_area_struct *shmd, bool remap)
{
	struct mm_struct *mm = shmd->vm_mm;
	unsigned long start = shmd->vm_start, end = shmd->vm_end;
	unsigned long replaced = remap ? count_mapped(mm, start, end) : 0;

	if (mm->map_count > max_map_count || !may_expand_vm(mm, end - start - replaced))
		return -ENOMEM;
	if (replaced && do_munmap(mm, start, end - start))
		return -ENOMEM;
	mm->total_vm += (end - start) >> PAGE_SHIFT;
	insert_vm_struct(mm, shmd);
	return 0;
}

/* The permission bits that an attach with these flags needs. */
static int attach_access(int shmflg)
{
	return 0444 | (shmflg & SHM_RDONLY ? 0 : 0222) | (shmflg & SHM_EXEC ? 0111 : 0);
}

/*
 * Attach a segment to the address space of current. The address goes to *raddr, which is
 * in kernel memory. Returns 0.
 *
 * Errors: EINVAL (id), those of shmat_address(), EIDRM (the id belongs to an earlier segment
 * of this slot), EACCES, ENOMEM, EIDRM (removed while this process slept).
 */
long sys_shmat(int shmid, char *shmaddr, int shmflg, unsigned long *raddr)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *shmd = NULL;
	struct shmid_kernel *shp;
	unsigned long addr;
	int slot, err = -EINVAL;

	down(&mm->mmap_sem);
	spin_lock(&shm_lock);
	if (shmid < 0)
		goto out;
	slot = IPC_SLOT(shmid);
	shp = shm_segs[slot];
	if (!ipc_object(shp))
		goto out;
	err = addr = shmat_address((unsigned long)shmaddr, shp->shm_npages << PAGE_SHIFT, shmflg);
	if (IS_ERR_VALUE(addr))
		goto out;
	/* Before the permissions: an old id must not reveal those of the slot's present segment. */
	err = -EIDRM;
	if (shp->u.shm_perm.seq != IPC_SEQ(shmid))
		goto out;
	err = -EACCES;
	if (ipcperms(&shp->u.shm_perm, attach_access(shmflg)))
		goto out;

	spin_unlock(&shm_lock);
	shmd = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
	spin_lock(&shm_lock);
	err = -ENOMEM;
	if (!shmd)
		goto out;
	/* The allocation may have slept: the slot may hold another segment now, or none. */
	err = -EIDRM;
	if (shp != shm_segs[slot] || shp->u.shm_perm.seq != IPC_SEQ(shmid))
		goto out;

	/* Once it is counted, nothing destroys the segment, not even shm_map() when it unmaps. */
	init_attach(shmd, slot, addr, shmflg);
	insert_attach(shmd, EV_ATTACH_ATTACH);
	spin_unlock(&shm_lock);
	err = shm_map(shmd, shmflg & SHM_REMAP);
	spin_lock(&shm_lock);
	if (err) {
		remove_attach(shmd);
		goto out;
	}
	shp->u.shm_lpid = current->pid;
	shp->u.shm_atime = current_seconds();
	*raddr = addr;
out:
	spin_unlock(&shm_lock);
	up(&mm->mmap_sem);
	if (err && shmd)
		kmem_cache_free(vm_area_cachep, shmd);
	return err;
}

/* Does vma belong to an attach that began at addr? It may be a part of it: page 0 was at addr. */
static bool attached_at(const struct vm_area_struct *vma, unsigned long addr)
{
	return vma->vm_ops == &shm_vm_ops &&
	       (vma->vm_start - addr) >> PAGE_SHIFT == vma->vm_pgoff;
}

/*
 * Detach what was attached at shmaddr: one area, or the parts into which munmap or mprotect
 * has split it. The frames stay with the segment. Returns 0. Errors: EINVAL (no such attach).
 */
long sys_shmdt(char *shmaddr)
{
	struct mm_struct *mm = current->mm;
	unsigned long addr = (unsigned long)shmaddr, size = 0;
	struct vm_area_struct *shmd, *next;
	struct shmid_kernel **slot = NULL;

	if (addr & ~PAGE_MASK)
		return -EINVAL;

	down(&mm->mmap_sem);
	for (shmd = find_vma(mm, addr); shmd; shmd = next) {
		next = shmd->vm_next;
		if (slot) {
			if (shmd->vm_end - addr > size)
				break;
			cond_resched();		/* there may be a part for each page */
		}
		if (!attached_at(shmd, addr) || (slot && area_slot(shmd) != slot))
			continue;
		if (!slot) {
			/* The first part determines the segment, and up to which address other parts can lie. */
			slot = area_slot(shmd);
			size = (*slot)->shm_npages << PAGE_SHIFT;
		}
		/* This is a whole area: nothing has to be split, so it cannot fail. */
		do_munmap(mm, shmd->vm_start, shmd->vm_end - shmd->vm_start);
	}
	up(&mm->mmap_sem);
	return slot ? 0 : -EINVAL;
}
