// SPDX-License-Identifier: GPL-2.0-only
/* Lab 6, tested inside the kernel: copy_page_range and do_wp_page, each by itself. */
#include "kernel/lab/lab.h"
#include "kernel/lib/string.h"
#include "mm/memory.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"
#include "mm/page_alloc.h"
#include "mm/pagetable.h"

#define PAGES 6

static struct mm_struct *parent, *child;
static struct vm_area_struct vma;
static struct page *frames[PAGES];
static unsigned long base;

#define SHARED_RW (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_SHARED | VM_MAYSHARE)
#define PRIVATE_RW (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE)
#define PRIVATE_RO (VM_READ | VM_MAYREAD)

/* A child, and a parent with PAGES pages but no third one; the last is in a second page table. */
static void set_up(unsigned long flags, unsigned long prot)
{
	parent = mm_alloc();
	child = mm_alloc();
	base = 0x40000000 + (lab_pick(1, 60) << 22) - (PAGES - 1) * PAGE_SIZE;
	vma = (struct vm_area_struct){
		.vm_mm = parent, .vm_start = base, .vm_end = base + PAGES * PAGE_SIZE,
		.vm_flags = flags, .vm_page_prot = vm_page_prot(flags),
	};
	for (int i = 0; i < PAGES; i++) {
		frames[i] = NULL;
		if (i == 2)
			continue;
		frames[i] = alloc_page(GFP_KERNEL);
		memset(page_address(frames[i]), 'a' + i, PAGE_SIZE);
		set_pte(pte_alloc(parent, base + i * PAGE_SIZE), __pte(page_to_phys(frames[i]) | prot));
		parent->rss++;
	}
}

static unsigned long entry(struct mm_struct *mm, int i)
{
	pte_t *pte = walk_page(mm, base + i * PAGE_SIZE);

	return pte ? pte_val(*pte) : 0;
}

static enum fault_result handle(unsigned long address, int write)
{
	enum fault_result result;

	down(&parent->mmap_sem);
	result = handle_mm_fault(parent, &vma, address, write);
	up(&parent->mmap_sem);
	return result;
}

static void private(void)
{
	set_up(PRIVATE_RW, 0x67);
	must_equal(copy_page_range(child, parent, &vma), 0, "the result");
	must_equal(entry(child, 0) & PAGE_MASK, page_to_phys(frames[0]), "the frame in the child's entry");
	must_equal(entry(child, 0) & 7, 5, "the child's rights: present, user, not writable");
	must_equal(entry(parent, 0) & 7, 5, "the parent's rights: present, user, not writable");
	must_equal(entry(parent, 0) & PAGE_MASK, page_to_phys(frames[0]), "the frame in the parent's entry");
	must_equal(page_count(frames[0]), 2, "the frame's references");
	must_equal(child->rss, PAGES - 1, "the child's rss");
	must_equal(parent->rss, PAGES - 1, "the parent's rss");
	must_equal(entry(parent, PAGES - 1) & 7, 5, "the parent's rights to the last page, in another page table");
	must_equal(entry(child, PAGES - 1) & 7, 5, "the child's rights to the last page");
	must_equal(page_count(frames[PAGES - 1]), 2, "the references of the last page's frame");
}

static void shared(void)
{
	set_up(SHARED_RW, 0x67);
	must_equal(copy_page_range(child, parent, &vma), 0, "the result");
	must_equal(entry(child, 1) & PAGE_MASK, page_to_phys(frames[1]), "the frame in the child's entry");
	must_equal(entry(child, 1) & 7, 7, "the child's rights: present, writable, user");
	must_equal(entry(parent, 1) & 7, 7, "the parent's rights: present, writable, user");
	must_equal(page_count(frames[1]), 2, "the frame's references");
	must_equal(child->rss, PAGES - 1, "the child's rss");
	must_equal(parent->rss, PAGES - 1, "the parent's rss");
}

static void places(void)
{
	unsigned long free;

	set_up(PRIVATE_RW, 0x67);
	free = nr_free_pages();
	must_equal(copy_page_range(child, parent, &vma), 0, "the result");
	for (int i = 0; i < PAGES; i++)
		must_equal(entry(child, i) & PAGE_MASK, i == 2 ? 0 : page_to_phys(frames[i]),
			   i == 2 ? "the entry of a page that the parent has not touched" :
			   "the frame at each place");
	must_equal(free - nr_free_pages(), 2, "the number of frames taken: two page tables");
}

static void empty_table(void)
{
	unsigned long first;

	set_up(PRIVATE_RW, 0x67);
	vma.vm_end += 2 * PGDIR_SIZE;		/* two more tables: one without pages, and one that is not there */
	first = base + PAGES * PAGE_SIZE;
	set_pte(pte_alloc(parent, first + PGDIR_SIZE), __pte(0));
	set_pte(walk_page(parent, base + (PAGES - 1) * PAGE_SIZE), __pte(0));
	parent->rss--;
	must_equal(copy_page_range(child, parent, &vma), 0, "the result");
	must(!walk_page(child, first), "the child has no page table where the parent's has no page", "it has one");
	must(!walk_page(child, first + PGDIR_SIZE), "the child has no page table where the parent's is empty", "it has one");
	must(!walk_page(child, vma.vm_end - PAGE_SIZE), "the child has no page table where the parent has none", "it has one");
	must_equal(entry(child, 0) & PAGE_MASK, page_to_phys(frames[0]), "the frame in the child's first entry");
	must_equal(child->rss, PAGES - 2, "the child's rss");
}

static void read_only(void)
{
	unsigned long before;

	set_up(PRIVATE_RO, 0x25);
	before = entry(parent, 3);
	must_equal(copy_page_range(child, parent, &vma), 0, "the result");
	must_equal(entry(child, 3) & ~0x60ul, before & ~0x60ul, "the child's entry (without accessed and dirty)");
	must_equal(entry(parent, 3), before, "the parent's entry");
	must_equal(page_count(frames[3]), 2, "the frame's references");
}

static void no_memory(void)
{
	long result;

	set_up(PRIVATE_RW, 0x67);
	current->fail_nth = 1;
	result = copy_page_range(child, parent, &vma);
	current->fail_nth = 0;
	must_equal(result, -ENOMEM, "the result without memory for the first table");
	must_equal(child->rss, 0, "the child's rss after that");
	must_equal(page_count(frames[0]), 1, "the references to the first frame after that");
	set_up(PRIVATE_RW, 0x67);
	current->fail_nth = 2;
	result = copy_page_range(child, parent, &vma);
	current->fail_nth = 0;
	must_equal(result, -ENOMEM, "the result without memory for the second table");
	must_equal(entry(child, 0) & PAGE_MASK, page_to_phys(frames[0]),
		   "the frame in the child's first entry, which was made before the failure");
	zap_page_range(child, base, PAGES * PAGE_SIZE);
	must_equal(child->rss, 0, "the child's rss when what was copied is undone");
	for (int i = 0; i < PAGES; i++)
		if (frames[i])
			must_equal(page_count(frames[i]), 1, "the references to each frame after that");
}

static struct page *frame_of(struct mm_struct *mm, int i)
{
	return pte_page(__pte(entry(mm, i)));
}

static void copies(void)
{
	set_up(PRIVATE_RW, 0x25);
	get_page(frames[0]);
	must_equal(handle(base + 5, 1), FAULT_HANDLED, "the result of a write fault (0: handled)");
	must(frame_of(parent, 0) != frames[0], "the writer has another frame", "it has the same");
	must_equal(*(char *)page_address(frames[0]), 'a', "the first byte of the old frame, which stays");
	must(!memcmp(page_address(frame_of(parent, 0)), page_address(frames[0]), PAGE_SIZE),
	     "the copy holds what the old frame holds", "it does not");
	must_equal(entry(parent, 0) & 7, 7, "the writer's rights: present, writable, user");
	must_equal(page_count(frames[0]), 1, "the references of the old frame");
	must_equal(page_count(frame_of(parent, 0)), 1, "the references of the copy");
	must_equal(parent->rss, PAGES - 1, "rss, which stays");
	must(pte_dirty(__pte(entry(parent, 0))), "the entry of the written page is dirty", "it is clean");
	must_equal(entry(parent, 1) & PAGE_MASK, page_to_phys(frames[1]), "the frame of the next page, which stays");
}

static void last(void)
{
	unsigned long free;

	set_up(PRIVATE_RW, 0x25);
	get_page(frames[1]);
	handle(base + PAGE_SIZE, 1);
	must(frame_of(parent, 1) != frames[1], "a frame that two have is copied", "it was not");
	free = nr_free_pages();
	must_equal(handle(base, 1), FAULT_HANDLED, "the result for a frame with a single user");
	must_equal(entry(parent, 0) & PAGE_MASK, page_to_phys(frames[0]), "its frame: the same, no copy");
	must_equal(entry(parent, 0) & 7, 7, "its rights: present, writable, user");
	must_equal(page_count(frames[0]), 1, "its references");
	must_equal(nr_free_pages(), free, "the number of free frames");
	must(pte_dirty(__pte(entry(parent, 0))), "the entry of the written page is dirty", "it is clean");
}

static void never_copied(void)
{
	set_up(PRIVATE_RW, 0x25);
	get_page(frames[1]);
	handle(base + PAGE_SIZE, 1);
	must(frame_of(parent, 1) != frames[1], "a private frame that two have is copied", "it was not");
	set_up(SHARED_RW, 0x25);
	get_page(frames[0]);
	must_equal(handle(base, 1), FAULT_HANDLED, "the result in a shared area");
	must_equal(entry(parent, 0) & PAGE_MASK, page_to_phys(frames[0]), "the frame: shared, so the same");
	must_equal(entry(parent, 0) & 7, 7, "the rights: present, writable, user");
	must_equal(page_count(frames[0]), 2, "the frame's references");
}

static void forgets(void)
{
	const volatile char *user;
	char before, after;

	set_up(PRIVATE_RW, 0x25);
	get_page(frames[0]);
	user = (const volatile char *)base;
	activate_mm(parent);
	before = *user;				/* now the translation is in the TLB */
	if (handle(base, 1) == FAULT_HANDLED)
		*(char *)page_address(frame_of(parent, 0)) = 'Z';
	after = *user;
	activate_mm(NULL);
	must_equal(before, 'a', "the byte before the copy");
	must_equal(after, 'Z', "the byte read from the page after its frame was replaced");
}

static void copy_fails(void)
{
	enum fault_result result;
	unsigned long before;

	set_up(PRIVATE_RW, 0x25);
	get_page(frames[0]);
	before = entry(parent, 0);
	current->fail_nth = 1;
	result = handle(base, 1);
	current->fail_nth = 0;
	must_equal(result, FAULT_OOM, "the result without memory for the copy");
	must_equal(entry(parent, 0), before, "the entry after that");
	must_equal(page_count(frames[0]), 2, "the frame's references after that");
	must_equal(parent->rss, PAGES - 1, "rss after that");
}

const struct lab_unit lab_units[] = {
	{ "6.1-private", private },
	{ "6.1-shared", shared },
	{ "6.1-places", places },
	{ "6.1-tables", empty_table },
	{ "6.1-read-only", read_only },
	{ "6.1-no-memory", no_memory },
	{ "6.2-copies", copies },
	{ "6.2-last", last },
	{ "6.2-shared", never_copied },
	{ "6.2-forgets", forgets },
	{ "6.2-no-memory", copy_fails },
	{ 0 }
};
