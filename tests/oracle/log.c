/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The log contains only what is the same on all kernels. Segments are called s0, s1 ... in the order of
 * their creation, and processes p1, p2 ...; addresses are offsets from the first attach, and a time is
 * the number of the last tick before it (0: never).
 */
#include <stdlib.h>
#include <time.h>
#include "oracle.h"

struct segment segment[SEGMENTS];
int segments, step;
address arena, stack_page;

static char text[65536];
static unsigned used;

void flush(void)
{
	unsigned done = 0;

	while (done < used) {
		ssize_t n = write(1, text + done, used - done);

		if (n <= 0)
			_exit(2);
		done += n;
	}
	used = 0;
}

void say(const char *format, ...)
{
	va_list args;

	if (used > sizeof(text) - 1024)
		flush();
	va_start(args, format);
	used += vsnprintf(text + used, 1024, format, args);
	va_end(args);
}

/* --- results --- */

static const struct {
	int number;
	const char *name;
} errors[] = {
	{ EPERM, "EPERM" }, { ENOENT, "ENOENT" }, { ESRCH, "ESRCH" }, { EINTR, "EINTR" },
	{ EBADF, "EBADF" }, { EAGAIN, "EAGAIN" }, { ENOMEM, "ENOMEM" }, { EACCES, "EACCES" },
	{ EFAULT, "EFAULT" }, { EEXIST, "EEXIST" }, { EINVAL, "EINVAL" }, { ENOSPC, "ENOSPC" },
	{ ERANGE, "ERANGE" }, { ENOSYS, "ENOSYS" }, { EIDRM, "EIDRM" }, { EOVERFLOW, "EOVERFLOW" },
};

const char *error_name(int number)
{
	static char other[16];

	for (unsigned i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (errors[i].number == number)
			return errors[i].name;
	snprintf(other, sizeof(other), "E%d", number);
	return other;
}

void say_result(long result)
{
	if (result < 0)
		say("%s", error_name(-result));
	else
		say("%ld", result);
}

void say_address(address a)
{
	if (a >= arena && a < stack_page - 0x1000 * PAGE)
		say("+%lx", a - arena);
	else
		say("@%lx", a);
}

void say_where(address a)
{
	if (a >= -4095UL)
		say("%s", error_name(-a));
	else
		say_address(a);
}

void say_pointer(int kind)
{
	static const char *const names[] = {
		"good", "NULL", "unmapped", "kernel", "read-only", "straddling", "in-attach",
	};

	say("%s", names[kind]);
}

/* names[i] is the name of the flag 1 << i, or NULL. */
void say_flags(int flags, const char *const names[])
{
	int first = 1;

	for (int i = 0; i < 32; i++) {
		if (!((unsigned)flags & 1u << i))
			continue;
		if (!first)
			say("|");
		first = 0;
		if (i < 18 && names[i])
			say("%s", names[i]);
		else
			say("%x", 1u << i);
	}
	if (first)
		say("0");
}

void say_fault(const struct reply *reply)
{
	say("signal %ld/%ld ", reply->v[0], reply->v[1]);
	say_address(reply->v[2]);
}

/* --- processes --- */

static struct {
	pid_t pid;
	int name;
} pids[PIDS];
static int pid_count, names_given;

void forget_names(void)
{
	pid_count = 0;
	names_given = 0;
	name_pid(getpid(), 0);
}

int next_name(void)
{
	return ++names_given;
}

void name_pid(pid_t pid, int name)
{
	if (pid_count == PIDS)
		memmove(pids, pids + 1, sizeof(pids) - sizeof(*pids)), pid_count--;
	pids[pid_count].pid = pid;
	pids[pid_count++].name = name;
}

/* Returns the number in a process's name; -1 for pid 0, -2 for an unknown process. */
int name_of(pid_t pid)
{
	if (pid == 0)
		return -1;
	for (int i = pid_count - 1; i >= 0; i--)
		if (pids[i].pid == pid)
			return pids[i].name;
	return -2;
}

static void say_process(const char *field, int name)
{
	if (name >= 0)
		say(" %s=p%d", field, name);
	else
		say(" %s=%s", field, name == -1 ? "0" : "?");
}

/* --- time --- */

#define EPOCHS	64

static time_t epoch[EPOCHS];
static int epochs;

void start_clock(void)
{
	epochs = 1;
	epoch[0] = time(NULL);
}

void tick(void)
{
	struct timespec pause = { .tv_nsec = 10000000 };
	time_t before = time(NULL);

	if (epochs == EPOCHS)
		return;
	while (time(NULL) == before)
		nanosleep(&pause, NULL);
	epoch[epochs++] = time(NULL);
}

/* Returns the number of ticks before a time, 0 for time 0, or -1: before the first, or in the future. */
static int epoch_of(time_t t)
{
	int n = epochs;

	if (t == 0)
		return 0;
	if (t > time(NULL))
		return -1;
	while (n > 0 && epoch[n - 1] > t)
		n--;
	return n ? n : -1;
}

/* --- segments --- */

#define INDEXES	256		/* more than any kernel uses for the segments of a scenario */

/* Returns the index of a segment in the kernel's table, or -1. */
int index_of(int id)
{
	static struct shmid64_ds ds;

	for (int i = 0; i < INDEXES; i++)
		if (raw(__NR_shmctl, i, SHM_STAT_ANY, &ds) == id)
			return i;
	return -1;
}

/*
 * Returns the highest index in use, 0 when there is none. On Samepage, an index from 128 on names the same segment
 * as one below (row shm-stat-index).
 */
int highest_index(void)
{
	static struct shmid64_ds ds;

	for (int i = INDEXES - 1; i > 0; i--) {
		long id = raw(__NR_shmctl, i, SHM_STAT_ANY, &ds);

		if (id >= 0 && (i < 128 || raw(__NR_shmctl, i % 128, SHM_STAT_ANY, &ds) != id))
			return i;
	}
	return 0;
}

int segment_of(int id)
{
	for (int i = segments - 1; i >= 0; i--)
		if (segment[i].alive && segment[i].id == id)
			return i;
	return -1;
}

int add_segment(int id)
{
	struct segment *s;

	if (segments == SEGMENTS)
		return -1;
	s = &segment[segments];
	memset(s, 0, sizeof(*s));
	s->id = id;
	s->alive = 1;
	return segments++;
}

static void translate(const struct shmid64_ds *ds, struct state *state)
{
	memset(state, 0, sizeof(*state));
	state->key = ds->shm_perm.key;
	state->mode = ds->shm_perm.mode;
	state->uid = ds->shm_perm.uid;
	state->gid = ds->shm_perm.gid;
	state->cuid = ds->shm_perm.cuid;
	state->cgid = ds->shm_perm.cgid;
	state->size = ds->shm_segsz;
	state->nattch = ds->shm_nattch;
	state->cpid = name_of(ds->shm_cpid);
	state->lpid = name_of(ds->shm_lpid);
	state->atime = epoch_of(ds->shm_atime);
	state->dtime = epoch_of(ds->shm_dtime);
	state->ctime = epoch_of(ds->shm_ctime);
}

/* Logs every field or, with `old`, the fields that differ from it. */
static void say_fields(const struct state *new, const struct state *old)
{
#define SHOW(field, name, format) \
	do { \
		if (!old || new->field != old->field) \
			say(" " name "=" format, new->field); \
	} while (0)
	SHOW(key, "key", "%x");
	SHOW(size, "size", "%u");
	SHOW(mode, "mode", "%o");
	SHOW(uid, "uid", "%d");
	SHOW(gid, "gid", "%d");
	SHOW(cuid, "cuid", "%d");
	SHOW(cgid, "cgid", "%d");
	SHOW(nattch, "nattch", "%u");
	SHOW(atime, "atime", "%d");
	SHOW(dtime, "dtime", "%d");
	SHOW(ctime, "ctime", "%d");
#undef SHOW
	if (!old || new->cpid != old->cpid)
		say_process("cpid", new->cpid);
	if (!old || new->lpid != old->lpid)
		say_process("lpid", new->lpid);
}

void say_state(const struct shmid64_ds *ds)
{
	struct state state;

	translate(ds, &state);
	say_fields(&state, NULL);
	if (ds->shm_atime_high || ds->shm_dtime_high || ds->shm_ctime_high || ds->__unused4 ||
	    ds->__unused5 || ds->shm_perm.__unused1 || ds->shm_perm.__unused2 ||
	    ds->shm_perm.__pad1 || ds->shm_perm.__pad2)
		say(" rubbish");
	say(" ~seq=%u", ds->shm_perm.seq);
}

/* Looks at all existing segments, as root, and logs what has changed since the last time. */
static void look_at_all(int aloud)
{
	static struct shmid64_ds ds;
	const char *separator = " ;";

	for (int i = 0; i < segments; i++) {
		struct segment *s = &segment[i];
		struct state now;

		if (s->alive && raw(__NR_shmctl, s->id, IPC_STAT, &ds) < 0) {
			s->alive = 0;
			s->unsaid = 1;
		}
		if (s->unsaid && aloud) {
			s->unsaid = 0;
			say("%s s%d gone", separator, i);
			separator = ",";
		}
		if (!s->alive)
			continue;
		translate(&ds, &now);
		if (!s->made) {
			s->made = 1;
			s->size = now.size;
			s->pages = (now.size + PAGE - 1) / PAGE;
			s->key = now.key;
			s->seen.cpid = s->seen.lpid = -1;
		}
		if (memcmp(&now, &s->seen, sizeof(now)) && aloud) {
			say("%s s%d", separator, i);
			say_fields(&now, &s->seen);
			separator = ",";
		}
		s->seen = now;
	}
}

void changes(void)
{
	look_at_all(1);
	say("\n");
}

void look(void)
{
	look_at_all(0);
}

/* Logs, in a line of their own, the segments whose end has not been logged yet. */
void late_changes(void)
{
	int unsaid = 0;

	for (int i = 0; i < segments; i++)
		unsaid |= segment[i].unsaid;
	if (unsaid) {
		say("%d p0 mend = 0", step);
		changes();
	}
}
