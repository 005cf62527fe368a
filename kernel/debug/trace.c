// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace: records of what the kernel does, sent on COM2 and kept in a ring for debuggers.
 * The whole kernel calls this file through the macros of kernel/debug/trace.h.
 *
 *	trace			trace everything
 *	trace=shm,table		only these classes (kernel/debug/trace_events.h)
 *	trace=all,wait		after each record, stop until COM2 receives a byte: the reader can
 *				look at memory as it was at this record
 *
 * A record is a line of hexadecimal numbers with spaces between them:
 *
 *	event number ticks pid ip field... sum
 *
 * `event` and the fields are listed in kernel/debug/trace_events.h. `number` counts the records,
 * and `ip` is the instruction after the one that caused the event. A string is written as = and
 * its characters; the space, % and whatever is not printable become %xx. `sum` is the sum of all
 * characters before it. A lost character always makes the sum smaller, so the reader notices the
 * loss and goes on with the next line.
 *
 * The kernel waits for COM2, and interrupts are off while it writes a record: records stay whole,
 * and nothing happens between a change and its record.
 */
#include <stdarg.h>
#include <uapi/unistd.h>
#include "ipc/shm.h"
#include "ipc/shm_proc.h"
#include "kernel/debug/trace.h"
#include "kernel/drivers/serial.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/task.h"
#include "kernel/sched/timer.h"
#include "mm/fault.h"
#include "mm/page_alloc.h"
#include "mm/pagetable.h"

#define TRACE_ALL	0x37f
#define TRACE_WAIT	0x80		/* not a class: the boot word `wait` */
#define MAX_STRING	96		/* characters; each may become %xx */
#define MAX_USER_STRING	48		/* of these, a record may have two */

_Static_assert(FAULT_HANDLED == 0 && FAULT_MAPERR == 1 && FAULT_ACCERR == 2 && FAULT_SIGBUS == 3 &&
	       FAULT_OOM == 4, "the results of FAULT in kernel/debug/trace_events.h");

static const struct {
	const char *name;
	unsigned long bits;
} words[] = {
	{ "all", TRACE_ALL },
	{ "wait", TRACE_WAIT },
#define TRACE_CLASS(NAME, word, bit) { word, bit },
#define TRACE_EVENT(NAME, fields)
#include "kernel/debug/trace_events.h"
};

unsigned long trace_classes;

#define TRACE_RING_LINES	64
#define TRACE_LINE_MAX		512	/* more than the longest record: a call with two strings */

/*
 * The last records, for a debugger: record n is text[n % TRACE_RING_LINES], a string, and
 * trace_last is the number of the last one. NULL while the kernel does not trace.
 */
struct trace_ring {
	char text[TRACE_RING_LINES][TRACE_LINE_MAX];
} *trace_ring;
unsigned long trace_last;

/* --- a record --- */

static unsigned long irq_flags;		/* of the caller of begin() */
static char line[TRACE_LINE_MAX];
static size_t line_len;

static void printf_like(1, 2) add(const char *fmt, ...)
{
	size_t room = sizeof(line) - line_len;
	va_list args;

	va_start(args, fmt);
	line_len += min((size_t)vsnprintf(line + line_len, room, fmt, args), room - 1);
	va_end(args);
}

static void add_character(unsigned char c)
{
	add(c > ' ' && c <= '~' && c != '%' ? "%c" : "%%%02x", c);
}

static void add_string(const char *text)
{
	add("=");
	for (int i = 0; i < MAX_STRING && text[i]; i++)
		add_character(text[i]);
	add(" ");
}

/* Interrupts are off until end(). */
static void begin(enum trace_event event, unsigned long ip)
{
	irq_flags = local_irq_save();
	line_len = 0;
	trace_last++;
	add("%x %lx %lx %x %lx ", event, trace_last, jiffies, current->pid, ip);
}

static void end(void)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < line_len; i++)
		sum += line[i];
	add("%x", sum);
	if (trace_ring)
		memcpy(trace_ring->text[trace_last % TRACE_RING_LINES], line, line_len + 1);
	serial_write(COM2, line, line_len);
	serial_write(COM2, "\n", 1);
	if (trace_classes & TRACE_WAIT)
		serial_wait(COM2);
	local_irq_restore(irq_flags);
}

void trace_record(enum trace_event event, unsigned long ip, int n, ...)
{
	va_list numbers;

	begin(event, ip ? ip : _RET_IP_);
	va_start(numbers, n);
	while (n--)
		add("%lx ", va_arg(numbers, unsigned long));
	va_end(numbers);
	end();
}

/* --- events that are more than numbers at hand --- */

/* The trace names a page directory by its physical address, which CR3 holds. */
static unsigned long pgd_of(const struct mm_struct *mm)
{
	return __pa(mm ? mm->pgd : swapper_pg_dir);
}

void do_trace_fork(const struct task_struct *child)
{
	begin(EV_FORK, _RET_IP_);
	add("%x %lx %x ", child->pid, pgd_of(child->mm), child->mm && child->mm == current->mm);
	add_string(child->comm);
	end();
}

void do_trace_exec(const char *path)
{
	begin(EV_EXEC, _RET_IP_);
	add("%lx ", pgd_of(current->mm));
	add_string(current->comm);
	add_string(path);
	end();
}

void do_trace_switch(const struct task_struct *next)
{
	trace_send(EV_SWITCH, _RET_IP_, next->pid, pgd_of(next->mm));
}

/* The trace must know which arguments of a call are strings: it sends their characters. */
static const char *const letters[] = {
#define SYSCALL(name, function, types, letters) [__NR_##name] = letters,
#include <uapi/syscall_table.h>
#undef SYSCALL
};

/* A byte of user memory through the direct map: a page fault would change what is observed. */
static const char *user_byte(unsigned long addr)
{
	const pte_t *pte = addr < TASK_SIZE ? walk_page(current->mm, addr) : NULL;

	return pte && pte_present(*pte) ? (char *)page_address(pte_page(*pte)) + (addr & ~PAGE_MASK) : NULL;
}

/* The string as far as its pages are present; 0 if not even its first byte is. */
static void add_user_string(unsigned long addr)
{
	const char *byte = user_byte(addr);

	add(byte ? "=" : "0");
	for (int i = 1; i < MAX_USER_STRING && byte && *byte; i++) {
		add_character(*byte);
		byte = user_byte(addr + i);
	}
	add(" ");
}

void do_trace_call(int leaving)
{
	const struct pt_regs *regs = task_pt_regs(current);
	const unsigned long *args = &regs->ebx;
	const char *letter;

	if (leaving) {
		/* After execve and sigreturn, orig_eax is no longer the number of this call. */
		trace_send(EV_RET, regs->eip, current->traced_call, regs->ebx, regs->eax);
		return;
	}
	current->traced_call = regs->orig_eax;
	begin(EV_CALL, regs->eip);
	add("%lx ", regs->orig_eax);
	for (int i = 0; i < 6; i++)
		add("%lx ", args[i]);
	letter = regs->orig_eax < ARRAY_SIZE(letters) ? letters[regs->orig_eax] : NULL;
	for (; letter && *letter; letter++, args++)
		if (*letter == 's')
			add_user_string(*args);
	end();
}

/* Anonymous memory has no name of its own; these two uses of it can be recognised. */
static const char *special_name(const struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_flags & VM_GROWSDOWN)
		return "[stack]";
	if (mm->start_brk && vma->vm_start <= PAGE_ALIGN(mm->brk) && vma->vm_end > mm->start_brk)
		return "[heap]";
	return "";
}

void do_trace_area(enum trace_event event, struct vm_area_struct *vma)
{
	const struct vm_operations_struct *ops = vma->vm_ops;
	unsigned long ino = 0;
	char name[64] = "";

	begin(event, _RET_IP_);
	add("%lx %lx %lx ", pgd_of(vma->vm_mm), vma->vm_start, vma->vm_end);
	if (event != EV_AREA_REMOVE) {		/* the object that it maps may be gone already */
		if (ops && ops->name)
			ops->name(vma, name, sizeof(name), &ino);
		/* An attach has its segment's id where a file has its inode number. */
		add("%lx %lx %lx ", vma->vm_flags, ops ? vma->vm_pgoff : 0,
		    ops && ops->name == shm_name ? ino : -1UL);
		add_string(ops ? name : special_name(vma));
	}
	end();
}

void do_trace_entry(enum trace_event event, const void *entry, unsigned long old, unsigned long new)
{
	trace_send(event, _RET_IP_, __pa(entry) & PAGE_MASK, (__pa(entry) & ~PAGE_MASK) / sizeof(pte_t),
		   old, new);
}

void do_trace_ref(const struct page *page)
{
	trace_send(EV_REF, _RET_IP_, page_to_phys(page), page->count);
}

static int id_of(const struct vm_area_struct *shmd)
{
	struct shmid_kernel **slot = shmd->vm_private_data;

	return IPC_ID((*slot)->u.shm_perm.seq, slot - shm_segs);
}

void do_trace_attach(enum trace_event event, const struct vm_area_struct *shmd)
{
	const struct shmid_kernel *shp = *(struct shmid_kernel **)shmd->vm_private_data;

	trace_send(event, _RET_IP_, id_of(shmd), pgd_of(shmd->vm_mm), shmd->vm_start,
		   shmd->vm_end - shmd->vm_start, shp->u.shm_nattch, !(shmd->vm_flags & VM_WRITE));
}

void do_trace_shmpage(const struct vm_area_struct *shmd, unsigned long idx)
{
	const struct shmid_kernel *shp = *(struct shmid_kernel **)shmd->vm_private_data;

	trace_send(EV_SHMPAGE, _RET_IP_, id_of(shmd), idx, pte_val(shp->shm_pages[idx]) & PAGE_MASK);
}

/* --- the beginning --- */

/* The bits of trace_classes for the text of the boot word, words separated by commas. */
static unsigned long parse_words(const char *text)
{
	unsigned long bits = 0;

	while (*text) {
		const char *comma = strchr(text, ',');
		size_t len = comma ? (size_t)(comma - text) : strlen(text);
		unsigned long found = 0;

		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (!strncmp(text, words[i].name, len) && !words[i].name[len])
				found = words[i].bits;
		if (!found)
			printk("trace: unknown word at \"%s\"\n", text);
		bits |= found;
		text += len + (comma != NULL);
	}
	return bits & TRACE_ALL ? bits : bits | TRACE_ALL;
}

/* The first records: the state before anything happens. No frame has been taken yet. */
static void send_beginning(void)
{
	trace_send(EV_START, _RET_IP_, TRACE_VERSION, HZ, max_mapnr, __pa(swapper_pg_dir),
		   trace_classes & TRACE_ALL);
	for (unsigned long i = 0; i < PTRS_PER_PGD; i++)
		if (!pgd_none(swapper_pg_dir[i]))
			trace_pgd(&swapper_pg_dir[i], 0UL, pgd_val(swapper_pg_dir[i]));
	for (unsigned long pfn = 0, end; pfn < max_mapnr; pfn = end + 1) {
		for (end = pfn; end < max_mapnr && !(mem_map[end].flags & PG_reserved); end++)
			;
		if (end > pfn)
			trace_ram(pfn << PAGE_SHIFT, end << PAGE_SHIFT);
	}
}

void trace_init(void)
{
	const char *text = boot_word("trace");

	if (!text)
		return;
	if (!serial_init(COM2)) {
		printk("trace: there is no COM2\n");
		return;
	}
	trace_classes = parse_words(text);
	send_beginning();
	/* If there is no memory for it, the trace goes on without a ring. */
	trace_ring = (void *)__get_free_pages(GFP_ATOMIC, get_order(sizeof(*trace_ring)));
}
