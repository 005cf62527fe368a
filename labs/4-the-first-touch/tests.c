/* SPDX-License-Identifier: GPL-2.0-only */
/* Lab 4, tested from programs and by the host: frames of touched pages, and their sharing. */
#include <lab.h>

static unsigned long place(void)
{
	return 0x50000000 + pick(0, 0x800) * PAGE;
}

static char *at, *other;
static int id;
static char text[24];

static void choose_text(void)
{
	sprintf(text, "%lx%lx", pick(0x100000, 0xffffff), pick(0x1000, 0xffff));
}

static void child_writes(void)
{
	strcpy(at, text);
}

TEST(shared_memory)
{
	choose_text();
	at = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	check(at != MAP_FAILED, "the test maps memory", strerror(errno));
	in_child(child_writes);
	check(strcmp(at, text) == 0, "the parent reads what the child wrote", "it reads something else");
	look_bytes(getpid(), at, text, strlen(text), "the frame holds what the child wrote");
}

TEST(first)
{
	int pages = pick(4, 20), n = pick(1, pages - 2);
	long resident = totals().shm_rss;

	choose_text();
	at = attach_at(new_segment(pages * PAGE, 0600), place(), 0);
	look(getpid(), at + n * PAGE, "absent", "no frame before the first touch");
	strcpy(at + n * PAGE + 100, text);
	look_bytes(getpid(), at + n * PAGE + 100, text, strlen(text),
		   "one frame after it, which holds what was written");
	look(getpid(), at + n * PAGE, "rw", "the page is writable");
	look(getpid(), at + (n - 1) * PAGE, "absent", "the page before it still has no frame");
	look(getpid(), at + (n + 1) * PAGE, "absent", "the page after it has none");
	equal(totals().shm_rss - resident, 1, "the number of frames that the segment got (shm_rss)");
}

static struct gate touched, go_on;

static void touch_elsewhere(void)
{
	char found[24];

	other = attach_at(id, 0x60000000 + pick(0, 99) * PAGE, 0);
	strncpy(found, other + 5, sizeof(found) - 1);
	if (strcmp(found, text) != 0)
		failed("another process reads what the first wrote", "it reads something else");
	open_gate(&touched);
	pass_gate(&go_on);
}

TEST(same)
{
	pid_t child;
	char *theirs;

	choose_text();
	id = new_segment(3 * PAGE, 0600);
	touched = make_gate();
	go_on = make_gate();
	theirs = (char *)0x60000000 + pick(0, 0) * 0;
	at = attach_at(id, place(), 0);
	strcpy(at + 5, text);
	child = start(touch_elsewhere);
	pass_gate(&touched);
	/* The child's random numbers continue ours, so find its address in its maps. */
	char path[40], *line;

	sprintf(path, "/proc/%d/maps", child);
	line = strstr(contents(path), "\n6");
	theirs = line ? (char *)strtoul(line + 1, NULL, 16) : theirs;
	look_two(getpid(), at, child, theirs, "same", "two processes share one frame");
	look_bytes(child, theirs + 5, text, strlen(text), "the other's frame holds what the first wrote");
	open_gate(&go_on);
	equal(end_of(child), 0, "the child's end");
}

static void fill(void)
{
	char *memory = mmap(NULL, 200 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(memory, 0xa5, 200 * PAGE);
}

TEST(zero)
{
	int pages = 40;

	in_child(fill);			/* leaves frames that are not zero */
	at = attach_at(new_segment(pages * PAGE, 0600), place(), 0);
	for (int i = 0; i < pages * PAGE; i += 4)
		if (*(int *)(at + i))
			failed("every word of a new page is 0", "at page %d, byte %d, it is %#x",
			       i / PAGE, i % PAGE, *(int *)(at + i));
	check(1, "", "");
}

TEST(pages)
{
	int pages = pick(3, 9);

	at = attach_at(new_segment(pages * PAGE, 0600), place(), 0);
	for (int i = pages - 1; i >= 0; i--)
		at[i * PAGE] = 'a' + i;
	for (int i = 0; i < pages; i++)
		equal(at[i * PAGE], 'a' + i, "what a page holds after all were written");
	look_two(getpid(), at, getpid(), at + PAGE, "differ", "two pages of a segment are two frames");
	other = attach_at(state(id = new_segment(PAGE, 0600)).shm_nattch ? 0 : id, place() + 0x1000000, 0);
	equal(other[0], 0, "the first byte of another segment");
	look_two(getpid(), at, getpid(), other, "differ", "two segments are two frames");
}

TEST(offset)
{
	int pages = 8, cut = pick(1, 3);

	id = new_segment(pages * PAGE, 0600);
	at = attach_at(id, place(), 0);
	other = attach_at(id, place() + 0x2000000, 0);
	for (int i = 0; i < pages; i++)
		at[i * PAGE + 7] = 'A' + i;
	munmap(other, cut * PAGE);
	equal(other[cut * PAGE + 7], 'A' + cut, "the first remaining page after the front was unmapped");
	munmap(other + 5 * PAGE, PAGE);
	equal(other[7 * PAGE + 7], 'A' + 7, "the last page after one in the middle was unmapped");
	look_two(getpid(), at + 6 * PAGE, getpid(), other + 7 * PAGE, "differ",
		 "page 6 and page 7 are two frames");
	other = attach_at(id, place() + 0x3000000, 0);
	for (int first = 1; first < pages; first++) {	/* what is left begins at each page in turn */
		munmap(other + (first - 1) * PAGE, PAGE);
		for (int i = first; i < pages; i++)
			equal(other[i * PAGE + 7], 'A' + i, "the letter in a page of the rest after one more page was unmapped");
	}
}

static void read_then_write(void)
{
	volatile char *page = attach_at(id, 0x70000000, SHM_RDONLY);
	char byte = page[0];

	look(getpid(), (void *)page, "ro", "a page of a read-only attach is read-only");
	equal(byte, 'r', "what a read-only attach reads");
	page[0] = 1;
}

TEST(read_only)
{
	id = new_segment(2 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	at[0] = 'r';
	equal(end_of(start(read_then_write)), 128 + SIGSEGV, "the end of a child that writes to a read-only attach (139: SIGSEGV)");
	equal(at[0], 'r', "what the page holds afterwards");
	other = attach_at(id, place() + 0x1000000, SHM_RDONLY);
	equal(other[PAGE], 0, "a page whose first touch is a read through a read-only attach");
	at[PAGE] = 'w';
	equal(other[PAGE], 'w', "the same page, written through the other attach");
	look_two(getpid(), at + PAGE, getpid(), other + PAGE, "same", "both attaches have one frame");
	look(getpid(), at + PAGE, "rw", "the page of the other attach is writable");
	look(getpid(), other + PAGE, "ro", "the page of the read-only attach is read-only");
}

/* ---- two processes touch the same page at the same time ---- */

static long touch_first(void)
{
	volatile char *page = at;

	page[0] = 's';
	return page[1];
}

static long touch_second(void)
{
	volatile char *page = other;

	page[1] = 'o';
	return page[0];
}

/* The segment is attached before the fork, so both have its page table; each round takes the next page. */
TEST(at_once)
{
	long resident;
	int places = 0;

	id = new_segment(30 * PAGE, 0600);
	at = attach_at(id, 0x60000000, 0);
	other = attach_at(id, 0x70000000, 0);
	for (int n = 1; n < 30; n++, at += PAGE, other += PAGE) {
		struct race *r;

		resident = totals().shm_rss;
		r = run_race(n, touch_first, touch_second);
		equal(totals().shm_rss - resident, 1, "the number of frames that the segment got for one page");
		equal(at[0], 's', "the byte that the first process wrote, read by a third");
		equal(at[1], 'o', "the byte that the second process wrote, read by a third");
		intact();
		places += r->slept;
		if (!r->slept)
			break;
	}
	check(places >= 2, "the first touch of a page sleeps at several places", "it does not");
}

/* The number of references to a page's frame, as the kernel counts them. */
static long references(char *page)
{
	char begin[16], *line;

	sprintf(begin, "0x%08lx ", (unsigned long)page);
	line = strstr(contents("/proc/self/pagetables"), begin);
	line = line ? strstr(line, "count=") : NULL;
	return line ? strtol(line + 6, NULL, 10) : -1;
}

TEST(counted)
{
	id = new_segment(2 * PAGE, 0600);
	at = attach_at(id, place(), 0);
	other = attach_at(id, place() + 0x1000000, 0);
	at[0] = 1;
	equal(references(at), 2, "references after the first touch: the segment's and the table entry's");
	other[0] = 1;
	equal(references(at), 3, "references after a touch through a second attach");
	munmap(other, 2 * PAGE);
	equal(references(at), 2, "references when the second attach has gone");
}

static void touch_beyond(void)
{
	at[2 * PAGE] = 1;
}

static void touch_start(void)
{
	at[0] = 1;
}

TEST(beyond)
{
	at = attach_at(new_segment(2 * PAGE, 0600), place(), 0);
	at = mremap(at, 2 * PAGE, 5 * PAGE, MREMAP_MAYMOVE);
	at[0] = 1;
	check(at != MAP_FAILED, "the test makes the area larger", strerror(errno));
	at[PAGE] = 1;
	equal(end_of(start(touch_beyond)), 128 + SIGBUS, "the end of a child that touches beyond (135: SIGBUS)");
	munmap(at, 2 * PAGE);
	at += 2 * PAGE;			/* an area whose first page is page 2 of a segment of two */
	equal(end_of(start(touch_start)), 128 + SIGBUS, "the end of a child that touches the page after the last");
}

static void touch_without_memory(void)
{
	volatile char *page = attach_at(id, place() + 0x3000000, 0);

	page[0] = 1;			/* so that its page table and its stack exist */
	fail_nth(1);
	page[PAGE] = 1;
	fail_nth(0);
}

TEST(no_memory)
{
	long resident = totals().shm_rss;

	id = new_segment(4 * PAGE, 0600);
	equal(end_of(start(touch_without_memory)), 128 + SIGKILL, "the end of a child that touches a page when there is no memory (137: SIGKILL)");
	equal(totals().shm_rss - resident, 1, "the number of frames the segment holds then");
	at = attach_at(id, place(), 0);
	at[PAGE] = 'x';
	equal(at[PAGE], 'x', "the same page, touched when there is memory");
	equal(totals().shm_rss - resident, 2, "the number of frames the segment holds now");
}

static void fill_memory(void)
{
	become(1234, 1234);
	at = attach_at(id, 0x50000000, 0);
	for (int i = 0; i < 0x2000; i++)
		at[i * PAGE] = 1;
}

/*
 * A user fills the memory with frames of a segment, which his death does not free. This test is the
 * last one: the memory stays full when segments cannot be destroyed yet (lab 5).
 */
TEST(reserve)
{
	long reserve = number_in("/proc/meminfo", "MemTotal:") / 4 / 64;

	id = new_segment(0x2000 * PAGE, 0666);
	equal(end_of(start(fill_memory)), 128 + SIGKILL, "the end of a child that touches more pages than there are frames (137: SIGKILL)");
	check(number_in("/proc/meminfo", "MemFree:") / 4 >= 3 * reserve,
	      "the frames of a segment leave the reserve that GFP_LASTING asks for", "they have taken a part of it");
}

TESTS(
	{ "4.1-shared-memory", shared_memory },
	{ "4.2-first", first },
	{ "4.2-same", same },
	{ "4.2-zero", zero },
	{ "4.2-pages", pages },
	{ "4.2-offset", offset },
	{ "4.2-references", counted },
	{ "4.2-read-only", read_only },
	{ "4.2-at-once", at_once },
	{ "4.2-beyond", beyond },
	{ "4.2-no-memory", no_memory },
	{ "4.2-reserve", reserve }
)
