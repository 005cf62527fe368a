/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running a claim, and the checks that claims are made of.
 *
 *	kit ----- watcher ----- claim ----- its children
 *	  \________ notes (a pipe) ________/
 *
 * The watcher waits for the process of the claim, which may crash, and says how it ended. All of them
 * write notes to one pipe: reports, the ids of objects, the pids of children, the end. The kit reads
 * them meanwhile, so nothing depends on how much a pipe holds.
 */
#include "run.h"

#define LIMIT 30		/* seconds for a claim, and for each of its children */
#define TRIES 500		/* of a millisecond or a tick: for wait_until */
#define REMEMBERED 64		/* objects, and as many children */

enum note_kind { REPORT, OBJECT, CHILD, END };

struct note {
	int run;		/* counts claims: a late note of an earlier claim is dropped */
	int kind, what, value;	/* OBJECT: its kind and id; CHILD: its pid; END: how it ended */
	char text[TEXT];
};

static int notes[2];
static int run;
static const struct claim *current;

int prepare(void)
{
	return pipe(notes);
}

static void send(int kind, int what, int value, const char *text)
{
	struct note note = { .run = run, .kind = kind, .what = what, .value = value };

	format(note.text, sizeof(note.text), "%s", text);
	if (write(notes[1], &note, sizeof(note)) != sizeof(note))
		leave(FALSE);
}

static int receive(struct note *note)
{
	size_t done = 0;
	long got;

	while (done < sizeof(*note)) {
		got = read(notes[0], (char *)note + done, sizeof(*note) - done);
		if (got == -EINTR)
			continue;
		if (got <= 0)
			return 0;
		done += got;
	}
	return 1;
}

/* ---- Running a claim ---- */

static void watch(const struct claim *claim)
{
	int pid = fork(), end;

	if (pid == 0) {
		alarm(LIMIT);
		claim->run();
		leave(TRUE);
	}
	end = pid < 0 ? pid : wait_for(pid);
	send(END, 0, end, "");
	leave(0);
}

static void explain(struct result *result, int end)
{
	if (end >= TRUE && end <= SKIPPED) {
		result->outcome = end;
		return;
	}
	result->outcome = FALSE;
	if (end == 128 + SIGALRM)
		format(result->report, TEXT, "it had not ended after %d seconds", LIMIT);
	else if (end > 128)
		format(result->report, TEXT, "signal %d killed the process in which the claim ran", end - 128);
	else if (end < 0)
		format(result->report, TEXT, "fork or wait failed: %s", error_name(-end));
	else
		format(result->report, TEXT, "the process ended with status %d", end);
}

void run_claim(const struct claim *claim, struct result *result)
{
	struct { int kind, id; } objects[REMEMBERED];
	int children[REMEMBERED], object_count = 0, child_count = 0;
	int watcher;
	struct note note;

	run++;
	current = claim;
	result->report[0] = '\0';
	watcher = fork();
	if (watcher == 0)
		watch(claim);
	note.kind = END;
	note.value = watcher;
	while (watcher > 0 && receive(&note)) {
		if (note.run != run)
			continue;
		if (note.kind == REPORT && !result->report[0]) {
			memcpy(result->report, note.text, TEXT);
		} else if (note.kind == OBJECT && object_count < REMEMBERED) {
			objects[object_count].kind = note.what;
			objects[object_count++].id = note.value;
		} else if (note.kind == CHILD && child_count < REMEMBERED) {
			children[child_count++] = note.value;
		} else if (note.kind == END) {
			break;
		}
	}
	explain(result, note.value);
	if (watcher > 0)
		wait_for(watcher);
	while (result->outcome == FALSE && child_count)
		kill(children[--child_count], SIGKILL);
	while (object_count--)
		ipc_remove(objects[object_count].kind, objects[object_count].id);
}

/* ---- Checks ---- */

static void __attribute__((noreturn, format(printf, 2, 3)))
end_claim(enum outcome outcome, const char *pattern, ...)
{
	char text[TEXT];
	va_list args;

	va_start(args, pattern);
	format_list(text, sizeof(text), pattern, args);
	va_end(args);
	send(REPORT, 0, 0, text);
	leave(outcome);
}

void must(int condition, const char *what, ...)
{
	char text[TEXT];
	va_list args;

	if (condition)
		return;
	va_start(args, what);
	format_list(text, sizeof(text), what, args);
	va_end(args);
	end_claim(FALSE, "this is not true: %s", text);
}

void is(long got, long want, const char *what)
{
	if (got != want)
		end_claim(FALSE, "%s is %d, on Linux %d", what, (int)got, (int)want);
}

/* How a call ended, in words. */
static const char *result_of(long result)
{
	static char text[40];

	if (result < 0 && result >= -4095)
		return error_name(-result);
	format(text, sizeof(text), "success (%lu)", (unsigned long)result);
	return text;
}

long works(long result, const char *what)
{
	if (result < 0 && result >= -4095)
		end_claim(FALSE, "%s fails with %s", what, error_name(-result));
	return result;
}

void fails(long result, int error, const char *what)
{
	if (result != -error)
		end_claim(FALSE, "%s gives %s, on Linux %s", what, result_of(result), error_name(error));
}

void fails_or(long result, int error, int other, const char *what)
{
	if (result != -error && result == -other)
		end_claim(OTHERWISE, "%s gives %s", what, other ? error_name(other) : "success");
	fails(result, error, what);
}

void otherwise_if(int condition, const char *what)
{
	if (condition)
		end_claim(OTHERWISE, "%s", what);
}

void skip(const char *why)
{
	end_claim(SKIPPED, "%s", why);
}

/* ---- Processes ---- */

int fork_child(void)
{
	int pid = fork();

	if (pid < 0)
		end_claim(FALSE, "fork fails with %s", error_name(-pid));
	if (pid == 0)
		alarm(LIMIT);
	else
		send(CHILD, 0, pid, "");
	return pid;
}

void child_is_well(int pid)
{
	int end = wait_for(pid);

	if (end == TRUE)
		return;
	if (end > SKIPPED && end <= 128)
		end_claim(FALSE, "a child ended with status %d", end);
	if (end > 128)
		end_claim(FALSE, end == 128 + SIGALRM ? "a child had not ended in time (signal %d)" :
			  "signal %d killed a child", end - 128);
	leave(end < 0 ? FALSE : end);		/* the child has sent the reason */
}

struct gate make_gate(void)
{
	struct gate gate;

	works(pipe(gate.ends), "pipe");
	return gate;
}

void open_gate(const struct gate *gate)
{
	works(write(gate->ends[1], "g", 1), "a write to a pipe");
}

void pass_gate(const struct gate *gate)
{
	char byte;
	long got;

	do
		got = read(gate->ends[0], &byte, 1);
	while (got == -EINTR);
	is(got, 1, "the number of bytes read from a pipe");
}

int wait_until(int (*condition)(int), int argument)
{
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (condition(argument))
			return 1;
		sleep_ms(1);
	}
	return 0;
}

void send_signal(int pid, int signal)
{
	int result = kill(pid, signal);

	if (result == -ENOSYS)
		skip("there is no kill");
	works(result, "kill");
}

void handle(int signal, void (*handler)(int))
{
	int result = catch_signal(signal, handler);

	if (result == -ENOSYS)
		skip("there is no rt_sigaction and no sigaction");
	works(result, "sigaction");
}

void become(unsigned uid, unsigned gid)
{
	works(setgid(gid), "setgid");
	works(setuid(uid), "setuid");
}

int is_unmapped(const volatile void *address)
{
	return end_of({ (void)*(const volatile char *)address; }) > SKIPPED;
}

/* ---- Objects ---- */

int remember(enum kind kind, int id)
{
	if (id >= 0)
		send(OBJECT, kind, id, "");
	return id;
}

int segment_with_key(int key, size_t size, int mode)
{
	return works(remember(SEGMENT, shmget(key, size, IPC_CREAT | IPC_EXCL | mode)), "shmget");
}

int segment(size_t size, int mode)
{
	return segment_with_key(IPC_PRIVATE, size, mode);
}

int semaphores(int count, int mode)
{
	return works(remember(SEMAPHORES, semget(IPC_PRIVATE, count, IPC_CREAT | mode)), "semget");
}

int queue(int mode)
{
	return works(remember(QUEUE, msgget(IPC_PRIVATE, IPC_CREAT | mode)), "msgget");
}

void *attach(int id, const void *address, int flags)
{
	void *at = shmat(id, address, flags);

	if (failed(at))
		end_claim(FALSE, "shmat fails with %s", error_name(-(long)at));
	return at;
}

struct state state_of(enum kind kind, int id)
{
	struct state state;

	works(ipc_stat(kind, id, &state), "IPC_STAT");
	return state;
}

unsigned long nattch(int id)
{
	return state_of(SEGMENT, id).nattch;
}

int is_gone(enum kind kind, int id)
{
	struct state state;

	return ipc_stat(kind, id, &state) == -EINVAL;
}

void give(enum kind kind, int id, int mode)
{
	struct state state = state_of(kind, id);

	state.uid = OWNER;
	state.gid = GROUP;
	state.mode = mode;
	works(ipc_set(kind, id, &state), "IPC_SET");
}
