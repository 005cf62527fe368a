/* SPDX-License-Identifier: GPL-2.0-only */
/* semctl: every command, the order of its checks, and what it writes in both layouts. */
#include "sem_util.h"

static void *const nowhere = (void *)8;
static int set, gone;

/* Fills a structure with 0xee, so that bytes which the kernel does not write are seen. */
static unsigned char *filled(void)
{
	static unsigned char buffer[256];

	memset(buffer, 0xee, sizeof(buffer));
	return buffer;
}

static int bytes(const unsigned char *buffer, int from, int to, unsigned char byte)
{
	for (; from < to; from++)
		if (buffer[from] != byte)
			return 0;
	return 1;
}

static unsigned int word(const unsigned char *buffer, int offset)
{
	unsigned int word;

	memcpy(&word, buffer + offset, 4);
	return word;
}

static void layouts(void)
{
	unsigned char *b = filled();
	void *arg = b;

	semop(set, OPS({ 0, 0, 0 }));
	is(bare_semctl(set, 0, IPC_STAT, b), 0, "IPC_STAT with IPC_64");
	ok(word(b, 52) == 5 && word(b, 36) && word(b, 44) && word(b, 4) == geteuid(), "the fields are where they belong");
	ok(bytes(b, 22, 24, 0) && bytes(b, 26, 36, 0) && bytes(b, 40, 44, 0) && bytes(b, 48, 52, 0) && bytes(b, 56, 64, 0),
	   "padding and high halves are 0");
	ok(bytes(b, 64, 256, 0xee), "64 bytes are written");
	b = filled();
	is(sys(__NR_ipc, 3, set, 0, IPC_STAT, &arg), 0, "IPC_STAT in the old layout");
	ok(word(b, 40) == 5 && word(b, 16) && word(b, 20), "the fields are where they belong");
	ok(bytes(b, 24, 40, 0) && bytes(b, 42, 44, 0), "pointers and padding are 0");
	ok(bytes(b, 44, 256, 0xee), "44 bytes are written");
	b = filled();
	is(sys(__NR_semctl, set, 0, IPC_STAT, b), 0, "the direct call has the new layout");
	is(word(b, 52), 5, "with the number of semaphores");
	is(sys(__NR_semctl, set, 0, IPC_STAT | 0x100, b), translated() ? 0 : -EINVAL, "and refuses IPC_64");
	is(sys(__NR_ipc, 3, set, 1, GETVAL | 0x100, &arg), 0, "ipc strips IPC_64 from any command");
	is(sys(__NR_ipc, 3, set, 0, IPC_RMID, NULL), -EINVAL, "ipc wants a pointer to the union: NULL is EINVAL");
	is(sys(__NR_ipc, 3, -1, 0, 999, nowhere), -EFAULT, "a bad one EFAULT, before anything else");
	b = filled();
	ok(bare_semctl(0, 0, IPC_INFO, b) >= 0 && bytes(b, 40, 256, 0xee), "IPC_INFO writes 40 bytes");
}

static void values(void)
{
	unsigned short all[5] = { 1, 2, 3, 4, 5 };
	time_t otime;
	pid_t a, b;

	is(semctl(set, 99, SETALL, all), 0, "SETALL ignores the semaphore");
	ok(value(set, 0) == 1 && value(set, 4) == 5, "it sets all values");
	is(semctl(set, 3, GETPID), getpid(), "and the process");
	memset(all, 0, sizeof(all));
	is(semctl(set, -1, GETALL, all), 0, "GETALL ignores the semaphore, too");
	ok(all[0] == 1 && all[4] == 5, "it reads all values");
	otime = set_state(set).sem_otime;
	is(set_to(set, 1, VALUE_MAX), 0, "SETVAL sets one");
	is(value(set, 1), VALUE_MAX, "to as much as 32767");
	is(set_state(set).sem_otime, otime, "otime is the time of semop");
	is_errno(set_to(set, 1, VALUE_MAX + 1), ERANGE, "more is ERANGE");
	is_errno(set_to(set, 1, -1), ERANGE, "less than 0 is ERANGE");
	is_errno(semctl(set, 0, SETALL, (unsigned short[]){ 0, 0, 0, 0, 32768 }), ERANGE, "in SETALL, too");
	is(value(set, 0), 1, "nothing is set then");
	set_to(set, 0, 0);
	in_child({ set_to(set, 2, 7); });
	ok(semctl(set, 2, GETPID) != getpid(), "SETVAL records its process");
	a = sleeper(semop(set, OPS({ 0, -1, 0 })));
	b = sleeper(semop(set, OPS({ 1, 0, 0 })));
	ok(semctl(set, 0, GETNCNT) == 1 && semctl(set, 0, GETZCNT) == 0, "GETNCNT counts who waits for more");
	ok(semctl(set, 1, GETNCNT) == 0 && semctl(set, 1, GETZCNT) == 1, "GETZCNT counts who waits for 0");
	semctl(set, 0, SETALL, (unsigned short[]){ 1, 0, 0, 0, 0 });
	ok(wait_for(a) == 0 && wait_for(b) == 0, "both go");
	is(semctl(set, 0, GETPID), a, "a sleeper that is completed is recorded after SETALL");
}

static void order(void)
{
	is_errno(semctl(set, 0, 999), EINVAL, "an unknown command: EINVAL");
	is_errno(bare_semctl(-1, 0, IPC_STAT, nowhere), EINVAL, "a negative id: EINVAL");
	is_errno(bare_semctl(-1, 0, IPC_INFO, nowhere), EINVAL, "also for IPC_INFO");
	is_errno(bare_semctl(0, 0, IPC_INFO, nowhere), EFAULT, "IPC_INFO to nowhere: EFAULT");
	is_errno(bare_semctl(set, 0, IPC_STAT, nowhere), EFAULT, "IPC_STAT, too");
	is_errno(bare_semctl(set, 0, GETALL, nowhere), EFAULT, "GETALL, too");
	is_errno(bare_semctl(set, 0, SETALL, nowhere), EFAULT, "SETALL, too");
	is_errno(bare_semctl(gone, 0, IPC_STAT, nowhere), EINVAL, "an empty slot: EINVAL");
	is_errno(bare_semctl(gone, 0, IPC_SET, nowhere), EFAULT, "but IPC_SET reads its argument first");
	is_errno(semctl(gone, 0, SETVAL, -1), ERANGE, "and SETVAL looks at the value first");
	is_errno(semctl(gone, 0, SETVAL, 1), EINVAL, "then at the id");
	is_errno(semctl(gone, 9, GETVAL), EINVAL, "GETVAL of an empty slot: EINVAL");
	is_errno(semctl(set, 5, GETVAL), EINVAL, "no such semaphore: EINVAL");
	is_errno(semctl(set, -1, GETVAL), EINVAL, "semaphore -1: EINVAL");
	is_errno(semctl(set, 5, SETVAL, 1), EINVAL, "the same for SETVAL");
	is_errno(semctl(set, 5, GETNCNT), EINVAL, "and GETNCNT");
	is(bare_semctl(set, -1, IPC_STAT, filled()), 0, "IPC_STAT ignores the semaphore");
	is_end(in_child({
		struct semid_ds ds = { .sem_nsems = 0 };

		semctl(set, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = 65534, .gid = 65534, .mode = 0 } });
		become(65534, 65534);
		expect_errno(bare_semctl(set, 0, IPC_STAT, nowhere), EACCES);
		expect_errno(bare_semctl(set, 0, GETALL, nowhere), EACCES);
		expect_errno(bare_semctl(set, 0, SETALL, nowhere), EACCES);
		expect_errno(semctl(set, 9, GETVAL), EACCES);
		expect_errno(semctl(set, 9, SETVAL, 1), EINVAL);
		expect_errno(semctl(set, 0, SETVAL, 1), EACCES);
		expect_errno(bare_semctl(set % 128, 0, SEM_STAT, nowhere), EACCES);
		expect_errno(bare_semctl(set % 128, 0, SEM_STAT_ANY, nowhere), EFAULT);
		expect(bare_semctl(set % 128, 0, SEM_STAT_ANY, &ds) == set && ds.sem_nsems == 5);
	}), 0, "an owner without permission cannot read, but SEM_STAT_ANY can");
	is_end(in_child({
		become(1, 1);
		expect_errno(semctl(set, 0, IPC_RMID), EPERM);
		expect_errno(semctl(set, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = -1 } }), EPERM);
	}), 0, "another user may neither change nor remove it");
}

static void setting(void)
{
	struct semid_ds before = set_state(set), after;

	is_errno(semctl(set, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = -1, .mode = 0777 } }), EINVAL,
		 "IPC_SET with uid -1: EINVAL");
	is(set_state(set).sem_perm.mode, before.sem_perm.mode, "and nothing is changed");
	is(semctl(set, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = 70000, .gid = 70001, .mode = 07641,
			.cuid = 5, .__key = 9 }, .sem_otime = 1, .sem_nsems = 1 }), 0, "IPC_SET");
	after = set_state(set);
	ok(after.sem_perm.uid == 70000 && after.sem_perm.gid == 70001 && after.sem_perm.mode == 0641,
	   "sets owner, group and nine bits of the mode");
	ok(after.sem_perm.cuid == before.sem_perm.cuid && after.sem_perm.__key == before.sem_perm.__key &&
	   after.sem_otime == before.sem_otime && after.sem_nsems == 5, "and nothing else");
	is_end(in_child({
		become(70000, 1);
		expect(semctl(set, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = 0, .gid = 0, .mode = 0600 } }) == 0);
		expect_errno(semctl(set, 0, GETVAL), EACCES);
	}), 0, "the new owner may give it away");
}

static void reports(void)
{
	struct seminfo info;
	struct semid_ds ds;
	int slot, highest, found = 0, semaphores = 0;
	char *line;

	new_set(7, 0);
	highest = semctl(0, 0, SEM_INFO, &info);
	for (slot = 0; slot <= highest; slot++)
		if (semctl(slot, 0, SEM_STAT_ANY, &ds) >= 0) {
			found++;
			semaphores += ds.sem_nsems;
		}
	is(info.semusz, found, "SEM_INFO counts the sets");
	is(info.semaem, semaphores, "and their semaphores");
	is(semctl(0, 0, IPC_INFO, &info), highest, "both return the highest slot in use");
	ok(info.semvmx == VALUE_MAX && info.semaem == VALUE_MAX && info.semusz == 20, "IPC_INFO reports limits");
	ok(info.semmsl == differs(250, info.semmsl) && info.semmni == differs(128, info.semmni) &&
	   info.semmns == differs(32000, info.semmns) && info.semopm == differs(32, info.semopm), "those of the machine");
	is_errno(semctl(highest + 1, 0, SEM_STAT, &ds), EINVAL, "an empty slot: EINVAL");
	line = line_of("/proc/sysvipc/sem", "       key");
	ok(strcmp(line, "       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime") == 0,
	   "/proc/sysvipc/sem has the columns of Linux");
	line = line_of("/proc/sysvipc/sem", "         0");
	ok(line && strlen(line) == 84, "and a line for each set");
	sweep_sets_and_queues();
	is(semctl(0, 0, SEM_INFO, &info), 0, "without a set they return 0");
}

int main(void)
{
	sweep_sets_and_queues();
	set = new_set(5, 0600);
	gone = new_set(1, 0600);
	remove_set(gone);
	layouts();
	values();
	order();
	semctl(set, 0, IPC_SET, &(struct semid_ds){ .sem_perm = { .uid = 0, .gid = 0, .mode = 0600 } });
	setting();
	reports();
	return done_testing();
}
