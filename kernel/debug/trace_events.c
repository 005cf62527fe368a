// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the trace says of each kind of event; docs/trace.md explains the lines to their
 * readers. Called through the macros of kernel/debug/trace.h, by all of the kernel; here, and
 * nowhere else, mm/ and ipc/ are looked into from outside.
 */
#include "ipc/shm.h"
#include "kernel/debug/trace_line.h"
#include "kernel/lib/string.h"
#include "kernel/sched/task.h"
#include "mm/fault.h"
#include "mm/page_alloc.h"

static unsigned long pgd_of(const struct mm_struct *mm)
{
	return __pa(mm ? mm->pgd : swapper_pg_dir);
}

static const char *truth(bool value)
{
	return value ? "true" : "false";
}

/* --- processes --- */

void do_trace_fork(const struct task_struct *child)
{
	trace_begin("fork");
	trace_add("child", "%d", child->pid);
	trace_add_string("name", child->comm);
	trace_add_hex("pgd", pgd_of(child->mm));
	trace_add("vfork", "%s", truth(child->mm && child->mm == current->mm));
	trace_end(_RET_IP_);
}

void do_trace_exec(const char *path)
{
	trace_begin("exec");
	trace_add_string("name", current->comm);
	trace_add_string("path", path);
	trace_add_hex("pgd", pgd_of(current->mm));
	trace_end(_RET_IP_);
}

void do_trace_switch(const struct task_struct *next)
{
	trace_begin("switch");
	trace_add("to", "%d", next->pid);
	trace_add_hex("pgd", pgd_of(next->mm));
	trace_end(_RET_IP_);
}

void do_trace_exit(long status)
{
	trace_begin("exit");
	trace_add("status", "%ld", status);
	trace_end(_RET_IP_);
}

void do_trace_reap(const struct task_struct *child)
{
	trace_begin("reap");
	trace_add("child", "%d", child->pid);
	trace_end(_RET_IP_);
}

void do_trace_mm(const char *op, const struct mm_struct *mm)
{
	trace_begin("mm");
	trace_add_string("op", op);
	trace_add_hex("pgd", pgd_of(mm));
	trace_end(_RET_IP_);
}

void do_trace_fault(const struct pt_regs *regs, unsigned long va, int result)
{
	static const char *const results[] = {
		[FAULT_HANDLED] = "handled", [FAULT_MAPERR] = "maperr", [FAULT_ACCERR] = "accerr",
		[FAULT_SIGBUS] = "sigbus", [FAULT_OOM] = "oom",
	};

	trace_begin("fault");
	trace_add_hex("va", va);
	trace_add_hex("eip", regs->eip);
	trace_add_string("access", regs->orig_eax & PF_WRITE ? "write" :
			 va == regs->eip ? "execute" : "read");
	trace_add("present", "%s", truth(regs->orig_eax & PF_PROT));
	trace_add("user", "%s", truth(user_mode(regs)));
	trace_add_string("result", results[result]);
	trace_end(_RET_IP_);
}

/* --- areas --- */

/* Of anonymous memory: what it is for, if that can be seen. */
static const char *special_name(const struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_flags & VM_GROWSDOWN)
		return "[stack]";
	if (mm->start_brk && vma->vm_start <= PAGE_ALIGN(mm->brk) && vma->vm_end > mm->start_brk)
		return "[heap]";
	return "";
}

static void begin_area(const char *op, struct vm_area_struct *vma)
{
	trace_begin("area");
	trace_add_string("op", op);
	trace_add_hex("pgd", pgd_of(vma->vm_mm));
	trace_add_hex("start", vma->vm_start);
	trace_add_hex("end", vma->vm_end);
}

static void add_area_kind(struct vm_area_struct *vma)
{
	unsigned long flags = vma->vm_flags, ino = 0;
	char name[64];

	strlcpy(name, vma->vm_ops ? "" : special_name(vma), sizeof(name));
	if (vma->vm_ops && vma->vm_ops->name)
		vma->vm_ops->name(vma, name, sizeof(name), &ino);
	trace_add("flags", "\"%c%c%c%c\"", flags & VM_READ ? 'r' : '-', flags & VM_WRITE ? 'w' : '-',
		  flags & VM_EXEC ? 'x' : '-', flags & VM_SHARED ? 's' : 'p');
	trace_add_string("name", name);
	trace_add("pgoff", "%lu", vma->vm_ops ? vma->vm_pgoff : 0);
	if (is_attach(vma))		/* as in /proc/PID/maps, where the inode would stand */
		trace_add("segment", "%lu", ino);
}

void do_trace_area(const char *op, struct vm_area_struct *vma)
{
	begin_area(op, vma);
	if (strcmp(op, "remove"))		/* what was behind it may have gone already */
		add_area_kind(vma);
	trace_end(_RET_IP_);
}

void do_trace_resize(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	begin_area("resize", vma);
	trace_add_hex("old_start", start);
	trace_add_hex("old_end", end);
	trace_end(_RET_IP_);
}

/* --- tables and frames --- */

void do_trace_entry(const char *ev, const void *entry, unsigned long old, unsigned long new)
{
	unsigned long phys = __pa(entry);

	trace_begin(ev);
	trace_add_hex(strcmp(ev, "pgd") ? "table" : "pgd", phys & PAGE_MASK);
	trace_add("index", "%lu", (phys & ~PAGE_MASK) / sizeof(pte_t));
	trace_add_hex("old", old);
	trace_add_hex("new", new);
	trace_end(_RET_IP_);
}

void do_trace_ram(unsigned long start, unsigned long end)
{
	trace_begin("ram");
	trace_add_hex("start", start);
	trace_add_hex("end", end);
	trace_end(_RET_IP_);
}

void do_trace_alloc(const struct page *page, unsigned int gfp, unsigned long ip)
{
	if (!page)			/* there was none */
		return;
	trace_begin("alloc");
	trace_add_hex("frame", page_to_phys(page));
	trace_add("order", "%d", page->order);
	trace_add_string("for", gfp & __GFP_LASTING && !(gfp & __GFP_USER) ? "segment" : gfp & __GFP_USER ? "user" : "kernel");
	trace_end(ip);
}

void do_trace_free(const struct page *page, unsigned long ip)
{
	trace_begin("free");
	trace_add_hex("frame", page_to_phys(page));
	trace_add("order", "%d", page->order);
	trace_end(ip);
}

void do_trace_ref(const struct page *page)
{
	trace_begin("ref");
	trace_add_hex("frame", page_to_phys(page));
	trace_add("count", "%d", page->count);
	trace_end(_RET_IP_);
}

/* --- segments --- */

void do_trace_seg(const char *op, const struct shmid_kernel *shp, int slot)
{
	trace_begin("seg");
	trace_add_string("op", op);
	trace_add("id", "%d", IPC_ID(shp->u.shm_perm.seq, slot));
	trace_add("slot", "%d", slot);
	trace_add("key", "\"0x%08x\"", (unsigned int)shp->u.shm_perm.key);
	trace_add("bytes", "%lu", (unsigned long)shp->u.shm_segsz);
	trace_add("pages", "%lu", shp->shm_npages);
	trace_add("mode", "\"%o\"", shp->u.shm_perm.mode);
	trace_add("uid", "%u", shp->u.shm_perm.uid);
	trace_add("nattch", "%lu", shp->u.shm_nattch);
	trace_end(_RET_IP_);
}

static const struct shmid_kernel *begin_attached(const char *ev, const struct vm_area_struct *shmd)
{
	struct shmid_kernel **slot = shmd->vm_private_data;

	trace_begin(ev);
	trace_add("id", "%d", IPC_ID((*slot)->u.shm_perm.seq, (int)(slot - shm_segs)));
	return *slot;
}

void do_trace_attach(const char *op, const struct vm_area_struct *shmd)
{
	const struct shmid_kernel *shp = begin_attached("attach", shmd);

	trace_add_string("op", op);
	trace_add_hex("pgd", pgd_of(shmd->vm_mm));
	trace_add_hex("va", shmd->vm_start);
	trace_add("len", "%lu", shmd->vm_end - shmd->vm_start);
	trace_add("nattch", "%lu", shp->u.shm_nattch);
	trace_add("rdonly", "%s", truth(!(shmd->vm_flags & VM_WRITE)));
	trace_end(_RET_IP_);
}

void do_trace_shmpage(const struct vm_area_struct *shmd, unsigned long idx)
{
	const struct shmid_kernel *shp = begin_attached("shmpage", shmd);

	trace_add("index", "%lu", idx);
	trace_add_hex("frame", pte_val(shp->shm_pages[idx]) & PAGE_MASK);
	trace_end(_RET_IP_);
}
