/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What claims are made of. A claim is one situation in which Linux's behaviour is known:
 *
 *	CLAIM(two_attaches,
 *	      "A process attaches a segment twice and writes through the first attach.",
 *	      "The second attach shows what was written: both lead to the same frame.",
 *	      "If each attach has a copy of its own, nothing is shared at all.")
 *	{
 *		int id = segment(PAGE, 0600);
 *		char *a = attach(id, NULL, 0), *b = attach(id, NULL, 0);
 *
 *		a[10] = 'x';
 *		is(b[10], 'x', "the byte in the second attach");
 *	}
 *
 * The three texts are all that is written about a claim: the program prints them when the claim is
 * false, and tools/kit makes the page of claims from them. LEVEL, the number of the level, is defined
 * above the claims of a file. More members of struct claim can follow the texts, as in
 * `.row = "shmdt-nothing"`.
 *
 * Each claim runs in a process of its own. The first check that is not true ends it. Objects made with
 * segment(), semaphores() and queue(), and children of start_child(), are removed after it, even if it
 * crashes.
 */
#ifndef KIT_KIT_H
#define KIT_KIT_H

#include "sys.h"
#include "text.h"

struct claim {
	int level, line;
	const char *name;
	const char *situation, *linux_does, *why;
	void (*run)(void);
	const char *row;	/* of docs/fidelity.md: a kernel may decide otherwise */
	const char *needs;	/* "root": it can only run as root */
};

#define CLAIM(id, situation_, linux_, why_, ...)						\
	static void claim_##id(void);								\
	static const struct claim about_##id = {						\
		.level = LEVEL, .line = __LINE__, .name = #id, .situation = situation_,		\
		.linux_does = linux_, .why = why_, .run = claim_##id, ##__VA_ARGS__		\
	};											\
	static const struct claim *const ref_##id						\
		__attribute__((used, section("claims"))) = &about_##id;				\
	static void claim_##id(void)

/* Exit statuses of the process that runs a claim. */
enum outcome { TRUE, FALSE, OTHERWISE, SKIPPED };

/* ---- Checks. `what` names what is checked, as the subject of a sentence. ---- */

/* A condition; `what` is the whole sentence that is true on Linux. */
void must(int condition, const char *what, ...) __attribute__((format(printf, 2, 3)));

void is(long got, long want, const char *what);

/* The call succeeds: its result is not negative. Returns the result. */
long works(long result, const char *what);

/* The call fails with this error. */
void fails(long result, int error, const char *what);

/* The call fails with Linux's error. With `other`, the claim's row of docs/fidelity.md applies. */
void fails_or(long result, int error, int other, const char *what);

/* If the condition holds, the kernel has decided otherwise, as the claim's row says: ends the claim. */
void otherwise_if(int condition, const char *what);

/* Ends the claim without an outcome. */
void skip(const char *why) __attribute__((noreturn));

/* ---- Processes ---- */

int fork_child(void);

/* Starts a child that runs the statements. A check that fails in it makes the claim false. */
#define start_child(...) ({			\
	int pid_ = fork_child();		\
	if (pid_ == 0) {			\
		__VA_ARGS__			\
		leave(TRUE);			\
	}					\
	pid_;					\
})

/* Waits for a child, in which all checks must have been true. */
void child_is_well(int pid);
#define in_child(...) child_is_well(start_child(__VA_ARGS__))

/* Runs the statements in a child. Returns its exit status, or 128 + the signal that killed it. */
#define end_of(...) wait_for(start_child(__VA_ARGS__))

/* A gate: pass_gate waits until another process opens it. Make it before the fork. */
struct gate {
	int ends[2];
};
struct gate make_gate(void);
void open_gate(const struct gate *gate);
void pass_gate(const struct gate *gate);

/* Waits until condition() holds, for at most some seconds. Returns whether it does. */
int wait_until(int (*condition)(int), int argument);

/* kill and rt_sigaction. Without these calls, the claim is skipped. */
void send_signal(int pid, int signal);
void handle(int signal, void (*handler)(int));

/* Makes this process that of an ordinary user. */
void become(unsigned uid, unsigned gid);

/* Does a read of this byte end the process? */
int is_unmapped(const volatile void *address);

/* ---- Objects, which are removed after the claim ---- */

#define KEY 0x5a4b4954		/* this key and the 255 after it are the kit's */
#define OWNER 1000
#define GROUP 2000
#define STRANGER 3000
#define STRANGERS_GROUP 4000

int segment(size_t size, int mode);
int segment_with_key(int key, size_t size, int mode);
void *attach(int id, const void *address, int flags);
struct state state_of(enum kind kind, int id);
unsigned long nattch(int id);
int is_gone(enum kind kind, int id);
/* Makes `kind` object `id` belong to OWNER and GROUP, with this mode. */
void give(enum kind kind, int id, int mode);

int semaphores(int count, int mode);
int queue(int mode);

/* For objects that the claim makes with the bare calls. Returns id, even when it is an error. */
int remember(enum kind kind, int id);

extern const char *program_path;	/* argv[0], for claims about exec */

#endif
