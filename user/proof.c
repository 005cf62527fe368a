/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof [A B]: the demonstration. It shows that shared memory is one frame in several page tables.
 *
 * Run	proof
 *
 * 1. It runs process_a, then process_b (or the two programs named), and stops each by ptrace at
 *    its call of exit, when it has done its work and is still attached.
 * 2. It starts two children that attach the same segment at different addresses and stay alive.
 *
 * Each time it prints, for two processes side by side, the walk from the address of the segment
 * through page directory and page table to the frame, which is the same one in all four. Its last
 * line is "Proved: ..." or "Not proved: ...", and its exit status 0 or 1.
 *
 * With HOST_CHECK=1 in the environment it also prints each walk in one line and then waits for a
 * line on standard input, three times. Meanwhile the host can read the same page tables out of
 * the machine's physical memory and compare (tools/demo does):
 *
 *	proof: pid=5 name=process_a va=0x40000000 pgd=0x... pde=0x... pte=0x... frame=0x...
 *	proof: hold 1
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <unistd.h>

#include "observe/held.h"
#include "observe/walk.h"

#define SHM_PATH	"/tmp/shm"		/* as in process_a.c and process_b.c */
#define SHM_ID		0x6666
#define OTHER_ADDRESS	((void *)0x50000000)

static int segment = -1;			/* its id */

/* Cuts the content off at its newline, or at any other byte that cannot be printed. */
static void keep_printable(char *content, size_t size)
{
	size_t i = 0;

	while (i < size - 1 && isprint((unsigned char)content[i]))
		i++;
	content[i] = '\0';
}

/* With HOST_CHECK=1: keeps these processes as they are until a line comes on standard input. */
static void wait_for_host(const struct view *views, int count)
{
	const char *check = getenv("HOST_CHECK");
	static int number;
	char c = '\0';
	ssize_t n;

	if (!check || strcmp(check, "1") != 0)
		return;
	for (const struct view *v = views; v < views + count; v++)
		printf("proof: pid=%d name=%s va=0x%08lx pgd=0x%08lx pde=0x%08lx pte=0x%08lx "
		       "frame=0x%08lx\n", v->pid, v->name, v->address, v->pgd, v->pde, v->pte,
		       v->frame);
	printf("proof: hold %d\n", ++number);
	fflush(stdout);
	do
		n = read(STDIN_FILENO, &c, 1);
	while ((n > 0 && c != '\n') || (n < 0 && errno == EINTR));
}

/* ------------------------------------------------------------ 1: as in the article */

/* Runs a program to its exit, fills in *v, and lets the program end. Returns its wait status. */
static int run_and_look(char *path, key_t key, struct view *v)
{
	const char *slash = strrchr(path, '/');

	memset(v, 0, sizeof(*v));
	v->name = slash ? slash + 1 : path;
	v->pid = run_to_exit((char *[]){ path, NULL });
	if (!v->pid)
		errx(1, "%s did not reach its end", path);
	v->address = find_attach(v->pid, key);
	if (!v->address)
		errx(1, "%s is not attached to the segment", path);
	look_up_walk(v);
	for (size_t i = 0; i < sizeof(v->content); i += sizeof(long)) {
		long word = ptrace(PTRACE_PEEKDATA, v->pid, v->address + i, NULL);

		memcpy(v->content + i, &word, sizeof(word));
	}
	keep_printable(v->content, sizeof(v->content));
	wait_for_host(v, 1);
	return let_end(v->pid);
}

/* ------------------------------------------------------------ 2: both alive */

/* In the child: attach, read, send *v to the parent, and wait until the parent closes the gate. */
static void be_attached(void *where, struct view *v, int report, const int gate[2])
{
	char *address = shmat(segment, where, 0);

	if (address == (void *)-1) {
		warn("shmat at %p", where);
		_exit(1);
	}
	v->address = (unsigned long)address;
	memcpy(v->content, address, sizeof(v->content));	/* a page fault maps the frame here */
	keep_printable(v->content, sizeof(v->content));
	if (write(report, v, sizeof(*v)) != sizeof(*v))
		_exit(1);
	close(gate[1]);			/* now only the parent holds the writing end */
	_exit(read(gate[0], &v->pid, 1) != 0);
}

static void start_child(void *where, const char *name, const int gate[2], struct view *v)
{
	int report[2];
	pid_t pid;

	memset(v, 0, sizeof(*v));
	v->name = name;
	if (pipe(report))
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		be_attached(where, v, report[1], gate);
	close(report[1]);
	if (read(report[0], v, sizeof(*v)) != sizeof(*v))
		errx(1, "the %s process did not attach", name);
	close(report[0]);
	v->pid = pid;
	look_up_walk(v);
}

/* Runs two children at the same time. Returns 0 when both succeeded. */
static int run_both(struct view *v)
{
	int gate[2];

	fflush(stdout);			/* or the children inherit the buffer and print it again */
	if (pipe(gate))
		err(1, "pipe");
	start_child(NULL, "first", gate, &v[0]);
	start_child(OTHER_ADDRESS, "second", gate, &v[1]);
	show_walks(&v[0], &v[1]);
	wait_for_host(v, 2);
	close(gate[1]);
	close(gate[0]);
	return wait_for(v[0].pid) | wait_for(v[1].pid);
}

/* ------------------------------------------------------------ the result */

static void remove_segment(void)
{
	if (segment >= 0)
		shmctl(segment, IPC_RMID, NULL);
}

static int not_proved(const char *why)
{
	printf("Not proved: %s.\n", why);
	return 1;
}

int main(int argc, char **argv)
{
	char *a = argc > 2 ? argv[1] : "/bin/process_a";
	char *b = argc > 2 ? argv[2] : "/bin/process_b";
	key_t key = ftok(SHM_PATH, SHM_ID);
	struct view v[4];
	int b_status;

	if (key == -1)
		err(1, SHM_PATH);
	segment = shmget(key, 0, 0);
	remove_segment();		/* one left by an earlier run: A must create its own */
	segment = -1;
	atexit(remove_segment);

	/* Everything fits on a screen of 25 lines, together with the command and the next prompt. */
	puts("A writes a line into a segment, and B reads it. Each is stopped before it ends,\n"
	     "and the kernel shows the way from the address of the segment to its frame.\n"
	     "1. First process_a, which prints nothing. Then process_b, which prints:");
	if (run_and_look(a, key, &v[0]) != 0)
		return not_proved("A failed");
	segment = shmget(key, 0, 0);
	if (segment < 0)
		return not_proved("the segment did not outlive A");
	b_status = run_and_look(b, key, &v[1]);
	show_walks(&v[0], &v[1]);
	if (!tables_shown)
		puts("   (This kernel has no /proc/PID/pagetables, so only the frames are shown.)");
	if (b_status != 0)
		return not_proved("B failed");
	if (v[0].frame != v[1].frame)
		return not_proved("A and B had different frames");
	puts("   A had ended before B began; the segment kept the frame for B.\n"
	     "2. Now two processes at the same time, attached at different addresses:");
	if (run_both(&v[2]) != 0)
		return not_proved("a child failed");
	if (v[2].address == v[3].address || (tables_shown && v[2].pgd == v[3].pgd))
		return not_proved("the two share their address space");
	if (v[2].frame != v[3].frame || v[2].frame != v[0].frame)
		return not_proved("not all four had the same frame");
	printf("Proved: four address spaces, one frame: 0x%08lx.\n", v[0].frame);
	return 0;
}
