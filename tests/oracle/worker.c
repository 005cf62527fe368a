/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A worker: a process that carries out the coordinator's requests, one at a time, and replies with the
 * result.
 *
 * An access to memory may fault on purpose; the handler then stores the signal, its cause (si_code) and
 * the address. A worker uses only static memory, so that it has no other areas than those that steps
 * have made.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "oracle.h"

static sigjmp_buf escape;
static struct reply reply;

long raw(long number, ...)
{
	long a[6], result;
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	return result == -1 ? -errno : result;
}

/* --- touching memory --- */

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	reply.v[0] = sig;
	reply.v[1] = info->si_code;
	reply.v[2] = (long)info->si_addr;
	siglongjmp(escape, 1);
}

static void set_fault_handler(void)
{
	struct sigaction action = {
		.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER,
	};

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGILL, &action, NULL);
}

static void peek(address at)
{
	if (!sigsetjmp(escape, 0)) {
		reply.word = *(volatile address *)at;
		reply.size = sizeof(reply.word);
	}
}

static void poke(address at, address word)
{
	if (!sigsetjmp(escape, 0))
		*(volatile address *)at = word;
}

static void sum(address at, address size)
{
	static address hash;

	hash = 2166136261u;
	if (!sigsetjmp(escape, 0)) {
		for (address i = 0; i < size; i += 4)
			hash = (hash ^ *(volatile address *)(at + i)) * 16777619u;
		reply.result = hash & 0x7fffffff;
	}
}

/* The result is 1 when the code has run. */
static void execute(address at, int write)
{
	volatile unsigned char *code = (volatile unsigned char *)at;

	if (sigsetjmp(escape, 0))
		return;
	if (write)
		*code = 0xc3;		/* ret */
	if (*code == 0xc3) {
		((void (*)(void))at)();
		reply.result = 1;
	}
}

static void die(address at, int write)
{
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	if (write)
		*(volatile address *)at = 0;
	else
		*(volatile address *)at;
	set_fault_handler();		/* the access was allowed: continue */
}

/* --- /proc/self/maps --- */

static char maps[32768];

static void read_maps(void)
{
	int fd = open("/proc/self/maps", O_RDONLY), n, used = 0;

	while (fd >= 0 && (n = read(fd, maps + used, sizeof(maps) - 1 - used)) > 0)
		used += n;
	close(fd);
	maps[used] = '\0';
}

static address number(char **text, int base)
{
	address value = strtoul(*text, text, base);

	(*text)++;			/* the separator after the number */
	return value;
}

/* Parses a line. Returns 0 at the end. The name of an attach contains its key. */
static int next_area(char **line, struct piece *area, int *is_attach)
{
	char *text = *line, *name, *end = strchr(text, '\n');

	if (!end)
		return 0;
	*end = '\0';
	area->start = number(&text, 16);
	area->end = number(&text, 16);
	memcpy(area->perms, text, 4);
	text += 5;
	area->offset = number(&text, 16);
	text = strchr(text, ' ') + 1;
	area->id = number(&text, 10);
	name = strstr(text, "/SYSV");
	*is_attach = name && strstr(name, " (deleted)");
	area->key = name ? (int)strtoul(name + 5, NULL, 16) : 0;
	*line = end + 1;
	return 1;
}

static void list_attaches(void)
{
	char *line = maps;
	struct piece area;
	int is_attach;

	read_maps();
	while (next_area(&line, &area, &is_attach))
		if (is_attach && reply.result < 40)
			reply.piece[reply.result++] = area;
	reply.size = reply.result * sizeof(area);
}

static void overlap(address start, address end)
{
	char *line = maps;
	struct piece area;
	int is_attach;

	read_maps();
	while (next_area(&line, &area, &is_attach))
		if (area.start < end && area.end > start)
			reply.result = 1;
}

/* result: the attaches with a part in the range; v[0]: the number of areas in it, v[1]: their bytes. */
static void cuts(address start, address end)
{
	char *line = maps;
	struct piece area;
	int is_attach, n = 0;

	read_maps();
	while (next_area(&line, &area, &is_attach)) {
		if (area.start >= end || area.end <= start)
			continue;
		reply.v[0]++;
		reply.v[1] += (area.end < end ? area.end : end) -
			      (area.start > start ? area.start : start);
		if (is_attach && (start > area.start || end < area.end) && n < 40)
			reply.id[n++] = area.id;
	}
	reply.result = n;
	reply.size = n * sizeof(int);
}

/* result: the pages of all areas, which RLIMIT_AS limits. */
static void total(void)
{
	char *line = maps;
	struct piece area;
	int is_attach;

	read_maps();
	while (next_area(&line, &area, &is_attach))
		reply.result += (area.end - area.start) / PAGE;
}

/* --- identity, exec, the loop --- */

static void become(const long *a)
{
	gid_t groups[2];
	int n = 0;

	raw(__NR_setresuid32, -1, 0, -1);
	for (int i = 2; i < 4; i++)
		if (a[i] >= 0)
			groups[n++] = a[i];
	reply.result = raw(__NR_setgroups32, n, groups);
	if (!reply.result)
		reply.result = raw(__NR_setresgid32, a[5], a[1], a[1]);
	if (!reply.result)
		reply.result = raw(__NR_setresuid32, a[4], a[0], 0);
}

static _Noreturn void exec_again(int slot)
{
	char number[12];
	char *argv[] = { (char *)program, "--worker", number, NULL };
	char *envp[] = { NULL };

	snprintf(number, sizeof(number), "%d", slot);
	raw(__NR_setresuid32, -1, 0, -1);
	raw(__NR_setresuid32, 0, 0, 0);
	execve(program, argv, envp);
	_exit(120);
}

static void vfork_detach(address at)
{
	static volatile long result;
	pid_t pid = vfork();

	if (pid == 0) {
		result = raw(__NR_shmdt, at);
		_exit(0);
	}
	raw(__NR_waitpid, pid, NULL, 0);
	reply.result = result;
	reply.v[0] = pid;
}

static void make_call(const struct request *r)
{
	if (r->put_size)
		memcpy((void *)r->put_at, r->put, r->put_size);
	reply.result = raw(r->a[0], r->a[1], r->a[2], r->a[3], r->a[4], r->a[5], r->a[6]);
	if (r->get_size && (reply.result >= 0 || reply.result < -4095)) {
		memcpy(reply.data, (void *)r->get_at, r->get_size);
		reply.size = r->get_size;
		if (r->wipe)
			memset((void *)r->get_at, 0, r->get_size);
	}
}

/* Prepares a process: a page with nothing mapped after it, and a large stack area. */
void prepare_process(void)
{
	mmap((void *)FENCE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
	     -1, 0);
	memset((void *)FENCE, 0, PAGE);
	*(volatile char *)(stack_page - STACK_PAGES * PAGE) = 0;
	set_fault_handler();
}

void worker_loop(int slot)
{
	static struct request r;

	for (;;) {
		receive_request(slot, &r);
		memset(&reply, 0, offsetof(struct reply, data));
		switch (r.op) {
		case CALL:
			make_call(&r);
			break;
		case PEEK:
			peek(r.a[0]);
			break;
		case POKE:
			poke(r.a[0], r.a[1]);
			break;
		case SUM:
			sum(r.a[0], r.a[1]);
			break;
		case EXECUTE:
			execute(r.a[0], r.a[1]);
			break;
		case DIE:
			die(r.a[0], r.a[1]);
			break;
		case FORK:
			reply.result = fork();
			if (reply.result == 0) {
				slot = r.a[0];
				continue;
			}
			break;
		case EXEC:
			exec_again(slot);
		case VFORK_DT:
			vfork_detach(r.a[0]);
			break;
		case IDENTITY:
			become(r.a);
			break;
		case MAPS:
			list_attaches();
			break;
		case OVERLAP:
			overlap(r.a[0], r.a[1]);
			break;
		case TOTAL:
			total();
			break;
		case CUTS:
			cuts(r.a[0], r.a[1]);
			break;
		}
		send_reply(slot, &reply);
	}
}
