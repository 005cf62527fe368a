/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V shared memory: the path of a shared page, as the article walks it.
 *
 *	shmget -> newseg		a name and a row of empty page entries; no frame
 *	shmat -> shm_map		an area in one address space; still no frame
 *	first touch -> shm_nopage	the frame, for whoever comes first
 *	shmdt, exit -> shm_close	the area goes, the frame stays with the segment
 *	IPC_RMID, last detach -> killseg	now the frame goes
 *
 * Called from the system call table, from ipc (util.c), and from mm/ through shm_vm_ops,
 * all that mm/ knows of segments. The other files of ipc/ look at what this one keeps.
 *
 * Locks: current->mm->mmap_sem (sleeping), inside it shm_lock (spinning). shm_lock is
 * let go around all that may sleep, and what was true before is looked at again after.
 *
 * Left out of Linux 2.3.24: swap (shm_swap, shm_swapout, shm_unuse), and the races and
 * bugs that docs/fidelity.md lists.
 */
#include "ipc/shm.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"

struct shmid_kernel *shm_segs[SHMMNI] = { [0 ... SHMMNI - 1] = IPC_UNUSED };
spinlock_t shm_lock = SPIN_LOCK_UNLOCKED;
static DECLARE_WAIT_QUEUE_HEAD(shm_wait);	/* until a NOID slot is decided */
static unsigned short shm_seq;			/* segments destroyed so far; wraps */

int max_shmid;
int used_segs;
unsigned long shm_tot;
unsigned long shm_rss;

/*
 * The slot of the segment with this key, or -1. shm_lock held; dropped while a
 * segment is in the making, which might turn out to be the one.
 */
static int findkey(key_t key)
{
	int id;

	for (id = 0; id <= max_shmid; id++) {
		const struct shmid_kernel *shp = shm_segs[id];

		if (is_segment(shp)) {
			if (shp->u.shm_perm.key == key)
				return id;
		} else if (shp == IPC_NOID) {
			spin_unlock(&shm_lock);
			wait_event(shm_wait, shm_segs[id] != IPC_NOID);
			spin_lock(&shm_lock);
			id = -1;	/* slots behind us may have changed, too: start again */
		}
	}
	return -1;
}

/* Give a slot back that holds no segment any more. shm_lock held. */
static void free_slot(int id)
{
	shm_segs[id] = IPC_UNUSED;
	used_segs--;
	while (max_shmid > 0 && shm_segs[max_shmid] == IPC_UNUSED)
		max_shmid--;
}

/*
 * A descriptor with npages empty page entries, or NULL without memory. May sleep.
 * The array may be large, and outlives its process: it keeps off the reserve as the
 * segment's frames do. Linux took it from vmalloc; our kmalloc gives up to 4 MiB.
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
	return shp;
}

/*
 * Make a segment in the lowest free slot; returns its id. Its pages get no frames
 * here: that is shm_nopage's business. shm_lock held; dropped while allocating.
 *
 * Errors: EINVAL (size), ENOSPC (pages), EINVAL (huge pages), ENOSPC (slots), ENOMEM.
 */
static int newseg(key_t key, int shmflg, size_t size)
{
	unsigned long npages = (size >> PAGE_SHIFT) + ((size & ~PAGE_MASK) != 0);
	struct shmid_kernel *shp;
	int id;

	if (size < SHMMIN || size > shmmax)
		return -EINVAL;
	if (npages << PAGE_SHIFT < size)	/* rounding up passed 4 GiB */
		return -ENOSPC;
	if (npages > shmall || shm_tot > shmall - npages)
		return -ENOSPC;
	if (shmflg & SHM_HUGETLB)
		return -EINVAL;
	if (used_segs >= shmmni)
		return -ENOSPC;

	/*
	 * Allocating sleeps. All is reserved before, so that nobody meanwhile gets the same
	 * slot, passes the limits together with us, or overlooks the slot in findkey.
	 */
	for (id = 0; shm_segs[id] != IPC_UNUSED; id++)
		;
	shm_segs[id] = IPC_NOID;
	max_shmid = max(max_shmid, id);
	used_segs++;
	shm_tot += npages;
	spin_unlock(&shm_lock);
	shp = alloc_segment(npages);
	spin_lock(&shm_lock);
	if (!shp) {
		shm_tot -= npages;
		free_slot(id);
		wake_up(&shm_wait);
		return -ENOMEM;
	}
	shp->shm_key = key;
	shp->u.shm_perm.key = key;
	shp->u.shm_perm.mode = shmflg & 0777;
	shp->u.shm_perm.cuid = shp->u.shm_perm.uid = current->euid;
	shp->u.shm_perm.cgid = shp->u.shm_perm.gid = current->egid;
	shp->u.shm_perm.seq = shm_seq;
	shp->u.shm_segsz = size;
	shp->u.shm_cpid = current->pid;
	shp->u.shm_ctime = current_seconds();
	shm_segs[id] = shp;
	trace_seg(EV_SEG_MAKE, shp, id);
	wake_up(&shm_wait);
	return SHM_ID(shp->u.shm_perm.seq, id);
}

/*
 * The id of the segment with this key, which is made now if need be and asked for.
 *
 * Errors: ENOENT (no such key and no IPC_CREAT), newseg's; of a segment that is there:
 * EEXIST (IPC_CREAT and IPC_EXCL), EINVAL (smaller than size), EACCES.
 *
 * The article tests for SHM_DEST, too; here IPC_RMID takes a segment's key away, and
 * it is not found. (mmap_sem guards nothing in here; the era takes it all the same.)
 */
long sys_shmget(key_t key, size_t size, int shmflg)
{
	struct shmid_kernel *shp;
	int err, id;

	down(&current->mm->mmap_sem);
	spin_lock(&shm_lock);
	if (key == IPC_PRIVATE) {
		err = newseg(key, shmflg, size);
	} else if ((id = findkey(key)) == -1) {
		if (!(shmflg & IPC_CREAT))
			err = -ENOENT;
		else
			err = newseg(key, shmflg, size);
	} else if ((shmflg & IPC_CREAT) && (shmflg & IPC_EXCL)) {
		err = -EEXIST;
	} else {
		shp = shm_segs[id];
		if (size > shp->u.shm_segsz)
			err = -EINVAL;
		else if (ipcperms(&shp->u.shm_perm, shmflg))
			err = -EACCES;
		else
			err = SHM_ID(shp->u.shm_perm.seq, id);
	}
	spin_unlock(&shm_lock);
	up(&current->mm->mmap_sem);
	return err;
}

/*
 * Destroy the segment in slot id, which was removed and has no attach. shm_lock held;
 * dropped while the frames go, which takes long: by then nobody can find the segment.
 */
void killseg(int id)
{
	struct shmid_kernel *shp = shm_segs[id];
	unsigned long i, rss = 0;

	BUG_ON(shp->u.shm_nattch != 0 || shp->attaches);
	shm_seq++;			/* whatever is made from now on, in any slot, has a new id */
	shm_tot -= shp->shm_npages;
	free_slot(id);
	trace_seg(EV_SEG_DESTROY, shp, id);
	spin_unlock(&shm_lock);

	for (i = 0; i < shp->shm_npages; i++) {
		if (pte_none(shp->shm_pages[i]))
			continue;
		/* The segment's reference; an exiting process may still hold one of its own. */
		put_page(pte_page(shp->shm_pages[i]));
		rss++;
	}
	kfree(shp->shm_pages);
	kfree(shp);

	spin_lock(&shm_lock);
	shm_rss -= rss;
}

/* Put an area on its segment's list of attaches. shm_lock held. */
static void insert_attach(struct shmid_kernel *shp, struct vm_area_struct *shmd)
{
	shmd->vm_next_share = shp->attaches;
	if (shp->attaches)
		shp->attaches->vm_pprev_share = &shmd->vm_next_share;
	shp->attaches = shmd;
	shmd->vm_pprev_share = &shp->attaches;
}

/* Take it off again. shm_lock held. */
static void remove_attach(struct vm_area_struct *shmd)
{
	if (shmd->vm_next_share)
		shmd->vm_next_share->vm_pprev_share = shmd->vm_pprev_share;
	*shmd->vm_pprev_share = shmd->vm_next_share;
}

static struct shmid_kernel *area_segment(const struct vm_area_struct *shmd)
{
	return *(struct shmid_kernel **)shmd->vm_private_data;
}

/* There is one more area: fork copied one, munmap or mprotect split one. */
static void shm_open(struct vm_area_struct *shmd)
{
	struct shmid_kernel *shp = area_segment(shmd);

	spin_lock(&shm_lock);
	insert_attach(shp, shmd);
	shp->u.shm_nattch++;
	trace_attach(shmd->vm_mm == current->mm ? EV_ATTACH_SPLIT : EV_ATTACH_FORK, shmd);
	shp->u.shm_atime = current_seconds();
	shp->u.shm_lpid = current->pid;		/* in fork, the parent */
	spin_unlock(&shm_lock);
}

/*
 * An area goes: shmdt, munmap, exit, exec. With its last one goes a segment that was
 * removed. (Exit and exec hold no mmap_sem: nobody else is left in that address space.)
 */
static void shm_close(struct vm_area_struct *shmd)
{
	struct shmid_kernel **slot = shmd->vm_private_data;
	struct shmid_kernel *shp = *slot;

	spin_lock(&shm_lock);
	remove_attach(shmd);
	shp->u.shm_lpid = current->pid;
	shp->u.shm_dtime = current_seconds();
	shp->u.shm_nattch--;
	trace_attach(EV_ATTACH_DETACH, shmd);
	if (shp->u.shm_nattch == 0 && (shp->u.shm_perm.mode & SHM_DEST))
		killseg(slot - shm_segs);
	spin_unlock(&shm_lock);
}

/*
 * A page is touched for which this address space has no table entry. Who touches it
 * first, through whatever attach, brings its frame into being, all zero; everybody
 * else finds that frame in shm_pages[] and gets it, too. Here two processes come to
 * share memory. mmap_sem held: the area stays, and with it the segment.
 *
 * References of a frame: one of shm_pages[], and one of each page table entry.
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
		clear_page(page_address(page));	/* what was there before is nobody's business */
		spin_lock(&shm_lock);
		pte = shp->shm_pages[idx];
		if (pte_none(pte)) {
			pte = pte_mkdirty(mk_pte(page, PAGE_SHARED));
			shp->shm_pages[idx] = pte;
			trace_shmpage(shmd, idx);
			shm_rss++;
		} else {
			put_page(page);		/* somebody was faster while we slept */
		}
	}
	page = pte_page(pte);
	get_page(page);			/* for the caller's table entry */
	current->min_flt++;
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
 * Where an attach of len bytes may go: the address, -EINVAL, or -ENOMEM (no gap).
 * mmap_sem held, so that the place stays as it is until shm_map takes it.
 */
static unsigned long shmat_address(unsigned long addr, unsigned long len, int shmflg)
{
	struct mm_struct *mm = current->mm;

	if (!addr) {
		if (shmflg & SHM_REMAP)
			return -EINVAL;
		addr = get_unmapped_area(0, len);
		if (!addr)
			return -ENOMEM;
	} else {
		if (shmflg & SHM_RND)
			addr &= ~(SHMLBA - 1UL);
		if ((addr & (SHMLBA - 1)) || !addr)	/* page 0 stays empty, for NULL pointers */
			return -EINVAL;
		if (addr >= TASK_SIZE || len > TASK_SIZE - addr)
			return -EINVAL;
		if (!(shmflg & SHM_REMAP) && find_vma_intersection(mm, addr, addr + len))
			return -EINVAL;
	}
	if (addr < mm->start_stack && mm->start_stack - addr < len + 4 * PAGE_SIZE)
		return -EINVAL;		/* the stack has four pages to grow */
	return addr;
}

/*
 * Link a filled-in area into its address space, in place of what is there when remap is
 * set. No page table entry is made: the first touch of each page leads to shm_nopage.
 * Unmapping comes after all else that can fail, and does all or nothing. 0 or -ENOMEM.
 * mmap_sem held, shm_lock not: do_munmap may call shm_close.
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

/*
 * Attach a segment; the address goes to *raddr (kernel memory).
 *
 * Errors: EINVAL (id), shmat_address's, EIDRM (the id of an earlier segment in this
 * slot), EACCES, ENOMEM, EIDRM (removed while we slept).
 */
long sys_shmat(int shmid, char *shmaddr, int shmflg, unsigned long *raddr)
{
	struct mm_struct *mm = current->mm;
	struct shmid_kernel *shp;
	struct vm_area_struct *shmd;
	unsigned long addr, len;
	unsigned long flags = VM_SHARED | VM_MAYSHARE | VM_READ | VM_MAYREAD | VM_MAYEXEC;
	pgprot_t prot = PAGE_READONLY;
	int access = 0444, id, err = -EINVAL;

	if (!(shmflg & SHM_RDONLY)) {
		flags |= VM_WRITE | VM_MAYWRITE;
		prot = PAGE_SHARED;
		access |= 0222;
	}
	if (shmflg & SHM_EXEC) {
		flags |= VM_EXEC;
		access |= 0111;
	}

	down(&mm->mmap_sem);
	spin_lock(&shm_lock);
	if (shmid < 0)
		goto out;
	id = SHM_SLOT(shmid);
	shp = shm_segs[id];
	if (!is_segment(shp))
		goto out;

	len = shp->shm_npages << PAGE_SHIFT;
	err = addr = shmat_address((unsigned long)shmaddr, len, shmflg);
	if (IS_ERR_VALUE(addr))
		goto out;
	/* Before permissions: those of the slot's present segment are no business of this id. */
	err = -EIDRM;
	if (shp->u.shm_perm.seq != SHM_SEQ(shmid))
		goto out;
	err = -EACCES;
	if (ipcperms(&shp->u.shm_perm, access))
		goto out;

	/* This sleeps: afterwards shp may be gone, and another segment be in its slot. */
	spin_unlock(&shm_lock);
	shmd = kmem_cache_alloc(vm_area_cachep, GFP_KERNEL);
	spin_lock(&shm_lock);
	err = -ENOMEM;
	if (!shmd)
		goto out;
	err = -EIDRM;
	if (shp != shm_segs[id] || shp->u.shm_perm.seq != SHM_SEQ(shmid))
		goto free_area;

	/* The slot, not the segment: it cannot change hands while nattch is not 0. */
	shmd->vm_private_data = &shm_segs[id];
	shmd->vm_start = addr;
	shmd->vm_end = addr + len;
	shmd->vm_mm = mm;
	shmd->vm_page_prot = prot;
	shmd->vm_flags = flags;
	shmd->vm_pgoff = 0;
	shmd->vm_ops = &shm_vm_ops;

	/* From here on nobody destroys it, not even shm_map by unmapping its last attach. */
	shp->u.shm_nattch++;
	insert_attach(shp, shmd);
	trace_attach(EV_ATTACH_ATTACH, shmd);
	spin_unlock(&shm_lock);
	err = shm_map(shmd, shmflg & SHM_REMAP);
	spin_lock(&shm_lock);
	if (err)
		goto detach;
	shp->u.shm_lpid = current->pid;
	shp->u.shm_atime = current_seconds();
	*raddr = addr;
out:
	spin_unlock(&shm_lock);
	up(&mm->mmap_sem);
	return err;

detach:
	remove_attach(shmd);
	shp->u.shm_nattch--;
	trace_attach(EV_ATTACH_DETACH, shmd);
	if (shp->u.shm_nattch == 0 && (shp->u.shm_perm.mode & SHM_DEST))
		killseg(id);
free_area:
	kmem_cache_free(vm_area_cachep, shmd);
	goto out;
}

bool is_attach(const struct vm_area_struct *vma)
{
	return vma->vm_ops == &shm_vm_ops;
}

/* Is this a piece of what was attached at addr, cut or whole? Then page 0 would lie there. */
static bool attached_at(const struct vm_area_struct *vma, unsigned long addr)
{
	return is_attach(vma) &&
	       (vma->vm_start - addr) >> PAGE_SHIFT == vma->vm_pgoff;
}

/*
 * Detach what was attached at shmaddr: one area, or the pieces that munmap or mprotect
 * made of it. The frames stay with the segment. Errors: EINVAL (no such attach).
 */
long sys_shmdt(char *shmaddr)
{
	struct mm_struct *mm = current->mm;
	unsigned long addr = (unsigned long)shmaddr, size = 0;
	struct vm_area_struct *shmd, *next;
	void *slot = NULL;

	if (addr & ~PAGE_MASK)
		return -EINVAL;

	down(&mm->mmap_sem);
	for (shmd = find_vma(mm, addr); shmd; shmd = next) {
		next = shmd->vm_next;
		if (slot && shmd->vm_end - addr > size)
			break;
		if (!attached_at(shmd, addr) || (slot && shmd->vm_private_data != slot))
			continue;
		if (!slot) {
			/* The first piece says of which segment, and how far there can be others. */
			slot = shmd->vm_private_data;
			size = area_segment(shmd)->shm_npages << PAGE_SHIFT;
		}
		/* A whole area: there is nothing to split, so this cannot fail. */
		do_munmap(mm, shmd->vm_start, shmd->vm_end - shmd->vm_start);
	}
	up(&mm->mmap_sem);
	return slot ? 0 : -EINVAL;
}
