/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Address spaces: mm_struct, vm_area_struct, and what the rest of the kernel
 * may ask of mm/. mm/ itself knows nothing of files, programs or IPC: whatever
 * backs an area reaches it only as vm_ops.
 *
 * Lock order: mmap_sem (sleeping) before any spinlock of a vm_ops owner.
 * User memory is never touched while mmap_sem is held: the fault would take it again.
 */
#ifndef MM_MM_H
#define MM_MM_H

#include <uapi/mman.h>
#include "kernel/sched/wait.h"
#include "mm/pgtable.h"
#include "mm/slab.h"

struct pt_regs;
struct task_struct;
struct vm_area_struct;

#define TASK_UNMAPPED_BASE	(TASK_SIZE / 3)		/* 0x40000000 */
#define STACK_TOP		TASK_SIZE

/* vm_flags, Linux's values */
#define VM_READ		0x0001
#define VM_WRITE	0x0002
#define VM_EXEC		0x0004
#define VM_SHARED	0x0008
#define VM_MAYREAD	0x0010
#define VM_MAYWRITE	0x0020
#define VM_MAYEXEC	0x0040
#define VM_MAYSHARE	0x0080
#define VM_GROWSDOWN	0x0100
#define VM_SHM		0x0400

/* What backs an area. All are called with mm->mmap_sem held, except close from exit and exec. */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);	/* one more area: fork, or a split */
	void (*close)(struct vm_area_struct *vma);	/* this area is going */
	/*
	 * The frame for a page that has none yet, with one reference for the new
	 * table entry; NOPAGE_SIGBUS or NOPAGE_OOM otherwise. May sleep. Must be there:
	 * do_no_page() does not ask. (open and close may be NULL.)
	 */
	struct page *(*nopage)(struct vm_area_struct *vma, unsigned long address);
	/* What /proc/PID/maps shows: the name, and the inode number in *ino. May be NULL. */
	void (*name)(struct vm_area_struct *vma, char *buf, size_t size, unsigned long *ino);
};
#define NOPAGE_SIGBUS	((struct page *)0)
#define NOPAGE_OOM	((struct page *)-1)

struct vm_area_struct {
	struct mm_struct *vm_mm;
	unsigned long vm_start, vm_end;		/* page aligned, end excluded */
	struct vm_area_struct *vm_next;		/* by address */
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;	/* NULL: anonymous memory */
	unsigned long vm_pgoff;			/* page of the backing object at vm_start */
	void *vm_private_data;			/* belongs to vm_ops */
	struct vm_area_struct *vm_next_share, **vm_pprev_share;	/* shmid_kernel.attaches */
};

struct mm_struct {
	struct vm_area_struct *mmap;		/* sorted by address */
	struct vm_area_struct *mmap_cache;	/* the last find_vma() result */
	pgd_t *pgd;
	int mm_users;				/* tasks that run in it (vfork shares) */
	int map_count;
	struct semaphore mmap_sem;		/* guards the areas and their page tables */
	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	unsigned long rss, total_vm;		/* pages present, pages mapped */
};

/*
 * What do_mmap() maps; NULL means anonymous memory. The new area is opened, so it takes
 * its own reference of the object: the caller's stays the caller's.
 */
struct vm_object {
	const struct vm_operations_struct *ops;
	void *private_data;
};

extern struct mm_struct init_mm;		/* swapper_pg_dir; no areas */
extern kmem_cache_t *vm_area_cachep;
extern int max_map_count;			/* 65536 */

/* --- mm/mm_struct.c: making, sharing, copying and ending an address space --- */
struct mm_struct *mm_alloc(void);		/* empty, mm_users 1; NULL without memory */
/* Copy of current->mm for fork: areas copied and opened, pages shared or copy-on-write. NULL: no memory. */
struct mm_struct *mm_copy(void);
/* Drop a user; the last one closes the areas and frees everything. May sleep. */
void mmput(struct mm_struct *mm);
/* How many frames does nobody else have? They would come back if it ended. Does not sleep. */
unsigned long exclusive_frames(struct mm_struct *mm);
/* task->mm with one more user, or NULL. */
struct mm_struct *get_task_mm(struct task_struct *task);
/* Make mm the address space of the CPU (schedule(), exec). NULL: the kernel's own. (mm/pagetable.c) */
void activate_mm(struct mm_struct *mm);

/* --- mm/mmap.c: areas. All with mm->mmap_sem held. --- */
/* First area that ends above addr, or NULL. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);
/* First area that meets [start, end), or NULL. */
struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, unsigned long start, unsigned long end);
/* First gap of len bytes at or above addr (0: TASK_UNMAPPED_BASE); 0 when there is none. */
unsigned long get_unmapped_area(unsigned long addr, unsigned long len);
/* Link an area whose range is free into mm: cannot fail. Counts map_count, not total_vm. */
void insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma);
/* How many bytes of [start, end) are in areas: what a mapping there would replace. */
unsigned long count_mapped(struct mm_struct *mm, unsigned long start, unsigned long end);
/* May current's address space grow by len bytes (RLIMIT_AS)? */
bool may_expand_vm(struct mm_struct *mm, unsigned long len);
/* Map for current; returns the address or -errno (EINVAL ENOMEM EACCES). prot/flags: PROT_* MAP_*. */
unsigned long do_mmap(const struct vm_object *object, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flags, unsigned long pgoff);
/* Unmap [addr, addr+len): all of it, or -EINVAL/-ENOMEM with nothing changed. */
int do_munmap(struct mm_struct *mm, unsigned long addr, unsigned long len);
/* Anonymous area for the break, as do_mmap at a fixed place. */
unsigned long do_brk(unsigned long addr, unsigned long len);
/* mprotect() and mremap(), all but taking mmap_sem: 0 or address, or -EINVAL -ENOMEM -EACCES -EFAULT. */
int do_mprotect(struct mm_struct *mm, unsigned long start, unsigned long len, unsigned long prot);
unsigned long do_mremap(unsigned long addr, unsigned long old_len, unsigned long new_len,
			unsigned long flags, unsigned long new_addr);
/* Protection word of an area with these VM_ flags. */
pgprot_t vm_page_prot(unsigned long vm_flags);

/* --- mm/pagetable.c and mm/memory.c: pages --- */
/* The table entry that maps addr, or NULL when there is no page table. mmap_sem held. */
pte_t *walk_page(struct mm_struct *mm, unsigned long addr);
/* Drop the pages of [start, start+size) and their references. True: there are page tables, perhaps empty. */
bool zap_page_range(struct mm_struct *mm, unsigned long start, unsigned long size);
/* exec: put a frame, with the caller's reference, at an address of a new address space. 0 or -ENOMEM. */
int install_page(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr, struct page *page);
/* Read another process's memory, faulting pages in; returns the bytes read. May sleep. */
int access_process_vm(struct task_struct *task, unsigned long addr, void *buf, int len);

/* --- mm/shared_anon.c --- */
/*
 * Backing object for MAP_SHARED | MAP_ANONYMOUS memory of len bytes: 0 or -ENOMEM. The
 * caller has one reference and drops it with shared_anon_put() when it has been mapped.
 */
int shared_anon_object(unsigned long len, struct vm_object *object);
void shared_anon_put(struct vm_object *object);

/* --- mm/fault.c --- */
enum fault_result {
	FAULT_HANDLED,
	FAULT_MAPERR,		/* no area there: SIGSEGV, SEGV_MAPERR */
	FAULT_ACCERR,		/* the area forbids it: SIGSEGV, SEGV_ACCERR */
	FAULT_SIGBUS,		/* the object behind it has no such page */
	FAULT_OOM,		/* no frame left */
};
/* Error code of a page fault, as the CPU pushes it. */
#define PF_PROT		1	/* 0: not present, 1: present but forbidden */
#define PF_WRITE	2
#define PF_USER		4
/* Put a page at address into vma, for write or read: memory.c. mmap_sem held. */
enum fault_result handle_mm_fault(struct mm_struct *mm, struct vm_area_struct *vma,
				  unsigned long address, int write);
/* The whole way for a fault of current: takes mmap_sem. An address of the kernel is FAULT_MAPERR. */
enum fault_result do_page_fault(unsigned long address, unsigned long error_code);

/* --- boot --- */
struct multiboot_info;
/* mm/init.c: direct map, rights, mem_map, buddy lists */
struct multiboot_module;
void paging_init(const struct multiboot_info *mbi, const struct multiboot_module *modules,
		 uint32_t nr_modules);
/* Can the kernel see this physical memory? */
bool is_direct_mapped(unsigned long start_phys, unsigned long end_phys);
/* One line on the log: how much there is. */
void mem_init_report(void);
void kmem_cache_init(void);		/* mm/slab.c: the caches of kmalloc() */
void mmap_init(void);			/* mm/mm_struct.c: those of address spaces and areas */
/* Frames that hold a boot module, back to the allocator once it is unpacked. */
void free_reserved_range(unsigned long start_phys, unsigned long end_phys);

#endif
