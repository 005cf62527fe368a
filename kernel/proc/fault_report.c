// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the log says about a program that dies of an exception: its registers, and the areas around
 * the address. traps.c prints the line before these, with the address and the reason:
 *
 *	attach[7]: write of address 40001000: nothing is mapped there
 *	  eip 080481a3  eax 00000041  ebx 40000000  ecx 00000000  edx 40001000
 *	  esi 00000000  edi 00000000  ebp bffffdc8  esp bffffdb0  eflags 00000202
 *	  08048000-0804c000 r-xp /bin/attach  <- eip
 *	  40000000-40001000 rw-s segment 0, key 0x000004d2  ends at the address
 *	  bffff000-c0000000 rwxp [stack]  above the address
 *
 * The kernel has no names of functions of programs. tools/guest and make run read these lines
 * and add the function of eip and its line of source.
 */
#include "kernel/proc/fault_report.h"
#include "kernel/fs/proc_mm.h"
#include "kernel/fs/filemap.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "mm/mm.h"

static bool contains(const struct vm_area_struct *vma, unsigned long address)
{
	return vma->vm_start <= address && address < vma->vm_end;
}

/* Where the area lies in relation to the address. NULL if it is neither there nor a neighbour. */
static const char *place(const struct vm_area_struct *vma, const struct vm_area_struct *before,
			 unsigned long address)
{
	if (contains(vma, address))
		return "  <- the address";
	if (vma->vm_end == address)
		return "  ends at the address";
	if (vma->vm_end < address && (!vma->vm_next || vma->vm_next->vm_start > address))
		return "  below the address";
	if (vma->vm_start > address && (!before || before->vm_end <= address))
		return "  above the address";
	return NULL;
}

static void show_area(struct vm_area_struct *vma, const char *where, bool has_eip)
{
	unsigned long flags = vma->vm_flags, id;
	char name[128];

	area_name(vma, name, sizeof(name), &id);
	printk("  %08lx-%08lx %c%c%c%c ", vma->vm_start, vma->vm_end, flags & VM_READ ? 'r' : '-',
	       flags & VM_WRITE ? 'w' : '-', flags & VM_EXEC ? 'x' : '-', flags & VM_MAYSHARE ? 's' : 'p');
	if (!area_file(vma) && !strncmp(name, "/SYSV", 5)) {
		name[5 + 8] = '\0';		/* Linux's name of a segment is /SYSVkkkkkkkk (deleted) */
		printk("segment %lu, key 0x%s", id, name + 5);
	} else {
		printk("%s", name);
	}
	printk("%s%s\n", where ? where : "", has_eip ? "  <- eip" : "");
}

void show_fault(const struct pt_regs *regs, unsigned long address)
{
	struct mm_struct *mm = current->mm;
	const struct vm_area_struct *before = NULL;

	printk("  eip %08lx  eax %08lx  ebx %08lx  ecx %08lx  edx %08lx\n", regs->eip, regs->eax,
	       regs->ebx, regs->ecx, regs->edx);
	printk("  esi %08lx  edi %08lx  ebp %08lx  esp %08lx  eflags %08lx\n", regs->esi, regs->edi,
	       regs->ebp, regs->esp, regs->eflags);
	down(&mm->mmap_sem);
	for (struct vm_area_struct *vma = mm->mmap; vma; before = vma, vma = vma->vm_next) {
		const char *where = place(vma, before, address);

		if (where || contains(vma, regs->eip))
			show_area(vma, where, contains(vma, regs->eip));
	}
	up(&mm->mmap_sem);
}
