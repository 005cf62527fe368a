/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steps with shmget and shmctl: through ipc and directly, in both layouts, with good and bad pointers.
 */
#include "oracle.h"

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

void step_get(int slot)
{
	int key = choose_key(), flags = one_of(modes), direct = one_in(3);
	unsigned size = choose_size();
	long id;
	int s;

	if (one_in(4))
		flags = 1 << draw(9);	/* ask for one permission only */
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
	id = direct ? ask_call(slot, __NR_shmget, key, size, flags, 0, 0, 0) :
		      ask_call(slot, __NR_ipc, SHMGET | draw(3) << 16, key, size, flags, 0, 0);
	if (id < 0) {
		say_result(id);
		return;
	}
	s = segment_of(id);
	if (s >= 0) {
		say("s%d", s);
	} else if (flags & SHM_HUGETLB) {
		/* It exists only where there are huge pages: remove it at once. */
		raw(__NR_shmctl, id, IPC_RMID, 0);
		say("made");
	} else {
		s = add_segment(id);
		say("s%d ~id=%ld", s, id);
	}
}

/* --- shmctl --- */

/* How the call is made, and which layout it uses. */
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
		long a[] = { __NR_shmctl, id, cmd, pointer };

		memcpy(r->a, a, sizeof(a));
	} else {
		long a[] = { __NR_ipc, SHMCTL, id, door == NEW ? cmd | IPC_64 : cmd, 0, pointer };

		memcpy(r->a, a, sizeof(a));
	}
	ask(slot, r, reply);
	return reply->result;
}

/* Converts the old layout to the new one. */
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

/* Chooses an index for SHM_STAT; "#s2" is the index of s2. */
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

void step_stat(int slot)
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

void step_info(int slot)
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

void step_set(int slot)
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

/* Commands without a buffer. What only one kernel refuses the owner, root does afterwards on both. */
void step_command(int slot)
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
		raw(__NR_shmctl, c.id, cmd, 0);
}
