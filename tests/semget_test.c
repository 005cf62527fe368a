/* SPDX-License-Identifier: GPL-2.0-only */
/* semget, msgget: creating and finding, ids, limits, permissions; and what creating sets. */
#include "sem_util.h"

#define KEY 0x5e3a0001

static void creating(void)
{
	time_t before = time(NULL);
	int id = semget(KEY, 3, IPC_CREAT | 0641);
	struct semid_ds ds = set_state(id);
	unsigned short all[3] = { 9, 9, 9 };

	ok(id >= 0, "semget creates a set");
	is(ds.sem_nsems, 3, "it has as many semaphores as were asked for");
	is(ds.sem_perm.mode, 0641, "its mode is the low nine bits of the flags");
	ok(ds.sem_perm.uid == geteuid() && ds.sem_perm.cuid == geteuid() && ds.sem_perm.gid == getegid() &&
	   ds.sem_perm.cgid == getegid(), "owner and creator are the caller");
	is(ds.sem_otime, 0, "there was no semop yet");
	ok(ds.sem_ctime >= before && ds.sem_ctime <= time(NULL), "ctime is now");
	is(semctl(id, 0, GETALL, all), 0, "its values can be read");
	ok(all[0] == 0 && all[1] == 0 && all[2] == 0, "all values are 0");
	is(semctl(id, 2, GETPID), 0, "no process has changed them");
	is(semget(KEY, 3, 0), id, "the same key finds it");
	is(semget(KEY, 0, 0), id, "0 semaphores ask for no size");
	is(semget(KEY, 2, IPC_CREAT), id, "IPC_CREAT finds it, too");
	is(semget(KEY, 2, IPC_EXCL), id, "IPC_EXCL alone means nothing");
	is_errno(semget(KEY, 4, 0), EINVAL, "asking for more semaphores than it has is EINVAL");
	is_errno(semget(KEY, 3, IPC_CREAT | IPC_EXCL), EEXIST, "IPC_CREAT with IPC_EXCL refuses a key in use");
	is_errno(semget(KEY, 4, IPC_CREAT | IPC_EXCL), EEXIST, "even if it has fewer semaphores");
	is_errno(semget(KEY, 100000, 0), EINVAL, "more than SEMMSL is EINVAL even for an existing key");
	is_errno(semget(KEY, -1, 0), EINVAL, "a negative number is EINVAL");
	is_errno(semget(KEY + 1, 1, 0), ENOENT, "an absent key is ENOENT");
	is_errno(semget(KEY + 1, 0, IPC_CREAT), EINVAL, "a new set needs a semaphore");
	is_errno(semget(IPC_PRIVATE, 0, 0600), EINVAL, "a private one, too");
	remove_set(id);
	is_errno(semget(KEY, 0, 0), ENOENT, "a removed set has no key");
}

static void queues(void)
{
	time_t before = time(NULL);
	int id = msgget(KEY, IPC_CREAT | 0604);
	struct msqid_ds ds = queue_state(id);

	ok(id >= 0, "msgget creates a queue");
	is(ds.msg_perm.mode, 0604, "its mode is the low nine bits of the flags");
	is(ds.msg_qbytes, 16384, "its size is msgmnb");
	ok(ds.msg_qnum == 0 && ds.__msg_cbytes == 0 && ds.msg_lspid == 0 && ds.msg_lrpid == 0 &&
	   ds.msg_stime == 0 && ds.msg_rtime == 0, "it is empty, and nobody has used it");
	ok(ds.msg_ctime >= before && ds.msg_ctime <= time(NULL), "ctime is now");
	is(msgget(KEY, 0), id, "the same key finds it");
	is(msgget(KEY, IPC_EXCL), id, "IPC_EXCL alone means nothing");
	is_errno(msgget(KEY, IPC_CREAT | IPC_EXCL), EEXIST, "IPC_CREAT with IPC_EXCL refuses a key in use");
	is_errno(msgget(KEY + 1, 0600), ENOENT, "an absent key is ENOENT");
	ok(semget(KEY, 1, IPC_CREAT | 0600) >= 0, "a set may have the same key: the kinds are apart");
	sweep_sets_and_queues();
	is_errno(msgget(KEY, 0), ENOENT, "a removed queue has no key");
}

static void permissions(void)
{
	int open_set, mine, queue;

	mine = semget(KEY, 2, IPC_CREAT | 0600);
	open_set = semget(KEY + 1, 2, IPC_CREAT | 0604);
	queue = msgget(KEY, IPC_CREAT | 0602);
	is_end(in_child({
		become(65534, 65534);
		expect_errno(semget(KEY, 0, 0600), EACCES);
		expect_errno(semget(KEY, 0, 0007), EACCES);
		expect(semget(KEY, 0, 0) == mine);
		expect_errno(semget(KEY, 3, 0600), EINVAL);
		expect(semget(KEY + 1, 0, 0400) == open_set);
		expect(semget(KEY + 1, 0, 0044) == open_set);
		expect_errno(semget(KEY + 1, 0, 0200), EACCES);
		expect_errno(msgget(KEY, 0400), EACCES);
		expect(msgget(KEY, 0200) == queue);
	}), 0, "another user gets what the mode allows, and finds a set when asking for nothing");
	is(semget(KEY, 0, 0777), mine, "root may do anything");
	is_end(in_child({
		int id;

		become(65534, 65534);
		id = semget(KEY + 5, 1, IPC_CREAT | 0060);
		expect_errno(semget(KEY + 5, 1, 0400), EACCES);
		expect(semctl(id, 0, IPC_RMID) == 0);
	}), 0, "an owner without permission is refused though the group is not, but may remove the set");
	sweep_sets_and_queues();
}

/* The slots of Samepage's array: row sem-ids of docs/fidelity.md. */
static void slots(void)
{
	int first, second, ids[129], n;

	first = new_set(1, 0600);
	remove_set(first);
	second = new_set(1, 0600);
	ok(second != first, "an id is not used again at once");
	is_errno(semctl(first, 0, GETVAL), differs(EIDRM, EINVAL), "the old id names nothing");
	is_errno(semop(first, OPS({ 0, 0, 0 })), differs(EIDRM, EINVAL), "neither in semop");
	remove_set(second);
	if (!on_samepage())
		return;
	for (n = 0; n < 129; n++)
		if ((ids[n] = semget(IPC_PRIVATE, 1, 0600)) < 0)
			break;
	is(n, 128, "there are 128 slots for sets");
	is(errno, ENOSPC, "the 129th set is ENOSPC");
	remove_set(ids[17]);
	is(new_set(1, 0600) % 128, 17, "a new set gets the lowest free slot");
	is(sweep_sets_and_queues(), 128, "all are removed");
	for (n = 0; n < 129; n++)
		if ((ids[n] = msgget(IPC_PRIVATE, 0600)) < 0)
			break;
	is(n, 128, "there are 128 slots for queues");
	is(sweep_sets_and_queues(), 128, "all are removed");
}

static void limits(void)
{
	char was[80];
	int id;

	if (!on_samepage())		/* on the host, these belong to the whole machine's namespace */
		return;
	snprintf(was, sizeof(was), "%s", line_of("/proc/sys/kernel/sem", ""));
	ok(strcmp(was, "250\t32000\t32\t128") == 0, "/proc/sys/kernel/sem shows the limits");
	is_errno(semget(IPC_PRIVATE, 251, 0600), EINVAL, "a set has at most 250 semaphores");
	is(set_limit("sem", "4 10"), 0, "two numbers can be written");
	is_errno(semget(IPC_PRIVATE, 5, 0600), EINVAL, "SEMMSL applies at once");
	id = new_set(4, 0600);
	new_set(4, 0600);
	is_errno(semget(IPC_PRIVATE, 3, 0600), ENOSPC, "SEMMNS limits all semaphores together");
	ok(semget(IPC_PRIVATE, 2, 0600) >= 0, "which may be used up exactly");
	remove_set(id);
	ok(semget(IPC_PRIVATE, 4, 0600) >= 0, "what is removed can be used again");
	is_errno(set_limit("sem", "4 10 2 129"), ERANGE, "more sets than there are slots: ERANGE");
	is_errno(semop(id + 1, OPS({ 0, 1, 0 }, { 1, 1, 0 }, { 2, 1, 0 })), E2BIG, "but SEMOPM has changed");
	is_errno(set_limit("sem", "many"), EINVAL, "letters are EINVAL");
	is(set_limit("sem", "-1"), 0, "a negative SEMMSL is accepted");
	is_errno(semget(IPC_PRIVATE, 1, 0600), EINVAL, "and no set can be created then");
	is(set_limit("sem", was), 0, "the limits are restored");
	is(set_limit("msgmni", "1"), 0, "msgmni can be set");
	new_queue(0600);
	is_errno(msgget(IPC_PRIVATE, 0600), ENOSPC, "and limits the number of queues");
	is_errno(set_limit("msgmni", "129"), EINVAL, "more queues than there are slots: EINVAL");
	is(set_limit("msgmni", "128"), 0, "it is restored");
	is(set_limit("msgmnb", "100"), 0, "msgmnb can be set");
	is(queue_state(new_queue(0600)).msg_qbytes, 100, "and is the size of a new queue");
	is(set_limit("msgmnb", "16384"), 0, "it is restored");
	sweep_sets_and_queues();
}

int main(void)
{
	sweep_sets_and_queues();
	creating();
	queues();
	permissions();
	slots();
	limits();
	return done_testing();
}
