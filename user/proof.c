/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof [A B]: the demonstration. Shows that shared memory is one frame in several page tables.
 *
 * First it runs process_a and then process_b (or the two programs named), which know nothing of
 * it: ptrace holds each at its call of exit, when its work is done and it is still attached.
 * Then two children of this program attach the same segment at two different addresses and stay
 * alive. Each time, /proc/PID/pagetables tells how the kernel walks the process's page tables:
 *
 *	pgd 0x00345000
 *	0x40000000 pde[256]=0x0020f067 pte[0]=0x00215067 frame=0x00215000 count=3
 *
 * With HOST_CHECK=1 in the environment, lines for another program follow at each of the three
 * looks, and all stays as it is until a line comes on standard input: time for the host to read
 * the same page tables out of the machine's physical memory (tools/demo does).
 *
 *	proof: pid=5 name=process_a va=0x40000000 pgd=0x... pde=0x... pte=0x... frame=0x...
 *	proof: hold 1
 *
 * Exit status 0: B ended well, and every page table led to the same frame.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHM_PATH	"/tmp/shm"		/* as in process_a.c and process_b.c */
#define SHM_ID		0x6666
#define OTHER_ADDRESS	((void *)0x50000000)
#define PAGE		4096UL

/* How one process sees the first page of the segment. */
struct view {
	pid_t pid;
	const char *name;
	unsigned long address;			/* where it is attached */
	unsigned long pgd, pde, pte, frame;	/* the walk from there */
	char content[16];			/* what it reads there */
};

static int segment = -1;			/* its id */
static int tables_shown = 1;			/* the kernel has /proc/PID/pagetables */

/* ------------------------------------------------------------ what the kernel tells */

static FILE *open_proc(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "r");
}

/* The address of the segment's area, which /proc/PID/maps calls by the segment's key. */
static unsigned long find_attach(pid_t pid, key_t key)
{
	char line[256], name[16];
	unsigned long address = 0;
	FILE *maps = open_proc(pid, "maps");

	if (!maps)
		err(1, "/proc/%d/maps", pid);
	snprintf(name, sizeof(name), "/SYSV%08x", (unsigned int)key);
	while (!address && fgets(line, sizeof(line), maps)) {
		if (strstr(line, name))
			address = strtoul(line, NULL, 16);
	}
	fclose(maps);
	return address;
}

/* On another Linux, which shows nobody its page tables: the frame alone, and only to root. */
static unsigned long read_pagemap(pid_t pid, unsigned long address)
{
	uint64_t entry = 0;
	FILE *pagemap = open_proc(pid, "pagemap");

	if (!pagemap)
		err(1, "/proc/%d/pagemap", pid);
	fseek(pagemap, address / PAGE * sizeof(entry), SEEK_SET);
	if (fread(&entry, sizeof(entry), 1, pagemap) != 1)
		entry = 0;
	fclose(pagemap);
	return (entry & ((1ULL << 55) - 1)) * PAGE;
}

/* Fills in the walk of the page tables, from the two lines of pagetables that matter. */
static void look_at(struct view *v)
{
	char line[256];
	unsigned long address;
	FILE *tables = open_proc(v->pid, "pagetables");

	if (!tables) {
		tables_shown = 0;
		v->frame = read_pagemap(v->pid, v->address);
	}
	while (tables && fgets(line, sizeof(line), tables)) {
		if (sscanf(line, "pgd %lx", &v->pgd) != 1 && sscanf(line, "%lx", &address) == 1 &&
		    address == v->address)
			sscanf(line, "%*x pde[%*u]=%lx pte[%*u]=%lx frame=%lx", &v->pde, &v->pte,
			       &v->frame);
	}
	if (tables)
		fclose(tables);
	if (!v->frame)
		errx(1, "process %d: no frame at 0x%08lx", v->pid, v->address);
}

/* ------------------------------------------------------------ what is printed */

/*
 * The walk, for two processes side by side:
 *
 *	address	 [ 10 bits: index in the directory | 10 bits: in the table | 12 bits: byte ]
 *	entry	 [ 20 bits: number of the next frame | ... 0x40 dirty, 0x20 accessed, ... ]
 *
 * (A wrote: its page table entry is dirty, 0x...067. Who only reads has 0x...027.)
 */
static void show(const struct view *a, const struct view *b)
{
	printf("\n%-20s %-14s pid %-9d %-14s pid %d\n", "", a->name, a->pid, b->name, b->pid);
	printf("   %-17s 0x%08lx%18s0x%08lx\n", "attached at", a->address, "", b->address);
	if (tables_shown) {
		printf("   %-17s 0x%08lx%18s0x%08lx\n", "page directory", a->pgd, "", b->pgd);
		printf("   %-17s [%4lu] = 0x%08lx%9s[%4lu] = 0x%08lx\n", "  its entry",
		       a->address >> 22, a->pde, "", b->address >> 22, b->pde);
		printf("   %-17s 0x%08lx%18s0x%08lx\n", "page table", a->pde & -PAGE, "",
		       b->pde & -PAGE);
		printf("   %-17s [%4lu] = 0x%08lx%9s[%4lu] = 0x%08lx\n", "  its entry",
		       a->address >> 12 & 1023, a->pte, "", b->address >> 12 & 1023, b->pte);
	}
	printf("   %-17s 0x%08lx%18s0x%08lx\n", "frame", a->frame, "", b->frame);
	printf("   %-17s %-27s %s\n\n", "read there", a->content, b->content);
}

/* Cuts a content off at its newline, or at whatever else cannot be printed. */
static void tidy(char *content, size_t size)
{
	size_t i = 0;

	while (i < size - 1 && isprint((unsigned char)content[i]))
		i++;
	content[i] = '\0';
}

/* The processes are alive and attached, and stay so until the host has had its look. */
static void hold(const struct view *views, int count)
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

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			err(1, "waiting for process %d", pid);
	}
	return status;
}

/* Runs a program up to its call of exit, and holds it there. */
static pid_t run_to_exit(const char *path)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execl(path, path, NULL);
		warn("%s", path);
		_exit(127);
	}
	for (;;) {			/* it stops after execl, and at every call and signal */
		int status = wait_for(pid), sig = 0;
		long call;

		if (!WIFSTOPPED(status))
			errx(1, "%s did not reach its end (status 0x%x)", path, status);
		call = ptrace(PTRACE_PEEKUSER, pid,
			      offsetof(struct user_regs_struct, orig_eax), NULL);
		if (WSTOPSIG(status) != SIGTRAP)
			sig = WSTOPSIG(status);		/* not for us: pass it on */
		else if (call == __NR_exit || call == __NR_exit_group)
			return pid;
		if (ptrace(PTRACE_SYSCALL, pid, NULL, sig) < 0)
			err(1, "ptrace");
	}
}

/* Runs a program, looks at it and lets it end; its wait status. */
static int run_and_look(const char *path, key_t key, struct view *v)
{
	const char *slash = strrchr(path, '/');

	memset(v, 0, sizeof(*v));
	v->name = slash ? slash + 1 : path;
	v->pid = run_to_exit(path);
	v->address = find_attach(v->pid, key);
	if (!v->address)
		errx(1, "%s is not attached to the segment", path);
	look_at(v);
	for (size_t i = 0; i < sizeof(v->content); i += sizeof(long)) {
		long word = ptrace(PTRACE_PEEKDATA, v->pid, v->address + i, NULL);

		memcpy(v->content + i, &word, sizeof(word));
	}
	tidy(v->content, sizeof(v->content));
	hold(v, 1);
	if (ptrace(PTRACE_CONT, v->pid, NULL, NULL) < 0)
		err(1, "ptrace");
	return wait_for(v->pid);
}

/* ------------------------------------------------------------ 2: both alive */

/* What a child does: attach, read, report, and stay until the gate is closed. */
static void be_attached(void *where, struct view *v, int report, const int gate[2])
{
	char *address = shmat(segment, where, 0);

	if (address == (void *)-1) {
		warn("shmat at %p", where);
		_exit(1);
	}
	v->address = (unsigned long)address;
	memcpy(v->content, address, sizeof(v->content));	/* touches the page */
	tidy(v->content, sizeof(v->content));
	if (write(report, v, sizeof(*v)) != sizeof(*v))
		_exit(1);
	close(gate[1]);			/* from now on the parent alone holds this end */
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
	look_at(v);
}

/* Two children at the same time; 0 when both ended well. */
static int run_both(struct view *v)
{
	int gate[2];

	fflush(stdout);			/* or the children would inherit, and print, the rest */
	if (pipe(gate))
		err(1, "pipe");
	start_child(NULL, "first", gate, &v[0]);
	start_child(OTHER_ADDRESS, "second", gate, &v[1]);
	show(&v[0], &v[1]);
	hold(v, 2);
	close(gate[1]);
	close(gate[0]);
	return wait_for(v[0].pid) | wait_for(v[1].pid);
}

/* ------------------------------------------------------------ and the verdict */

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
	const char *a = argc > 2 ? argv[1] : "/bin/process_a";
	const char *b = argc > 2 ? argv[2] : "/bin/process_b";
	key_t key = ftok(SHM_PATH, SHM_ID);
	struct view v[4];
	int b_status;

	if (key == -1)
		err(1, SHM_PATH);
	segment = shmget(key, 0, 0);
	remove_segment();		/* what an earlier run may have left: A wants a new one */
	segment = -1;
	atexit(remove_segment);

	puts("Two processes, two page directories, one frame\n\n"
	     "Process A writes a line into a shared memory segment and ends. Then process\n"
	     "B, which cannot see A's memory, attaches the segment and prints the line.\n"
	     "Each is held for a moment at its very end, still attached, while the kernel\n"
	     "tells how it gets from the process's address to a frame of memory.\n\n"
	     "1. First process_a, which prints nothing.");
	if (run_and_look(a, key, &v[0]) != 0)
		return not_proved("A failed");
	segment = shmget(key, 0, 0);
	if (segment < 0)
		return not_proved("the segment did not outlive A");
	puts("   Then process_b, which prints:\n");
	b_status = run_and_look(b, key, &v[1]);
	show(&v[0], &v[1]);
	if (!tables_shown)
		puts("   (This kernel has no /proc/PID/pagetables: only frames are known.)\n");
	if (b_status != 0)
		return not_proved("B failed");
	if (v[0].frame != v[1].frame)
		return not_proved("A and B had different frames");
	puts("   A had ended before B began; the segment kept the frame for B.\n\n"
	     "2. Now two processes at the same time, attached at different addresses:");
	if (run_both(&v[2]) != 0)
		return not_proved("a child failed");
	if (v[2].address == v[3].address || (tables_shown && v[2].pgd == v[3].pgd))
		return not_proved("the two share their address space");
	if (v[2].frame != v[3].frame || v[2].frame != v[0].frame)
		return not_proved("not all four had the same frame");
	puts("   Different address spaces, same frame.\n");
	printf("Proved: four address spaces, one frame: 0x%08lx.\n", v[0].frame);
	return 0;
}
