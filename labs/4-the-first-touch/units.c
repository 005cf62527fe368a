// SPDX-License-Identifier: GPL-2.0-only
/* Lab 4, tested inside the kernel: do_no_page with an object made by the test. */
#include "kernel/lab/lab.h"
#include "kernel/lib/string.h"
#include "mm/memory.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"
#include "mm/page_alloc.h"
#include "mm/pagetable.h"

static int calls;			/* of nopage */
static struct page *object_page;	/* what the object's nopage returns */
static unsigned long asked;		/* the address that nopage was called with */

static struct page *give(struct vm_area_struct *vma, unsigned long address)
{
	(void)vma;
	asked = address;
	calls++;
	if (object_page != NOPAGE_SIGBUS && object_page != NOPAGE_OOM)
		get_page(object_page);
	return object_page;
}

static const struct vm_operations_struct ops = { .nopage = give };
static struct mm_struct *mm;
static struct vm_area_struct vma;
static unsigned long base;

static void set_up(unsigned long flags)
{
	mm = mm_alloc();
	calls = 0;
	base = 0x40000000 + lab_pick(0, 500) * PAGE_SIZE;
	vma = (struct vm_area_struct){
		.vm_mm = mm, .vm_start = base, .vm_end = base + 8 * PAGE_SIZE,
		.vm_flags = flags, .vm_page_prot = vm_page_prot(flags), .vm_ops = &ops,
	};
	object_page = alloc_page(GFP_KERNEL);
	memset(page_address(object_page), 0x5a, PAGE_SIZE);
}

#define SHARED_RW (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_SHARED | VM_MAYSHARE)
#define SHARED_RO (VM_READ | VM_MAYREAD | VM_SHARED | VM_MAYSHARE)
#define PRIVATE_RW (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE)

static pte_t pte_of(unsigned long address)
{
	pte_t *pte = walk_page(mm, address);

	return pte ? *pte : __pte(0);
}

static enum fault_result handle(unsigned long address, int write)
{
	enum fault_result result;

	down(&mm->mmap_sem);
	result = handle_mm_fault(mm, &vma, address, write);
	up(&mm->mmap_sem);
	return result;
}

static void maps(void)
{
	set_up(SHARED_RW);
	must_equal(handle(base, 0), FAULT_HANDLED, "the result of a read fault (0: handled)");
	must_equal(pte_val(pte_of(base)) & PAGE_MASK, page_to_phys(object_page), "the frame in the entry");
	must_equal(pte_val(pte_of(base)) & 7, 7, "present, writable, user: a shared writable page from the start");
	must_equal(mm->rss, 1, "rss, the number of pages present");
	must_equal(page_count(object_page), 2, "the frame's references: the object's and the entry's");
	must_equal(calls, 1, "the number of calls of nopage for one fault");
	must(!pte_dirty(pte_of(base)), "the entry of a page that was only read is clean", "it is dirty");
	must_equal(handle(base + PAGE_SIZE, 1), FAULT_HANDLED, "the result of a write fault");
	must_equal(pte_val(pte_of(base + PAGE_SIZE)) & PAGE_MASK, page_to_phys(object_page),
		   "the frame after a write: shared, so no copy");
	must(pte_dirty(pte_of(base + PAGE_SIZE)), "the entry of a written page is dirty", "it is clean");
	must_equal(mm->rss, 2, "rss after the second page");
	set_up(SHARED_RO);
	must_equal(handle(base, 0), FAULT_HANDLED, "the result of a read fault in a read-only shared area");
	must_equal(pte_val(pte_of(base)) & 7, 5, "present, not writable, user: a page of a read-only area");
}

static void address(void)
{
	unsigned long n = lab_pick(1, 7);

	set_up(SHARED_RW);
	handle(base + n * PAGE_SIZE + lab_pick(1, 4095), 0);
	must_equal(asked, base + n * PAGE_SIZE, "the address passed to nopage: that of the page");
	must_equal(pte_val(pte_of(base + n * PAGE_SIZE)) & PAGE_MASK, page_to_phys(object_page),
		   "the frame in the entry");
}

static void private_read(void)
{
	set_up(PRIVATE_RW);
	must_equal(handle(base, 0), FAULT_HANDLED, "the result");
	must_equal(pte_val(pte_of(base)) & PAGE_MASK, page_to_phys(object_page), "the frame in the entry");
	must(!pte_write(pte_of(base)), "a private page that was only read is read-only", "it is writable");
	must_equal(page_count(object_page), 2, "the frame's references: the object's and the entry's");
	must_equal(mm->rss, 1, "rss");
}

static void private_write(void)
{
	struct page *page;

	set_up(PRIVATE_RW);
	handle(base + PAGE_SIZE, 0);
	must_equal(pte_val(pte_of(base + PAGE_SIZE)) & PAGE_MASK, page_to_phys(object_page),
		   "the frame of the page next to it, which was only read: the object's");
	zap_page_range(mm, base + PAGE_SIZE, PAGE_SIZE);
	must_equal(handle(base, 1), FAULT_HANDLED, "the result");
	must(pte_present(pte_of(base)), "the page is present", "it is not");
	page = pte_page(pte_of(base));
	must(page != object_page, "the writer has a frame of its own", "it has the object's");
	must(!memcmp(page_address(page), page_address(object_page), PAGE_SIZE),
	     "the copy holds what the object holds", "it holds something else");
	must(pte_write(pte_of(base)), "the copy is writable", "it is read-only");
	must_equal(page_count(object_page), 1, "the references of the object's frame");
	must_equal(page_count(page), 1, "the references of the copy");
	must(pte_dirty(pte_of(base)), "the entry of a written page is dirty", "it is clean");
	must_equal(calls, 2, "the number of calls of nopage for two faults");
	must_equal(mm->rss, 1, "rss");
}

static void refused(void)
{
	set_up(SHARED_RW);
	object_page = NOPAGE_SIGBUS;
	must_equal(handle(base, 0), FAULT_SIGBUS, "the result for NOPAGE_SIGBUS");
	must_equal(pte_val(pte_of(base)), 0, "the entry after that");
	object_page = NOPAGE_OOM;
	must_equal(handle(base, 1), FAULT_OOM, "the result for NOPAGE_OOM");
	must_equal(pte_val(pte_of(base)), 0, "the entry after that");
	must_equal(mm->rss, 0, "rss");
	set_up(PRIVATE_RW);
	handle(base + PAGE_SIZE, 0);		/* so that there is a page table */
	current->fail_nth = 1;
	asked = handle(base, 1);
	current->fail_nth = 0;
	must_equal(asked, FAULT_OOM, "the result without memory for a copy");
	must_equal(pte_val(pte_of(base)), 0, "the entry after that");
	must_equal(page_count(object_page), 2, "the references of the object's frame: its own and the reader's");
	must_equal(mm->rss, 1, "rss after that: the page that was read");
}

const struct lab_unit lab_units[] = {
	{ "4.1-maps", maps },
	{ "4.1-address", address },
	{ "4.1-private-read", private_read },
	{ "4.1-private-write", private_write },
	{ "4.1-refused", refused },
	{ 0 }
};
