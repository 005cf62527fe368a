/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracle: what its files share.
 *
 *	oracle.c	start, scenarios, cleaning up
 *	plan.c		which step comes next
 *	plan_control.c	the steps that get and control segments
 *	plan_attach.c	the steps that attach and detach
 *	plan_memory.c	the steps that change areas and touch them
 *	plan_process.c	the steps that make, change and end processes; limits
 *	process.c	the processes of a scenario and the pipes to them
 *	worker.c	what such a process does: one request after the other
 *	log.c		the log: names instead of numbers, and what changed
 *
 * The coordinator (process p0, root) draws each step from the seed, has a worker do it,
 * waits for the answer and looks at every segment: nothing ever runs beside anything
 * else, so that the log is the same each time. Pages, buffers and pointers are at the
 * same addresses in all of them: they are one program.
 *
 * A line of the log is
 *
 *	STEP PROCESS WHAT(ARGUMENTS) [NOTES] = RESULT [~RAW] ; SEGMENT FIELD=VALUE ...
 *
 * with what changed behind the semicolon. Words that start with ~ are raw numbers which
 * may differ between kernels; tools/oracle checks them against a model of each.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <uapi/mman.h>
#include <uapi/shm.h>
#include <unistd.h>

#define PAGE		4096UL
#define TASK_SIZE	0xc0000000UL
#define TEXT		0x08048000UL	/* where the program itself is */
#define LOW		0x20000000UL	/* nothing is here but what steps attach */
#define FENCE		0x30000000UL	/* one page, and nothing behind it */
#define UNMAPPED	0x38000000UL	/* never anything */
#define KERNEL		0xc0100000UL
#define ARENA_PAGES	64		/* where steps look for each other's attaches */
#define STACK_PAGES	63		/* how far down the stack area is made to reach */
#define STACK_GAP	((STACK_PAGES + 300) * PAGE)	/* Linux has it not grow to near an attach */

#define SLOTS		8		/* workers at a time, with p0 */
#define SEGMENTS	160
#define ATTACHES	16		/* attaches remembered for each worker */
#define PIDS		96

typedef unsigned long address;

/* --- worker.c: a process answers requests --- */

enum {
	CALL,			/* system call: number and up to six arguments */
	PEEK, POKE,		/* read or write the word at a[0] */
	SUM,			/* a checksum of a[1] bytes at a[0] */
	EXECUTE,		/* call the `ret` at a[0]; written there first when a[1] */
	DIE,			/* read (a[1] == 0) or write a[0] with no handler for the signal */
	FORK,			/* the child answers on slot a[0] */
	EXEC,			/* this program again, on the same slot */
	VFORK_DT,		/* a vfork child detaches a[0] */
	IDENTITY,		/* be uid a[0], gid a[1], groups a[2], a[3] (or -1), really a[4], a[5] */
	MAPS,			/* the attaches of this process */
	OVERLAP,		/* is anything mapped in [a[0], a[1])? */
	TOTAL,			/* pages of all areas */
	CUTS,			/* ids of the attaches of which [a[0], a[1]) is a part, not the whole */
};

struct request {
	int op;
	long a[7];
	address put_at;		/* before a CALL: copy put[] there */
	unsigned put_size;
	address get_at;		/* after one that did not fail: this much from there ... */
	unsigned get_size;
	int wipe;		/* ... and zero it there */
	unsigned char put[84];
};

struct reply {
	long result;
	long v[3];		/* of a fault: signal, si_code, address */
	unsigned size;
	union {
		unsigned char data[1200];
		struct shmid64_ds ds64;
		struct shmid_ds ds;
		struct shminfo64 info64;
		struct shminfo info;
		struct shm_info use;
		address word;
		struct piece {
			address start, end, offset;
			int id, key;
			char perms[4];
		} piece[40];
		int id[40];
	};
};

_Noreturn void worker_loop(int slot);
void prepare_process(void);
long raw(long number, ...);		/* a system call; -errno when it fails */

/* --- process.c: the processes of a scenario --- */

struct attach {
	address at;
	unsigned pages;
	int segment;
	int flags;
};

struct process {
	pid_t pid;			/* 0: this slot is free */
	int name;			/* p<name> */
	int parent;			/* slot, 0 the coordinator's, -1 for an orphan */
	int uid, gid, group[2], real_uid, real_gid;
	struct attach attach[ATTACHES];
	int attaches;
};

extern struct process process[SLOTS];	/* [0] is the coordinator */
extern const char *program;

void open_pipes(void);
int live_workers(int *slots);
int free_slot(void);
void ask(int slot, const struct request *request, struct reply *reply);
long ask_call(int slot, int number, long a, long b, long c, long d, long e, long f);
void send_request(int slot, const struct request *request);
void receive_reply(int slot, struct reply *reply);
void receive_request(int slot, struct request *request);
void send_reply(int slot, const struct reply *reply);
int spawn(void);			/* the slot of a new worker */
void adopt(int slot, pid_t pid, int parent);
int await_death(int slot);		/* its wait status, -1 when nobody can know */
void kill_all(void);

/* --- log.c --- */

struct segment {
	int id, alive, made, unsaid;	/* s<index> in the log; unsaid: that it is gone */
	unsigned size, pages;
	int key;
	struct state {			/* as last seen, in the log's own terms */
		int key, mode, uid, gid, cuid, cgid, cpid, lpid;
		unsigned size, nattch;
		int atime, dtime, ctime;
	} seen;
};

extern struct segment segment[SEGMENTS];
extern int segments, step;
extern address arena, stack_page;

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_address(address a);
void say_result(long result);		/* a number, or the name of an error */
void say_where(address a);		/* the same for results that are addresses */
void say_pointer(int kind);
void say_fault(const struct reply *reply);
void say_flags(int flags, const char *const names[]);
void say_state(const struct shmid64_ds *ds);
void flush(void);
void name_pid(pid_t pid, int name);
int name_of(pid_t pid);
int next_name(void);
void forget_names(void);
int segment_of(int id);			/* -1: not one of the living */
int add_segment(int id);
void changes(void);			/* the end of a line: what is different now */
void look(void);			/* the same without saying it */
void late_changes(void);
void start_clock(void);
void tick(void);			/* wait for the next second; a new epoch */
int highest_index(void);
int index_of(int id);
const char *error_name(int number);

/* --- plan.c and its parts --- */

unsigned draw(unsigned n);		/* 0 ... n - 1 */
#define one_in(n)	(draw(n) == 0)
#define one_of(list)	((list)[draw(sizeof(list) / sizeof(*(list)))])

enum pointer { GOOD, NIL, NOTHING_THERE, IN_KERNEL, READ_ONLY, STRADDLES, IN_ATTACH };

struct id_choice {
	int id;
	int segment;			/* -1: none */
	char text[16];
};

extern int current_limits[3];		/* shmmax, shmall, shmmni */
extern int ticking;

void seed_draw(unsigned seed);
void keep_limits(void);
void give_limits_back(void);
void set_limits(void);
void a_step(void);
struct id_choice choose_id(void);
int choose_alive(void);
struct attach *choose_attach(struct process *p);
void remember_attach(struct process *p, address at, int segment, int flags);
void forget_attach(struct process *p, struct attach *attach);
struct attach *attach_at(struct process *p, address at);
void note_cuts(int slot, address start, address end);
void drop_all_in(int slot, address start, address end);
void drop_now(void);
void settle(int segment);		/* coordinator attaches and detaches: times and lpid agree */
void settle_all(void);
int settle_later(int segment);	/* ... when the step's line is finished */

void step_get(int slot);
void step_stat(int slot);
void step_info(int slot);
void step_set(int slot);
void step_command(int slot);

void step_at(int slot);
void step_dt(int slot);
void step_munmap(int slot);
void step_mprotect(int slot);
void step_mremap(int slot);
void step_mmap(int slot);
void step_peek(int slot);
void step_poke(int slot);
void step_sum(int slot);
void step_execute(int slot);
void step_maps(int slot);
void step_many(int slot);
void step_limited_at(int slot);
void step_moved(int slot);
void step_grown(int slot);

void step_fork(int slot);
void step_exec(int slot);
void step_exit(int slot);
void step_kill(int slot);
void step_die(int slot);
void step_vfork(int slot);
void step_identity(int slot);
void step_limits(int slot);
void step_fill(int slot);
void step_crowd(int slot);
void step_proc(int slot);
void step_strange(int slot);
void choose_identity(int slot);

#endif
