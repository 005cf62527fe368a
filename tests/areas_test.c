/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An address space of many areas, which the kernel then keeps in a tree as well as in a list
 * (mm/area_tree.c). Random calls are compared with a model that has one byte for each page.
 */
#include "tap.h"

#include <sys/shm.h>

#define PAGES	600
#define BASE	0x50000000ul		/* above what is mapped where the kernel chooses */
#define LOWEST	0x40000000ul		/* where it begins to choose (fidelity.md: mmap-base) */
#define NONE	0xff			/* the page is not mapped */

static unsigned char model[PAGES];	/* PROT_ words, or NONE */
static unsigned int seed = 1;

static unsigned int below(unsigned int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

static char *page(unsigned long index)
{
	return (char *)(BASE + index * PAGE);
}

static int any_unmapped(unsigned int first, unsigned int n)
{
	return memchr(model + first, NONE, n) != NULL;
}

/* One random call for a few pages. Returns whether it did what the model says. */
static int one_call(void)
{
	static const unsigned char prots[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE };
	unsigned int n = below(5) ? 1 + below(3) : 1 + below(40), first = below(PAGES - n);
	unsigned int to = below(PAGES - n), i;
	int prot = prots[below(3)];

	switch (below(8)) {
	case 0: case 1: case 2:
		memset(model + first, prot, n);
		return mmap(page(first), n * PAGE, prot, ANON | MAP_FIXED, -1, 0) == page(first);
	case 3: case 4:
		memset(model + first, NONE, n);
		return munmap(page(first), n * PAGE) == 0;
	case 5: case 6:
		for (i = first; i < first + n && model[i] != NONE; i++)
			model[i] = prot;
		return mprotect(page(first), n * PAGE, prot) == (i == first + n ? 0 : -1);
	default:
		if (any_unmapped(first, 1) || (to < first + 1 && first < to + 1))
			return 1;
		model[to] = model[first];
		model[first] = NONE;
		return mremap(page(first), PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, page(to)) == page(to);
	}
}

/* Compares the lines of /proc/self/maps with the model. Returns the number of wrong pages. */
static int wrong_pages(int *areas)
{
	unsigned char seen[PAGES];
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start, end, i;
	char line[300], *rights;
	int wrong = 0;

	memset(seen, NONE, sizeof(seen));
	*areas = 0;
	while (maps && fgets(line, sizeof(line), maps)) {
		start = strtoul(line, &rights, 16);
		end = strtoul(rights + 1, &rights, 16);
		if (start < BASE || end > BASE + PAGES * PAGE)
			continue;
		++*areas;
		for (i = (start - BASE) / PAGE; i < (end - BASE) / PAGE; i++)
			seen[i] = (rights[1] == 'r' ? PROT_READ : 0) | (rights[2] == 'w' ? PROT_WRITE : 0);
	}
	if (maps)
		fclose(maps);
	for (i = 0; i < PAGES; i++)
		wrong += seen[i] != model[i];
	return wrong;
}

static void random_calls(void)
{
	int ends[2], round, call, wrong = 0, failed = 0, areas = 0, most = 0, broken = 0;

	memset(model, NONE, sizeof(model));
	for (round = 0; round < 60; round++) {
		for (call = 0; call < 100; call++)
			failed += !one_call();
		wrong += wrong_pages(&areas);
		most = areas > most ? areas : most;
		broken += round % 10 == 0 && strcmp(invariants(), "ok") && on_samepage();
	}
	ok(most > 100, "6000 random calls make more than a hundred areas (%d)", most);
	is(failed, 0, "each of these calls has the result that a model of the pages predicts");
	is(wrong, 0, "/proc/self/maps agrees with the model");
	is(broken, 0, "the tree agrees with the list");
	/* A fork copies the areas, and the copy works as well. */
	is_end(in_child({
		for (call = 0; call < 1000; call++)
			expect(one_call());
		expect(wrong_pages(&areas) == 0);
		expect(!on_samepage() || !strcmp(invariants(), "ok"));
	}), 0, "a child has the same areas, and can change them");
	is(wrong_pages(&areas), 0, "the child has not changed the areas of its parent");
	pipe(ends);
	for (call = wrong = 0; call < PAGES; call++)
		wrong += (write(ends[1], page(call), 1) == 1) != (model[call] != NONE && model[call] & PROT_READ);
	is(wrong, 0, "the pages that may be read can be read, and no others");
	close(ends[0]);
	close(ends[1]);
	munmap(page(0), PAGES * PAGE);
	memset(model, NONE, sizeof(model));
	is(wrong_pages(&areas), 0, "one munmap removes them all");
}

/* The lowest address from which so many pages are free, in a row of areas some of which are gone. */
static char *lowest_gap(char *const start[], const unsigned char sizes[], const char gone[], int n, int pages)
{
	char *from = (char *)LOWEST;
	int i, gap = 0;

	for (i = 0; i < n && gap < pages; i++) {
		gap = gone[i] ? gap + sizes[i] : 0;
		if (!gone[i])
			from = start[i] + sizes[i] * PAGE;
	}
	return from;
}

/* The kernel chooses the lowest gap that is large enough (fidelity.md: mmap-base). */
static void first_fit(void)
{
	enum { AREAS = 200 };
	static char *start[AREAS], gone[AREAS];
	static unsigned char sizes[AREAS];
	char *end = (char *)LOWEST, *got;
	int i, k, pages, wrong = 0;

	for (i = 0; i < AREAS; i++) {	/* two kinds in turn, so that they are not merged */
		sizes[i] = 1 + below(4);
		start[i] = mmap(NULL, sizes[i] * PAGE, i % 2 ? PROT_READ : PROT_NONE, ANON, -1, 0);
		wrong += start[i] != end;
		end += sizes[i] * PAGE;
	}
	is(wrong, 0, "without gaps, each of %d areas follows the one before", AREAS);
	for (i = wrong = 0; i < 400; i++) {
		k = below(AREAS);
		munmap(start[k], sizes[k] * PAGE);
		gone[k] = 1;
		pages = 1 + below(8);
		got = mmap(NULL, pages * PAGE, PROT_NONE, ANON, -1, 0);
		wrong += got != lowest_gap(start, sizes, gone, AREAS, pages);
		munmap(got, pages * PAGE);
	}
	is(wrong, 0, "400 times, the lowest gap that is large enough is found");

	/* A stack above them keeps 256 pages free, which a mapping may not use. */
	mmap(start[0], end - start[0], PROT_READ, ANON | MAP_FIXED, -1, 0);
	for (i = 0; i < 40; i++)
		mmap(start[0] + 2 * i * PAGE, PAGE, PROT_NONE, ANON | MAP_FIXED, -1, 0);
	mmap(end + 500 * PAGE, PAGE, PROT_READ, ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);
	is(mmap(NULL, 245 * PAGE, PROT_NONE, ANON, -1, 0) == end + 501 * PAGE, 1,
	   "a mapping of 245 pages does not fit between an area and a stack 500 pages above it");
	is(mmap(NULL, 244 * PAGE, PROT_NONE, ANON, -1, 0) == end, 1, "one of 244 pages does");
	munmap((void *)LOWEST, BASE - LOWEST);
	if (on_samepage())
		is(strcmp(invariants(), "ok"), 0, "the tree agrees with the list");
}

/* 20,000 areas: each call still takes few steps. */
static void many_areas(void)
{
	enum { MANY = 20000 };
	int id = shmget(IPC_PRIVATE, PAGE, 0600), i, failed = 0;
	char *last = NULL;

	for (i = 0; i < MANY; i++)
		failed += mmap((void *)(BASE + i * 2ul * PAGE), PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0) == MAP_FAILED;
	is(failed, 0, "%d areas with a page between them", MANY);
	for (i = 0; i < 50; i++) {
		last = shmat(id, NULL, 0);
		failed += last == (void *)-1;
	}
	is(failed, 0, "a segment can be attached 50 times beside them");
	for (i = 0; i < MANY; i += 100)
		failed += *(volatile char *)(BASE + i * 2ul * PAGE) != 0;
	is(failed, 0, "their pages can be read");
	is(munmap((void *)BASE, MANY * 2 * PAGE), 0, "one munmap removes them all");
	is(shmctl(id, IPC_RMID, NULL), 0, "the segment can be removed");
}

int main(void)
{
	random_calls();
	if (on_samepage())		/* elsewhere the kernel chooses from above */
		first_fit();
	many_areas();
	return done_testing();
}
