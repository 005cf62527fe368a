/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracle: what its files share.
 *
 *	oracle.c	start, scenarios, cleaning up
 *	plan.c		chooses the next step
 *	plan_control.c	steps with shmget and shmctl
 *	plan_attach.c	steps with shmat and shmdt
 *	plan_memory.c	steps that change areas and touch memory
 *	plan_process.c	steps that start, change and end processes; limits
 *	process.c	the processes of a scenario, and the pipes to them
 *	worker.c	a process: it carries out one request after the other
 *	log.c		the log: names instead of numbers, and what has changed
 *
 * The coordinator (process p0, root) draws each step from the seed, lets a worker carry it out, waits
 * for the answer, and looks at every segment. Only one process runs at a time, so the log is the same
 * each time. All processes run the same program, so pages, buffers and pointers have the same
 * addresses in all of them.
 *
 * A line of the log is
 *
 *	STEP PROCESS WHAT(ARGUMENTS) [NOTES] = RESULT [~RAW] ; SEGMENT FIELD=VALUE ...
 *
 * with the changes after the semicolon. Words that start with ~ are raw numbers that may differ between
 * kernels; tools/oracle checks them against a model of each kernel.
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
#define TEXT		0x08048000UL	/* the program's code */
#define LOW		0x20000000UL	/* used only by attaches of steps */
#define FENCE		0x30000000UL	/* one page, with nothing mapped after it */
#define UNMAPPED	0x38000000UL	/* never mapped */
#define KERNEL		0xc0100000UL
#define ARENA_PAGES	64		/* the part of the arena that most steps use */
#define STACK_PAGES	63		/* the size that the stack area is grown to */
#define STACK_GAP	((STACK_PAGES + 300) * PAGE)	/* Linux keeps a gap between the stack and an attach */

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
	EXECUTE,		/* call the `ret` at a[0], after writing it there if a[1] is set */
	DIE,			/* read (a[1] == 0) or write a[0] with no handler for the signal */
	FORK,			/* the child answers on slot a[0] */
	EXEC,			/* this program again, on the same slot */
	VFORK_DT,		/* a vfork child detaches a[0] */
	IDENTITY,		/* uid a[0], gid a[1], groups a[2], a[3] (or -1), real ids a[4], a[5] */
	MAPS,			/* the attaches of this process */
	OVERLAP,		/* is anything mapped in [a[0], a[1])? */
	TOTAL,			/* pages of all areas */
	CUTS,			/* ids of the attaches that [a[0], a[1]) contains only in part */
};

struct request {
	int op;
	long a[7];
	address put_at;		/* before a CALL: copy put[] there */
	unsigned put_size;
	address get_at;		/* after a CALL that succeeded: copy get_size bytes from there ... */
	unsigned get_size;
	int wipe;		/* ... and then clear it there */
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
	int parent;			/* its slot: 0 is the coordinator, -1 an orphan's */
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
int await_death(int slot);		/* its wait status; -1: it is no child of the coordinator */
void kill_all(void);

/* --- log.c --- */

struct segment {
	int id, alive, made, unsaid;	/* s<index> in the log; unsaid: its end is not logged yet */
	unsigned size, pages;
	int key;
	struct state {			/* as last seen, in the terms of the log */
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
void changes(void);			/* logs the end of a line: what has changed */
void look(void);			/* the same, without logging */
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
void settle(int segment);		/* the coordinator attaches and detaches: sets times and lpid */
void settle_all(void);
int settle_later(int segment);	/* the same, after the line of the step */

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
