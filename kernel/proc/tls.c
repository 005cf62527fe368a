// SPDX-License-Identifier: GPL-2.0-only
/*
 * Thread-local segments. A C library keeps its thread-local variables, for example errno, in a
 * block of memory that it addresses by %gs. set_thread_area() makes the descriptor:
 *
 *	gs = 0x33 -> GDT entry 6 -> base of the block
 *	     6 << 3 | 3
 *
 * Entries 6 to 8 of the GDT belong to the running process. They are kept in its thread_struct
 * and copied to the GDT at each switch.
 *
 * As in today's Linux, only 32-bit data segments are accepted. A valid selector can therefore
 * become invalid only when its entry is cleared. set_tls() then clears the registers that
 * contain it, so that the return to user mode cannot fault.
 */
#include "kernel/proc/tls.h"
#include "kernel/cpu/switch.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "mm/uaccess.h"

/* Does it ask for an empty entry? Linux accepts two forms: all 0, and all 0 but read-only and not present. */
static bool tls_desc_empty(const struct user_desc *u)
{
	bool zero = !u->base_addr && !u->limit && !u->contents && !u->seg_32bit &&
		    !u->limit_in_pages && !u->useable;

	return zero && u->read_exec_only == u->seg_not_present;
}

/* May a process have this entry? (Linux: tls_desc_okay) */
static bool tls_desc_okay(const struct user_desc *u)
{
	return tls_desc_empty(u) || (u->seg_32bit && u->contents <= 1 && !u->seg_not_present);
}

/* kernel/cpu/desc.c draws the layout. 0xf100: present, DPL 3, a code or data segment, accessed. */
static struct desc_struct make_desc(const struct user_desc *u)
{
	struct desc_struct desc = { 0, 0 };

	if (tls_desc_empty(u))
		return desc;
	desc.a = (u->base_addr << 16) | (u->limit & 0xffff);
	desc.b = (u->base_addr & 0xff000000) | ((u->base_addr >> 16) & 0xff) |
		 (u->limit & 0x000f0000) | 0xf100 |
		 (!u->read_exec_only << 9) | (u->contents << 10) |
		 (u->seg_32bit << 22) | (u->limit_in_pages << 23) | (u->useable << 20);
	return desc;
}

static void set_tls(struct task_struct *task, int entry, const struct user_desc *u)
{
	struct pt_regs *regs = task_pt_regs(task);

	task->thread.tls_array[entry - GDT_ENTRY_TLS_MIN] = make_desc(u);
	if (task != current)
		return;
	load_tls(&task->thread);
	/* A segment register contains a copy of its descriptor. Load it again, or clear it if the entry is empty now. */
	write_fs(safe_selector(read_fs()));
	write_gs(safe_selector(read_gs()));
	regs->ds = safe_selector(regs->ds & 0xffff);
	regs->es = safe_selector(regs->es & 0xffff);
	if ((regs->ss & 0xffff) != __USER_DS && !segment_readable(regs->ss & 0xffff))
		regs->ss = __USER_DS;
}

/* Find an empty entry: its number in the GDT, or -ESRCH. */
static int choose_entry(const struct task_struct *task)
{
	for (int i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		if (!task->thread.tls_array[i].a && !task->thread.tls_array[i].b)
			return GDT_ENTRY_TLS_MIN + i;
	return -ESRCH;
}

static bool is_tls_entry(unsigned int entry)
{
	return entry - GDT_ENTRY_TLS_MIN < GDT_ENTRY_TLS_ENTRIES;
}

int set_task_tls(struct task_struct *task, const struct user_desc *user)
{
	struct user_desc info;

	if (copy_from_user(&info, user, sizeof(info)))
		return -EFAULT;
	if (!is_tls_entry(info.entry_number) || !tls_desc_okay(&info))
		return -EINVAL;
	set_tls(task, info.entry_number, &info);
	return 0;
}

void clear_tls(void)
{
	memset(current->thread.tls_array, 0, sizeof(current->thread.tls_array));
	load_tls(&current->thread);
	write_fs(0);
	write_gs(0);
}

/*
 * Set one of the three entries of current; entry_number -1: choose an empty one and write its
 * number to *user. Errors: EFAULT, EINVAL (not a data segment), ESRCH (all three are in use),
 * EFAULT, EINVAL (not one of the three).
 */
long sys_set_thread_area(struct user_desc *user)
{
	struct user_desc info;
	int entry;

	if (copy_from_user(&info, user, sizeof(info)))
		return -EFAULT;
	if (!tls_desc_okay(&info))
		return -EINVAL;
	entry = info.entry_number;
	if (entry == -1) {
		entry = choose_entry(current);
		if (entry < 0)
			return entry;
		if (put_user(entry, (int *)&user->entry_number))
			return -EFAULT;
	}
	if (!is_tls_entry(entry))
		return -EINVAL;
	set_tls(current, entry, &info);
	return 0;
}

/* Report one of the three entries. Errors: EFAULT, EINVAL (not one of the three). */
long sys_get_thread_area(struct user_desc *user)
{
	struct user_desc info;
	struct desc_struct desc;
	unsigned int entry;

	if (get_user(entry, &user->entry_number))
		return -EFAULT;
	if (!is_tls_entry(entry))
		return -EINVAL;
	desc = current->thread.tls_array[entry - GDT_ENTRY_TLS_MIN];

	memset(&info, 0, sizeof(info));
	info.entry_number = entry;
	info.base_addr = (desc.a >> 16) | ((desc.b & 0xff) << 16) | (desc.b & 0xff000000);
	info.limit = (desc.a & 0xffff) | (desc.b & 0x000f0000);
	info.seg_32bit = desc.b >> 22;
	info.contents = desc.b >> 10;
	info.read_exec_only = !(desc.b >> 9 & 1);
	info.limit_in_pages = desc.b >> 23;
	info.seg_not_present = !(desc.b >> 15 & 1);
	info.useable = desc.b >> 20;
	return copy_to_user(user, &info, sizeof(info)) ? -EFAULT : 0;
}
