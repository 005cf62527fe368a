/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * progfuzz: random programs of several processes that share segments, address spaces and pipes.
 * tools/progfuzz runs it in guests, and cuts a program that fails down to few calls.
 *
 *	progfuzz FIRST COUNT		the programs with these seeds, one after the other
 *	progfuzz FIRST 1 A,B,C		of that program, only the operations with these numbers
 *	progfuzz FIRST 1 A,B,C c	print that program as C
 *
 * (fuzz_test.c makes random calls; here whole programs go through the states that calls need.)
 * Each program is a list of operations, and each operation belongs to one of four processes, which
 * run at the same time. Afterwards all processes are ended. A program fails when an operation takes
 * more than LIMIT, frames are lost, or the kernel's check of itself finds something.
 */
#include "tap.h"

#include <poll.h>
#include <sys/ptrace.h>
#include <sys/shm.h>

#define OPERATIONS	48
#define PROCESSES	4
#define LIMIT		3000000000ull	/* nanoseconds for one operation */
#define AREA		0x50000000ul	/* where all mappings are: 64 pages */
#define KEY		0x66757a7a

/* Each statement can use a, b and c, random numbers, and the variables that are declared in run(). */
#define STATEMENTS(X) \
	X(shmget(KEY + a % 2, (1 + b % 8) * PAGE, IPC_CREAT | 0600)) \
	X(shmat(shmget(KEY + a % 2, 0, 0), b % 3 ? place(b) : NULL, (c % 4 ? 0 : SHM_RDONLY) | (c % 8 / 4 ? SHM_REMAP : 0))) \
	X(shmdt(place(a))) \
	X(shmctl(shmget(KEY + a % 2, 0, 0), IPC_RMID, NULL)) \
	X(mmap(place(a), (1 + b % 8) * PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0)) \
	X(mmap(place(a), (1 + b % 8) * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0)) \
	X(munmap(place(a), (1 + b % 16) * PAGE)) \
	X(mprotect(place(a), (1 + b % 8) * PAGE, c % 4)) \
	X(mremap(place(a), (1 + b % 4) * PAGE, (1 + c % 8) * PAGE, MREMAP_MAYMOVE)) \
	X(mremap(place(a), (1 + b % 4) * PAGE, (1 + b % 4) * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place(c))) \
	X(write(ends[1], place(a), 1 + b % (2 * PAGE))) \
	X(read(ends[0], place(a), 1 + b % (2 * PAGE))) \
	X(poll(&(struct pollfd){ ends[a % 2], POLLIN | POLLOUT, 0 }, 1, b % 10)) \
	X(kill(pids[a % PROCESSES], c % 3 ? SIGUSR1 : b % 2 ? SIGSTOP : SIGCONT)) \
	X(kill(pids[a % PROCESSES], SIGCONT)) \
	X(ptrace(PTRACE_ATTACH, pids[a % PROCESSES], NULL, NULL)) \
	X(ptrace(PTRACE_PEEKDATA, pids[a % PROCESSES], place(b), NULL)) \
	X(ptrace(PTRACE_DETACH, pids[a % PROCESSES], NULL, NULL)) \
	X(waitpid(-1, NULL, WNOHANG | WUNTRACED)) \
	X(sched_yield()) \
	X(nanosleep(&(struct timespec){ 0, a % 3000000 }, NULL)) \
	X(fork() ? 0 : children++) \
	X(share(a, b)) \
	X(vfork() ? 0 : (a % 2 ? execl("/bin/true", "true", NULL) : munmap(place(b), PAGE), _exit(0), 0)) \
	X(children ? _exit(0), 0 : 0)

static const char *const texts[] = {
#define TEXT(...) #__VA_ARGS__,
	STATEMENTS(TEXT)
};
#define NR_STATEMENTS (sizeof(texts) / sizeof(*texts))

struct operation {
	unsigned char who, what;
	unsigned int a, b, c;
};

static struct board {
	pid_t pids[PROCESSES];
	volatile unsigned long long slowest;
	volatile int slowest_what;
	volatile unsigned int made;		/* operations */
} *board;
#define pids board->pids
static int ends[2];

static void *place(unsigned int n)
{
	return (void *)(AREA + n % 64 * PAGE);
}

static void nothing(int sig)
{
	(void)sig;
}

/* A process that shares this address space unmaps a page or writes to it, and ends. */
static int share(unsigned int a, unsigned int b)
{
	static char stack[PROCESSES][4096];
	register long result asm("eax") = __NR_clone;

	/* clone(CLONE_VM | SIGCHLD, stack); in the child: munmap(place(b), PAGE); _exit(0) */
	asm volatile("int $0x80\n\t"
		     "test %%eax, %%eax\n\t"
		     "jnz 1f\n\t"
		     "mov %4, %%eax\n\t"
		     "mov %%esi, %%ebx\n\t"
		     "mov $4096, %%ecx\n\t"
		     "int $0x80\n\t"
		     "mov $1, %%eax\n\t"
		     "xor %%ebx, %%ebx\n\t"
		     "int $0x80\n"
		     "1:"
		     : "+a" (result) : "b" (0x100 | SIGCHLD), "c" (stack[a % PROCESSES] + 4096),
		       "S" (place(b)), "i" (__NR_munmap) : "memory");
	return result;
}

static unsigned long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void carry_out(const struct operation *o)
{
	static int children;
	unsigned int a = o->a, b = o->b, c = o->c;
	int number = 0;

#define CASE(...) if (number++ == o->what) (void)(__VA_ARGS__);
	STATEMENTS(CASE)
	(void)a, (void)b, (void)c;
}

static void process(int who, const struct operation *list, int n)
{
	signal(SIGUSR1, nothing);
	signal(SIGSEGV, SIG_DFL);
	alarm(4);
	for (int i = 0; i < n; i++) {
		unsigned long long began = now(), took;

		if (list[i].who != who)
			continue;
		carry_out(&list[i]);
		board->made++;
		took = now() - began;
		if (took > board->slowest) {
			board->slowest = took;
			board->slowest_what = list[i].what;
		}
	}
	_exit(0);
}

static unsigned int next(unsigned int *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void make_program(unsigned int seed, struct operation list[OPERATIONS])
{
	unsigned int state = seed * 2654435761u + 1;

	for (int i = 0; i < OPERATIONS; i++)
		list[i] = (struct operation){ next(&state) % PROCESSES, next(&state) % NR_STATEMENTS,
					      next(&state), next(&state), next(&state) };
}

/* Keeps the operations whose numbers are in the text. Returns how many. */
static int choose(struct operation list[OPERATIONS], const char *numbers)
{
	struct operation chosen[OPERATIONS];
	int n = 0;

	for (char *end = (char *)numbers; *end && n < OPERATIONS; end += *end == ',')
		chosen[n++] = list[strtoul(end, &end, 10) % OPERATIONS];
	memcpy(list, chosen, n * sizeof(*list));
	return n;
}

static void print_as_c(const struct operation *list, int n)
{
	for (int i = 0; i < n; i++)
		printf("\tif (who == %d) { unsigned a = %uu, b = %uu, c = %uu; (void)(%s); }\n",
		       list[i].who, list[i].a, list[i].b, list[i].c, texts[list[i].what]);
}

/* Runs one program. Its processes are the only children of a process that then ends with all of them. */
static int run(const struct operation *list, int n)
{
	int i, status;
	pid_t leader = fork_or_die();

	if (leader == 0) {
		setpgid(0, 0);
		expect(pipe(ends) == 0);
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
		for (i = 0; i < PROCESSES; i++) {
			pids[i] = fork();
			if (pids[i] == 0)
				process(i, list, n);
		}
		for (i = 0; i < 400 && waitpid(-1, NULL, WNOHANG) >= 0; i++)
			nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
		kill(0, SIGKILL);
	}
	waitpid(leader, &status, 0);
	while (kill(-leader, SIGKILL) == 0)
		sched_yield();
	for (i = 0; i < 2; i++)
		shmctl(shmget(KEY + i, 0, 0), IPC_RMID, NULL);
	return status;
}

int main(int argc, char **argv)
{
	unsigned int first = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
	unsigned int count = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
	struct operation list[OPERATIONS];
	long before = 0, after;
	int n = OPERATIONS;

	board = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (unsigned int seed = first; seed < first + count; seed++) {
		make_program(seed, list);
		if (argc > 3)
			n = choose(list, argv[3]);
		if (argc > 4) {
			print_as_c(list, n);
			return 0;
		}
		printf("seed %u\n", seed);
		fflush(stdout);
		for (int i = 0; seed == first && i < 2; i++) {	/* for what the first runs allocate */
			run(list, n);
			before = settled_frames(before);
			invariants();
			board->slowest = 0;
		}
		run(list, n);
		after = settled_frames(before);
		if (after != before || strcmp(invariants(), "ok") || board->slowest > LIMIT) {
			printf("seed %u fails: frames %ld -> %ld, invariants %s, slowest %llu ms in %s\n", seed,
			       before, after, invariants(), board->slowest / 1000000, texts[board->slowest_what]);
			return 1;
		}
	}
	printf("%u programs of %u operations; the slowest took %llu us: %s\n", count, board->made,
	       board->slowest / 1000, texts[board->slowest_what]);
	return 0;
}
