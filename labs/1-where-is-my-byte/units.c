// SPDX-License-Identifier: GPL-2.0-only
/* Lab 1, tested inside the kernel: each function by itself, on page tables made by the test. */
#include "kernel/lab/lab.h"
#include "kernel/lib/string.h"
#include "mm/mm_struct.h"
#include "mm/page_alloc.h"
#include "mm/pagetable.h"

#define PAGES 8

static struct mm_struct mm;
static pgd_t *directory;
static pte_t *tables[2];
static struct page *frames[PAGES];
static unsigned long slot[2];		/* two indices into the directory */

/* Make an address space with two page tables; the first one has PAGES pages from `first` on. */
static unsigned long set_up(void)
{
	unsigned long first = lab_pick(1, 1000 - PAGES);

	memset(&mm, 0, sizeof(mm));
	mm.mm_users = 1;
	init_MUTEX(&mm.mmap_sem);
	directory = mm.pgd = (pgd_t *)get_zeroed_page(GFP_KERNEL);
	slot[0] = lab_pick(1, 300);
	slot[1] = lab_pick(301, 767);
	for (int i = 0; i < 2; i++) {
		tables[i] = (pte_t *)get_zeroed_page(GFP_KERNEL);
		directory[slot[i]] = __pgd(__pa(tables[i]) | _PAGE_TABLE);
	}
	for (int i = 0; i < PAGES; i++) {
		frames[i] = alloc_page(GFP_KERNEL);
		tables[0][first + i] = mk_pte(frames[i], PAGE_SHARED);
		mm.rss++;
	}
	return first;
}

static unsigned long address(unsigned long upper, unsigned long lower)
{
	return upper << 22 | lower << 12;
}

static void entry(void)
{
	unsigned long first = set_up();

	must_equal(walk_page(&mm, address(slot[0], first)), &tables[0][first],
		   "the entry's address for a page that is there");
	must_equal(walk_page(&mm, address(slot[0], first + PAGES)), &tables[0][first + PAGES],
		   "the entry's address for a page that is not there, in a table that is");
}

static void two_tables(void)
{
	unsigned long n = set_up();

	must_equal(walk_page(&mm, address(slot[1], n)), &tables[1][n], "the entry in the second table");
	must_equal(walk_page(&mm, address(slot[0], n)), &tables[0][n], "the entry in the first table");
	must_equal(walk_page(&mm, address(slot[0], 0)), &tables[0][0], "a table's first entry");
	must_equal(walk_page(&mm, address(slot[1], 1023)), &tables[1][1023], "a table's last entry");
}

static void inside(void)
{
	unsigned long n = set_up(), page = address(slot[0], n);

	must_equal(walk_page(&mm, page + 4095), &tables[0][n], "the entry for a page's last byte");
	must_equal(walk_page(&mm, page + lab_pick(1, 4094)), &tables[0][n],
		   "the entry for a byte in the middle of the page");
}

static void none(void)
{
	unsigned long n = set_up(), free = nr_free_pages();

	must_equal(walk_page(&mm, address(slot[0] - 1, n)), 0, "the result where there is no table");
	must_equal(pgd_val(directory[slot[0] - 1]), 0, "the directory entry after that");
	must_equal(nr_free_pages(), free, "the number of free frames after that");
	must_equal(walk_page(&mm, address(slot[0], n)), &tables[0][n], "the entry where there is one");
}

static void makes(void)
{
	unsigned long n = set_up(), upper = slot[0] - 1, free = nr_free_pages();
	pte_t *pte = pte_alloc(&mm, address(upper, n));

	must(pte, "pte_alloc returns an entry", "it returned NULL");
	must(!pgd_none(directory[upper]), "the directory points to a new table",
	     "its entry is still empty");
	must(pgd_val(directory[upper]) >> PAGE_SHIFT < max_mapnr,
	     "the directory holds a physical address, of memory that there is", "it holds another");
	must_equal(pgd_val(directory[upper]) & PAGE_MASK, __pa(pte) & PAGE_MASK,
		   "the table's physical address in the directory");
	must_equal((unsigned long)pte & ~PAGE_MASK, 4 * n, "the entry's place in the table");
	must_equal(free - nr_free_pages(), 1, "the number of frames taken");
}

static void empty(void)
{
	unsigned long n = set_up(), dirty[4];
	pte_t *pte;

	for (int i = 0; i < 4; i++) {
		dirty[i] = __get_free_page(GFP_KERNEL);
		memset((void *)dirty[i], 0xa5, PAGE_SIZE);
	}
	for (int i = 0; i < 4; i++)
		free_pages(dirty[i]);
	pte = pte_alloc(&mm, address(slot[1] + 1 == 768 ? 0 : slot[1] + 1, n));
	must(pte, "pte_alloc returns an entry", "it returned NULL");
	pte = (pte_t *)((unsigned long)pte & PAGE_MASK);
	for (int i = 0; i < PTRS_PER_PTE; i++)
		must_equal(pte_val(pte[i]), 0, "each entry of a new table");
}

static void again(void)
{
	unsigned long n = set_up(), free = nr_free_pages();
	unsigned long before = pgd_val(directory[slot[0]]);

	must_equal(pte_alloc(&mm, address(slot[0], n)), &tables[0][n], "the entry in a table that is there");
	must_equal(pte_val(tables[0][n]) & PAGE_MASK, page_to_phys(frames[0]), "the frame in that entry");
	must_equal(pte_alloc(&mm, address(slot[0], 1023)), &tables[0][1023], "the table's last entry");
	must_equal(pgd_val(directory[slot[0]]), before, "the directory entry after that");
	must_equal(nr_free_pages(), free, "the number of free frames after that");
}

static void rights(void)
{
	unsigned long n = set_up(), upper = slot[0] - 1;

	pte_alloc(&mm, address(upper, n));
	must_equal(pgd_val(directory[upper]) & 7, 7, "present, writable and user in the directory entry");
}

static void no_memory(void)
{
	unsigned long n = set_up(), upper = slot[0] - 1;
	pte_t *pte;

	current->fail_nth = 1;
	pte = pte_alloc(&mm, address(upper, n));
	current->fail_nth = 0;
	must_equal(pte, 0, "the result without memory");
	must_equal(pgd_val(directory[upper]), 0, "the directory entry after that");
	must(pte_alloc(&mm, address(upper, n)), "with memory there is an entry", "it is NULL");
}

static void unmaps(void)
{
	unsigned long first = set_up();

	get_page(frames[0]);			/* keeps the frame for the checks below */
	zap_page_range(&mm, address(slot[0], first), PAGE_SIZE);
	must_equal(pte_val(tables[0][first]), 0, "the entry of the unmapped page");
	must_equal(page_count(frames[0]), 1, "the number of the frame's references");
	must_equal(mm.rss, PAGES - 1, "rss, the number of pages present");
}

static void range(void)
{
	unsigned long first = set_up(), free = nr_free_pages();

	zap_page_range(&mm, address(slot[0], first + 2), 3 * PAGE_SIZE);
	must_equal(nr_free_pages() - free, 3, "the number of frames that came back");
	for (int i = 0; i < PAGES; i++)
		must_equal(!pte_val(tables[0][first + i]), i >= 2 && i < 5,
			   i < 2 ? "unmapped (0 or 1) of a page before the range" :
			   i < 5 ? "unmapped (0 or 1) of a page in the range" :
			   "unmapped (0 or 1) of a page after the range");
	must_equal(mm.rss, PAGES - 3, "rss");
}

static void holes(void)
{
	unsigned long first = set_up();

	tables[0][first + 3] = __pte(0);
	mm.rss--;
	zap_page_range(&mm, address(slot[0] - 1, 0), PGDIR_SIZE);
	must_equal(mm.rss, PAGES - 1, "rss after unmapping where there is no table");
	zap_page_range(&mm, address(slot[0], first), PAGES * PAGE_SIZE);
	must_equal(mm.rss, 0, "rss after unmapping a range with a hole");
	must_equal(pte_val(tables[0][first + PAGES - 1]), 0, "the last entry");
}

static void shared(void)
{
	unsigned long first = set_up(), free;

	get_page(frames[1]);
	free = nr_free_pages();
	zap_page_range(&mm, address(slot[0], first), 2 * PAGE_SIZE);
	must_equal(page_count(frames[1]), 1, "the references to a frame that is also used elsewhere");
	must_equal(nr_free_pages() - free, 1, "the number of frames that came back, of two unmapped");
}

const struct lab_unit lab_units[] = {
	{ "1.1-entry", entry },
	{ "1.1-tables", two_tables },
	{ "1.1-inside", inside },
	{ "1.1-none", none },
	{ "1.2-makes", makes },
	{ "1.2-empty", empty },
	{ "1.2-again", again },
	{ "1.2-rights", rights },
	{ "1.2-no-memory", no_memory },
	{ "1.3-unmaps", unmaps },
	{ "1.3-range", range },
	{ "1.3-holes", holes },
	{ "1.3-shared", shared },
	{ 0 }
};
