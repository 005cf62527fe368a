/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stack area grows when the program or the kernel (a signal frame, read()) touches memory
 * below it. It grows up to RLIMIT_STACK, and keeps a distance from other areas.
 */
#include "tap.h"

#include <sys/resource.h>

#define MIB (1 << 20)

/* The lowest and highest address of this process's stack area, from /proc/self/maps. */
static void stack_area(uintptr_t *start, uintptr_t *end)
{
	static char text[8192];
	int fd = open("/proc/self/maps", O_RDONLY), length = 0, got;
	uintptr_t here = (uintptr_t)&fd;
	char *line;

	while ((got = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
		length += got;
	close(fd);
	text[length] = '\0';
	*start = *end = 0;
	for (line = text; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : line) {
		uintptr_t from = strtoul(line, &line, 16), to = strtoul(line + 1, &line, 16);

		if (from <= here && here < to)
			*start = from, *end = to;
	}
}

/* Uses that many KiB of stack, one KiB for each call. Returns the number of calls with intact data. */
static int __attribute__((noinline)) deep(volatile int kib)
{
	volatile char room[1024];
	int below;

	room[0] = room[1023] = (char)kib;
	if (kib <= 1)
		return 1;
	below = deep(kib - 1);
	asm volatile("" : : "r" (room) : "memory");	/* keeps the compiler from reusing room */
	return below + (room[0] == (char)kib && room[1023] == (char)kib);
}

static void growth(void)
{
	uintptr_t start, end, grown, end_again;

	stack_area(&start, &end);
	ok(start && end > USER_TOP - 16 * MIB && end <= USER_TOP, "the stack lies below 3 GiB");
	is_end(in_child({
		expect(deep(1024) == 1024);
		stack_area(&grown, &end_again);
		expect(end_again == end);
		expect(grown <= start - 700 * 1024);
	}), 0, "a recursion of 1 MiB makes the stack grow down as far");
	is_end(in_child({ expect(deep(5 * 1024) == 5 * 1024); }), 0,
	       "a recursion of 5 MiB fits into the limit of 8 MiB");
	stack_area(&grown, &end_again);
	is(grown, start, "the parent's stack area did not grow with its children's");
	is_end(in_child({
		volatile char *below = (volatile char *)(start - 5 * PAGE);

		/* as `sub esp` then a write: esp is below the address */
		asm volatile("mov %%esp, %%ebx\n\t"
			     "lea -64(%0), %%esp\n\t"
			     "movb $7, (%0)\n\t"
			     "mov %%ebx, %%esp" : : "r" (below) : "ebx", "memory");
		expect(*below == 7);
	}), 0, "the stack may grow over pages that were never touched");
	is_end(in_child({
		asm volatile("lea -4096(%%esp), %%eax\n\t"
			     "and $-4096, %%eax\n\t"
			     "mov %%eax, %%esp\n\t"
			     "pusha\n\t"
			     "mov $1, %%eax\n\t"
			     "xor %%ebx, %%ebx\n\t"
			     "int $0x80" : : : "eax", "memory");
	}), 0, "pusha across a page border makes the stack grow");
}

static void limit(void)
{
	is_end(in_child({ deep(64 * 1024); }), KILLED(SIGSEGV), "a recursion of 64 MiB: killed");
	is_end(in_child({
		struct rlimit small = { 256 * 1024, 256 * 1024 };

		expect(setrlimit(RLIMIT_STACK, &small) == 0);
		expect(deep(100) == 100);
		_exit(wait_for(start_child({ deep(300); })));
	}), KILLED(SIGSEGV), "with RLIMIT_STACK 256 KiB, a recursion of 300 KiB: killed");
	is_end(in_child({
		struct rlimit got;

		expect(getrlimit(RLIMIT_STACK, &got) == 0);
		expect(got.rlim_cur == 8 * MIB);
	}), 0, "RLIMIT_STACK is 8 MiB by default");
}

/* The stack does not grow over an area below it. */
static void neighbour(void)
{
	uintptr_t start, end;
	char *fence;

	stack_area(&start, &end);
	fence = mmap((void *)(start - 2 * MIB), PAGE, PROT_READ | PROT_WRITE,
		     ANON | MAP_FIXED, -1, 0);
	ok(fence != MAP_FAILED, "a page can be mapped 2 MiB below the stack");
	fence[PAGE - 1] = 'f';
	is_end(in_child({ mprotect(fence, PAGE, PROT_NONE); deep(3 * 1024); }), KILLED(SIGSEGV),
	       "a stack that grows down to the page: killed");
	is(fence[PAGE - 1], 'f', "the data in the page is unharmed");
	munmap(fence, PAGE);
}

#define GAP (256 * PAGE)

/* A stack keeps a distance from accessible memory, which a large frame could otherwise reach. */
static void distance(void)
{
	uintptr_t start, end;
	int i, changed = 0;
	char *shared, *above, *m;

	stack_area(&start, &end);
	shared = mmap((void *)(start - 4 * MIB), 4 * PAGE, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	ok(shared != MAP_FAILED, "writable memory can be mapped 4 MiB below the stack");
	above = shared + 4 * PAGE;
	memset(shared, 's', 4 * PAGE);
	is_end(in_child({ deep(5 * 1024); }), KILLED(SIGSEGV), "a stack that reaches it: killed");
	for (i = 0; i < 4 * PAGE; i++)
		changed += shared[i] != 's';
	is(changed, 0, "no byte of it has changed");
	is_end(in_child({ *(volatile char *)(above + GAP) = 1; }), 0, "a stack may grow to 256 pages above it");
	is_end(in_child({ *(volatile char *)(above + GAP - 1) = 1; }), KILLED(SIGSEGV),
	       "a stack may not grow nearer");
	mprotect(shared, 4 * PAGE, PROT_NONE);
	is_end(in_child({ *(volatile char *)above = 1; }), 0, "a stack may grow to memory that cannot be accessed");
	munmap(shared, 4 * PAGE);

	m = mmap((void *)0x60000000, PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);
	shared = mmap(m - GAP, PAGE, PROT_READ, ANON, -1, 0);
	ok(shared != m - GAP, "mmap chooses no address within 256 pages below a stack");
	munmap(shared, PAGE);
	shared = mmap(m - GAP - PAGE, PAGE, PROT_READ, ANON, -1, 0);
	is(shared, m - GAP - PAGE, "mmap chooses an address just below these");
	munmap(shared, PAGE);
	munmap(m, PAGE);
	is_end(in_child({
		uintptr_t brk = (sys(__NR_brk, 0) + PAGE - 1) & -PAGE;

		expect(mmap((void *)(brk + GAP + 2 * PAGE), PAGE, PROT_READ, ANON | MAP_FIXED | MAP_GROWSDOWN,
			    -1, 0) != MAP_FAILED);
		expect(sys(__NR_brk, brk + 2 * PAGE) < (long)(brk + 2 * PAGE));
		expect(sys(__NR_brk, brk + PAGE) == (long)(brk + PAGE));
	}), 0, "brk ends a page before them");
}

static void far_below(void)
{
	uintptr_t start, end;

	stack_area(&start, &end);
	is_end(in_child({ *(volatile char *)(start - 64 * MIB) = 1; }), KILLED(SIGSEGV),
	       "a write 64 MiB below the stack, beyond its limit: killed");
	is_end(in_child({ *(volatile char *)(start - MIB) = 1; }), 0,
	       "a write 1 MiB below the stack makes it grow, whatever esp is");
	is_end(in_child({ *(volatile char *)end = 1; }), KILLED(SIGSEGV),
	       "a write above the stack: killed");
	is_end(in_child({
		asm volatile("xor %%esp, %%esp\n\tpush %%eax" : : : "memory");
	}), KILLED(SIGSEGV), "a push with esp 0: killed");
	is_end(in_child({
		asm volatile("mov $0xc1000000, %%esp\n\tpush %%eax" : : : "memory");
	}), KILLED(SIGSEGV), "a push with esp in the kernel: killed");
}

/* The kernel's writes also make the stack grow: here read() into a new part of it. */
static void kernel_writes(void)
{
	struct gate bytes = make_gate();

	is_end(in_child({
		volatile char room[64 * 1024];

		expect(write(bytes.fd[1], "kernel", 6) == 6);
		expect(read(bytes.fd[0], (char *)room, 6) == 6);
		expect(room[0] == 'k' && room[5] == 'l');
	}), 0, "read() into a part of the stack that was never touched succeeds");
	drop_gate(&bytes);
}

int main(void)
{
	growth();
	limit();
	neighbour();
	distance();
	far_below();
	kernel_writes();
	return done_testing();
}
