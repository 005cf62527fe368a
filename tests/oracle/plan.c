/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which step comes next, and the steps that name a segment: shmget, shmctl.
 *
 * Everything is drawn from the seed and from what is the same on every kernel: which
 * segments live, who is attached where. A step whose result may differ on purpose
 * (docs/fidelity.md) puts the state right again itself, before the next is drawn:
 * settle() makes times and lpid agree, what one kernel alone did is undone.
 */
#include "oracle.h"

int current_limits[3], ticking;

/* --- drawing --- */

static unsigned random_state;

void seed_draw(unsigned seed)
{
	random_state = (seed + 1) * 2654435761u;
	for (int i = 0; i < 8; i++)
		draw(2);
}

unsigned draw(unsigned n)
{
	random_state = random_state ? random_state : 1;
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return (random_state >> 7) % n;
}

int choose_alive(void)
{
	int alive[SEGMENTS], n = 0;

	for (int i = 0; i < segments; i++)
		if (segment[i].alive)
			alive[n++] = i;
	return n ? alive[draw(n)] : -1;
}

static int choose_dead(void)
{
	int dead[SEGMENTS], n = 0;

	for (int i = segments > 12 ? segments - 12 : 0; i < segments; i++)
		if (!segment[i].alive)
			dead[n++] = i;
	return n ? dead[draw(n)] : -1;
}

/* An id: mostly of a living segment, else of a dead one ("s3!"), or none at all. */
struct id_choice choose_id(void)
{
	static const int strange[] = { -1, -2, 0x7fffffff, -0x7fffffff - 1, 0x7fffff };
	struct id_choice c = { .segment = -1 };
	unsigned kind = draw(100);

	if (kind < 86)
		c.segment = choose_alive();
	if (c.segment >= 0) {
		c.id = segment[c.segment].id;
		snprintf(c.text, sizeof(c.text), "s%d", c.segment);
		return c;
	}
	c.segment = choose_dead();
	if (kind < 97 && c.segment >= 0) {
		c.id = segment[c.segment].id;
		snprintf(c.text, sizeof(c.text), "s%d!", c.segment);
		c.segment = -1;
		return c;
	}
	c.segment = -1;
	c.id = one_of(strange);
	snprintf(c.text, sizeof(c.text), "%d", c.id);
	return c;
}

/* Root attaches and detaches: from then on both kernels say the same of times and lpid. */
void settle(int s)
{
	long at;

	if (s < 0 || !segment[s].alive)
		return;
	at = raw(SYS_shmat, segment[s].id, 0, 0);
	if (at < 0 && at > -4096)
		say(" (settle: %s)", error_name(-at));
	else
		raw(SYS_shmdt, at);
	look();
}

void settle_all(void)
{
	look();
	for (int i = 0; i < segments; i++)
		settle(i);
}

/* Settle it when the step's changes have been said. Nonzero: that is known already. */
static int settling[SEGMENTS], settling_count;

int settle_later(int s)
{
	for (int i = 0; i < settling_count; i++)
		if (settling[i] == s)
			return 1;
	settling[settling_count++] = s;
	return 0;
}

/* --- pointers --- */

static unsigned char buffer[128] __attribute__((aligned(16)));

static address pointer_to(int kind, struct process *p)
{
	switch (kind) {
	case NIL:
		return 0;
	case NOTHING_THERE:
		return UNMAPPED;
	case IN_KERNEL:
		return KERNEL;
	case READ_ONLY:
		return TEXT;
	case STRADDLES:
		return FENCE + PAGE - 8;
	case IN_ATTACH:
		if (p->attaches)
			return p->attach[draw(p->attaches)].at + 0x100;
	}
	return (address)buffer;
}

static int choose_pointer(void)
{
	unsigned kind = draw(40);

	return kind < 7 ? (int)kind : GOOD;
}

/* --- shmget --- */

static const char *const get_flags[18] = {
	[9] = "CREAT", [10] = "EXCL", [11] = "HUGETLB", [12] = "NORESERVE",
};

static int choose_key(void)
{
	static const int rare[] = { -1, 0x7fffffff, -0x7fffffff - 1, 1 };
	unsigned kind = draw(20);
	int s = choose_alive();

	if (kind < 6)
		return IPC_PRIVATE;
	if (kind < 7)
		return one_of(rare);
	if (kind < 11 && s >= 0)
		return segment[s].key;
	return 0x5a000 + draw(5);
}

static unsigned choose_size(void)
{
	static const unsigned usual[] = { 1, 100, 4095, 4096, 4097, 5000, 8192, 8193, 12288, 12288,
					  16384, 20480, 32768, 65536 };
	static const unsigned edges[] = { 0, 0, 0x7fffffff, 0x80000000, 0xfffff000, 0xfffff001,
					  0xffffffff };
	unsigned kind = draw(20);
	int s = choose_alive();

	if (kind < 14)
		return one_of(usual);
	if (kind < 16)
		return one_of(edges);
	if (kind < 17)
		return current_limits[0] <= SHMMAX ? (unsigned)current_limits[0] + draw(2) : 1;
	return s >= 0 ? segment[s].size + draw(3) - 1 : 4096;
}

static const int modes[] = { 0666, 0666, 0666, 0666, 0666, 0666, 0777, 0777, 0600, 0600, 0640, 0644, 0660, 0606, 0777, 0400, 0440,
			     0444, 0200, 0222, 0, 0, 0060, 0006, 0070, 0111, 0755 };

static void step_get(int slot)
{
	int key = choose_key(), flags = one_of(modes), direct = one_in(3);
	unsigned size = choose_size();
	long id;
	int s;

	if (one_in(4))
		flags = 1 << draw(9);	/* asking for one thing only */
	if (!one_in(4))
		flags |= IPC_CREAT;
	if (one_in(4))
		flags |= IPC_EXCL;
	if (one_in(12))
		flags |= SHM_NORESERVE;
	if (one_in(25))
		flags |= SHM_HUGETLB;
	if (one_in(20))
		flags |= 0x8000 << draw(3);
	say("%s(%x, %u, ", direct ? "shmget" : "ipc.shmget", key, size);
	say_flags(flags & ~0777, get_flags);
	say("|%o) = ", flags & 0777);
	id = direct ? ask_call(slot, SYS_shmget, key, size, flags, 0, 0, 0) :
		      ask_call(slot, SYS_ipc, SHMGET | draw(3) << 16, key, size, flags, 0, 0);
	if (id < 0) {
		say_result(id);
		return;
	}
	s = segment_of(id);
	if (s >= 0) {
		say("s%d", s);
	} else if (flags & SHM_HUGETLB) {
		/* Only a machine that has huge pages makes one: not for long. */
		raw(SYS_shmctl, id, IPC_RMID, 0);
		say("made");
	} else {
		s = add_segment(id);
		say("s%d ~id=%ld", s, id);
	}
}

/* --- shmctl --- */

/* How the command reaches the kernel, and which layout it then speaks. */
enum door { OLD, NEW, DIRECT };

static const char *const door_name[] = { "old.", "ipc.", "" };

static int choose_door(void)
{
	unsigned kind = draw(10);

	return kind < 4 ? NEW : kind < 7 ? DIRECT : OLD;
}

static long control(int slot, int door, int id, int cmd, struct request *r, struct reply *reply,
		    address pointer)
{
	r->op = CALL;
	if (door == DIRECT) {
		long a[] = { SYS_shmctl, id, cmd, pointer };

		memcpy(r->a, a, sizeof(a));
	} else {
		long a[] = { SYS_ipc, SHMCTL, id, door == NEW ? cmd | IPC_64 : cmd, 0, pointer };

		memcpy(r->a, a, sizeof(a));
	}
	ask(slot, r, reply);
	return reply->result;
}

/* The old layout, said in the words of the new one. */
static void widen(const struct shmid_ds *old, struct shmid64_ds *new)
{
	memset(new, 0, sizeof(*new));
	new->shm_perm.key = old->shm_perm.key;
	new->shm_perm.uid = old->shm_perm.uid;
	new->shm_perm.gid = old->shm_perm.gid;
	new->shm_perm.cuid = old->shm_perm.cuid;
	new->shm_perm.cgid = old->shm_perm.cgid;
	new->shm_perm.mode = old->shm_perm.mode;
	new->shm_perm.seq = old->shm_perm.seq;
	new->shm_segsz = old->shm_segsz;
	new->shm_atime = old->shm_atime;
	new->shm_dtime = old->shm_dtime;
	new->shm_ctime = old->shm_ctime;
	new->shm_cpid = old->shm_cpid;
	new->shm_lpid = old->shm_lpid;
	new->shm_nattch = old->shm_nattch;
	new->__unused4 = old->shm_unused | (long)old->shm_unused2 | (long)old->shm_unused3;
}

/* An index for SHM_STAT, "#s2" for the one where s2 stands. */
static struct id_choice choose_index(void)
{
	struct id_choice c = choose_id();
	unsigned kind = draw(12);

	if (c.segment >= 0 && kind < 9) {
		c.id = index_of(c.id);
		snprintf(c.text, sizeof(c.text), "#s%d", c.segment);
	} else if (c.segment >= 0 && kind < 10) {
		c.id = index_of(c.id) + 32768 * 3;
		snprintf(c.text, sizeof(c.text), "#s%d+seq", c.segment);
	} else if (kind < 11 || c.segment < 0) {
		c.segment = -1;
		c.id = highest_index() + 1;
		snprintf(c.text, sizeof(c.text), "#free");
	} else {
		c.segment = -1;
		c.id = -1 - draw(2);
		snprintf(c.text, sizeof(c.text), "%d", c.id);
	}
	return c;
}

static void step_stat(int slot)
{
	static const char *const names[] = { "STAT", "SHM_STAT", "SHM_STAT_ANY" };
	static const int commands[] = { IPC_STAT, SHM_STAT, SHM_STAT_ANY };
	int which = draw(6) < 3 ? 0 : 1 + draw(2), door = choose_door(), pointer = choose_pointer();
	unsigned size = door == OLD ? sizeof(struct shmid_ds) : sizeof(struct shmid64_ds);
	struct id_choice c = which ? choose_index() : choose_id();
	struct request r = { .get_size = size, .wipe = 1 };
	struct reply reply;
	struct shmid64_ds wide;
	long result;

	if (strchr(c.text, '+') && pointer == IN_ATTACH)
		pointer = GOOD;		/* a success touches the page */
	r.get_at = pointer_to(pointer, &process[slot]);
	say("%s%s(%s, ", door_name[door], names[which], c.text);
	say_pointer(pointer);
	say(") = ");
	result = control(slot, door, c.id, commands[which], &r, &reply, r.get_at);
	if (result < 0) {
		say_result(result);
		return;
	}
	if (which && segment_of(result) >= 0)
		say("s%d", segment_of(result));
	else
		say("%ld", result);
	if (door == OLD)
		widen(&reply.ds, &wide);
	say_state(door == OLD ? &wide : &reply.ds64);
}

static void step_info(int slot)
{
	int door = choose_door(), use = one_in(2), pointer = choose_pointer();
	int cmd = use ? SHM_INFO : IPC_INFO;
	unsigned size = use ? sizeof(struct shm_info) :
			door == OLD ? sizeof(struct shminfo) : sizeof(struct shminfo64);
	struct request r = {
		.get_at = pointer_to(pointer, &process[slot]), .get_size = size, .wipe = 1,
	};
	struct reply reply;
	int id = one_in(8) ? -1 : (int)draw(1000);
	long result;

	say("%s%s(%d, ", door_name[door], use ? "SHM_INFO" : "IPC_INFO", id);
	say_pointer(pointer);
	say(") = ");
	result = control(slot, door, id, cmd, &r, &reply, r.get_at);
	if (result < 0) {
		say_result(result);
		return;
	}
	if (result == highest_index())
		say("highest");
	else
		say("%ld", result);
	if (use)
		say(" used=%d tot=%lu rss=%lu swp=%lu,%lu,%lu", reply.use.used_ids,
		    reply.use.shm_tot, reply.use.shm_rss, reply.use.shm_swp,
		    reply.use.swap_attempts, reply.use.swap_successes);
	else if (door == OLD)
		say(" max=%d min=%d mni=%d seg=%d all=%d", reply.info.shmmax, reply.info.shmmin,
		    reply.info.shmmni, reply.info.shmseg, reply.info.shmall);
	else
		say(" max=%lu min=%lu mni=%lu seg=%lu all=%lu rest=%lu", reply.info64.shmmax,
		    reply.info64.shmmin, reply.info64.shmmni, reply.info64.shmseg,
		    reply.info64.shmall, reply.info64.__unused[0] | reply.info64.__unused[1] |
		    reply.info64.__unused[2] | reply.info64.__unused[3]);
}

static void step_set(int slot)
{
	static const int ids[] = { 0, 1000, 1000, 1001, 70000, 65535, 65536, -1, 2000000000 };
	static const int groups[] = { 0, 100, 100, 101, 70001, 65535, 65536, -1 };
	int door = choose_door(), pointer = choose_pointer();
	int uid = one_of(ids), gid = one_of(groups);
	int mode = one_in(4) ? (int)draw(010000) : one_of(modes);
	unsigned size = door == OLD ? sizeof(struct shmid_ds) : sizeof(struct shmid64_ds);
	struct id_choice c = choose_id();
	struct request r = { .put_size = 0 };
	struct reply reply;
	struct shmid64_ds new;
	struct shmid_ds old;

	if (pointer == IN_ATTACH || pointer == READ_ONLY)
		pointer = GOOD;		/* what stands there is no permissions */
	memset(&new, 0x11, sizeof(new));
	memset(&old, 0x11, sizeof(old));
	new.shm_perm.uid = uid;
	new.shm_perm.gid = gid;
	new.shm_perm.mode = mode;
	old.shm_perm.uid = uid;
	old.shm_perm.gid = gid;
	old.shm_perm.mode = mode;
	if (pointer == GOOD) {
		r.put_at = (address)buffer;
		r.put_size = size;
		memcpy(r.put, door == OLD ? (void *)&old : (void *)&new, size);
	}
	say("%sSET(%s, ", door_name[door], c.text);
	say_pointer(pointer);
	say(" uid=%d gid=%d mode=%o) = ", uid, gid, mode);
	say_result(control(slot, door, c.id, IPC_SET, &r, &reply,
			   pointer_to(pointer, &process[slot])));
}

/* Commands without a buffer. What a kernel may refuse the owner, root then does for all. */
static void step_command(int slot)
{
	static const int commands[] = { IPC_RMID, IPC_RMID, IPC_RMID, IPC_RMID, IPC_RMID, IPC_RMID,
					SHM_LOCK, SHM_UNLOCK, SHM_LOCK, SHM_UNLOCK, 4, 5, 10, 16, 99, -1, 0x1000, 0x102, 0x200 };
	static const char *const names[] = { [IPC_RMID] = "RMID", [SHM_LOCK] = "LOCK",
					     [SHM_UNLOCK] = "UNLOCK" };
	int cmd = one_of(commands), door = choose_door();
	struct id_choice c = choose_id();
	struct request r = { .put_size = 0 };
	struct reply reply;

	if (cmd == 0x102 && door != DIRECT)
		cmd = 0x202;		/* there it would be STAT */
	if (cmd > 0 && cmd < 13 && names[cmd])
		say("%s%s(%s)", door_name[door], names[cmd], c.text);
	else if (cmd == IPC_RMID)
		say("%sRMID(%s)", door_name[door], c.text);
	else
		say("%sshmctl(%s, %d)", door_name[door], c.text, cmd);
	if (c.segment >= 0 && (cmd == SHM_LOCK || cmd == SHM_UNLOCK))
		say(" [%s]", process[slot].uid == 0 ? "root" :
		    process[slot].uid == segment[c.segment].seen.uid ||
		    process[slot].uid == segment[c.segment].seen.cuid ? "owner" : "stranger");
	say(" = ");
	say_result(control(slot, door, c.id, cmd, &r, &reply, 0));
	if (c.segment >= 0 && (cmd == SHM_LOCK || cmd == SHM_UNLOCK))
		raw(SYS_shmctl, c.id, cmd, 0);
}

/* --- the choice --- */

/* What a step is worth nothing without; then another, which leads there, takes its place. */
enum need { NOTHING, SEGMENT, ATTACH };

static const struct {
	unsigned weight;
	void (*step)(int slot);
	enum need need;
} kinds[] = {
	{ 130, step_get, NOTHING },	{ 190, step_at, SEGMENT },	{ 85, step_dt, ATTACH },
	{ 70, step_stat, SEGMENT },	{ 35, step_set, SEGMENT },	{ 95, step_command, SEGMENT },
	{ 20, step_info, NOTHING },	{ 60, step_peek, ATTACH },	{ 70, step_poke, ATTACH },
	{ 25, step_sum, ATTACH },	{ 50, step_munmap, ATTACH },	{ 60, step_mprotect, ATTACH },
	{ 30, step_mremap, ATTACH },	{ 15, step_mmap, NOTHING },	{ 12, step_execute, ATTACH },
	{ 25, step_maps, ATTACH },	{ 6, step_many, SEGMENT },	{ 8, step_limited_at, SEGMENT },
	{ 3, step_moved, SEGMENT },	{ 3, step_grown, SEGMENT },
	{ 40, step_fork, ATTACH },	{ 10, step_exec, ATTACH },	{ 18, step_exit, ATTACH },
	{ 14, step_kill, ATTACH },	{ 12, step_die, ATTACH },	{ 6, step_vfork, ATTACH },
	{ 20, step_identity, NOTHING },	{ 14, step_limits, NOTHING },	{ 2, step_fill, NOTHING },
	{ 1, step_crowd, NOTHING },	{ 15, step_proc, SEGMENT },	{ 15, step_strange, NOTHING },
};

static void (*choose_step(int slot))(int)
{
	unsigned total = 0, n;
	enum need need;
	int i = 0;

	for (unsigned k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		total += kinds[k].weight;
	for (n = draw(total); n >= kinds[i].weight; i++)
		n -= kinds[i].weight;
	need = one_in(12) ? NOTHING : kinds[i].need;
	if (need != NOTHING && choose_alive() < 0)
		return step_get;
	if (need == ATTACH && process[slot].attaches == 0)
		return step_at;
	return kinds[i].step;
}

void a_step(void)
{
	int slots[SLOTS], live = live_workers(slots), slot;

	if (live == 0 || (live < 3 && one_in(4))) {
		slot = spawn();
		say("%d p%d start", step, process[slot].name);
		choose_identity(slot);
		changes();
		return;
	}
	slot = slots[draw(live)];
	say("%d p%d ", step, process[slot].name);
	if (ticking && one_in(10)) {
		tick();
		say("tick");
		changes();
		return;
	}
	choose_step(slot)(slot);
	changes();
	drop_now();
	look();
	while (settling_count > 0)
		settle(settling[--settling_count]);
	late_changes();
}
