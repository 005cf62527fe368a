/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The same calls by their two doors, ipc (117) and 395 to 398, without a C library between:
 * the multiplexer's oddities, both layouts byte by byte, bad pointers, unknown commands.
 */
#include "shm_util.h"

#define KEY 0x5a5a0006
#define IPC_64 0x100

enum { OP_SHMAT = 21, OP_SHMDT = 22, OP_SHMGET = 23, OP_SHMCTL = 24 };

#define NOWHERE 0x70000000

static unsigned char bytes[128];	/* what a call wrote, and the 0xaa it left alone */

static unsigned field32(int offset)
{
	return bytes[offset] | bytes[offset + 1] << 8 | bytes[offset + 2] << 16 |
	       (unsigned)bytes[offset + 3] << 24;
}

static unsigned field16(int offset)
{
	return bytes[offset] | bytes[offset + 1] << 8;
}

/* How many bytes at the start of the buffer the call wrote (it was all 0xaa). */
static int written(void)
{
	int size = sizeof(bytes);

	while (size && bytes[size - 1] == 0xaa)
		size--;
	return size;
}

static void *fresh(void)
{
	return memset(bytes, 0xaa, sizeof(bytes));
}

static void multiplexed(void)
{
	long address = -1, id, at;

	id = sys(__NR_ipc, OP_SHMGET, KEY, PAGE, IPC_CREAT | 0600);
	ok(id >= 0, "ipc SHMGET makes a segment");
	is(sys(__NR_ipc, OP_SHMAT, id, 0, &address, 0), 0, "ipc SHMAT returns 0");
	ok(address != -1 && address % PAGE == 0, "and stores the address through third");
	*(char *)address = 'd';
	is(sys(__NR_ipc, OP_SHMDT, 0, 0, 0, address), 0, "ipc SHMDT takes it as ptr");
	is(sys(__NR_ipc, OP_SHMDT, 0, 0, 0, address), -EINVAL, "a second time: EINVAL");

	address = -1;
	is(sys(__NR_ipc, OP_SHMAT, id, 0, NOWHERE, 0), -EFAULT, "SHMAT, bad third: EFAULT");
	is(nattch(id), 1, "but the segment is attached");
	is(sys(__NR_ipc, OP_SHMAT, id, SHM_RND, &address, 0x60000fff), 0, "flags go as second");
	is(address, 0x60000000, "and count");
	is(sys(__NR_ipc, OP_SHMAT, id, 0, &at, 0x60000000), -EINVAL, "address in use: EINVAL");
	sys(__NR_ipc, OP_SHMDT, 0, 0, 0, address);
	is(nattch(id), 1, "the one whose address nobody was told is left");
	is(sys(__NR_ipc, 1 << 16 | OP_SHMAT, id, 0, &address, 0), -EINVAL, "version 1: EINVAL");
	is(sys(__NR_ipc, 2 << 16 | OP_SHMAT, id, 0, &address, 0), 0, "version 2 is as 0");
	is(sys(__NR_ipc, 0xffffu << 16 | OP_SHMDT, 0, 0, 0, address), 0, "so is any, for SHMDT");
	is(sys(__NR_ipc, 1 << 16 | OP_SHMGET, KEY, 0, 0), id, "and for SHMGET");
	is(sys(__NR_ipc, 0, 0, 0, 0, 0), -ENOSYS, "operation 0: ENOSYS");
	is(sys(__NR_ipc, 20, 0, 0, 0, 0), -ENOSYS, "operation 20: ENOSYS");
	is(sys(__NR_ipc, 25, 0, 0, 0, 0), -ENOSYS, "operation 25: ENOSYS");
	is(sys(__NR_ipc, 0xffff, 0, 0, 0, 0), -ENOSYS, "operation 65535: ENOSYS");
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_RMID, 0, 0), 0, "ipc SHMCTL removes");
	/* the forgotten attach is the first free place: find it by trying */
	for (at = 0x40000000; at < 0x40100000; at += PAGE)
		if (sys(__NR_ipc, OP_SHMDT, 0, 0, 0, at) == 0)
			break;
	is(nattch(id), -1, "the forgotten attach is found and detached; the segment goes");
}

static void direct(void)
{
	long id = sys(__NR_shmget, KEY, PAGE, IPC_CREAT | 0600), at;

	ok(id >= 0, "shmget (395) makes a segment");
	is(sys(__NR_shmget, KEY, PAGE, IPC_CREAT | IPC_EXCL), -EEXIST, "and knows EEXIST");
	at = sys(__NR_shmat, id, 0, 0);
	ok(at % PAGE == 0 && (unsigned)at < USER_TOP, "shmat (397) returns the address in eax");
	*(char *)at = 'd';
	is(sys(__NR_shmat, id, 0x60000fff, SHM_RND), 0x60000000, "address and flags in order");
	is(sys(__NR_shmat, id, 0x60000fff, 0), -EINVAL, "unaligned: EINVAL");
	is(sys(__NR_shmat, -1, 0, 0), -EINVAL, "id -1: EINVAL");
	is(sys(__NR_shmdt, 0x60000000), 0, "shmdt (398) detaches");
	is(sys(__NR_shmdt, 0x60000000), -EINVAL, "and knows EINVAL");
	is(sys(__NR_shmdt, at), 0, "the other, too");
	is(sys(__NR_shmctl, id, IPC_STAT, fresh()), 0, "shmctl (396) answers IPC_STAT");
	is(field32(36), PAGE, "in the layout of 84 bytes, without being asked");
	is(sys(__NR_shmctl, id, IPC_STAT | IPC_64, fresh()), -EINVAL, "with IPC_64: EINVAL");
	is(written(), 0, "and nothing is written");
	is(sys(__NR_shmctl, id, IPC_RMID | IPC_64, 0), -EINVAL, "IPC_RMID with IPC_64: EINVAL");
	is(sys(__NR_shmctl, id, 99, 0), -EINVAL, "an unknown command: EINVAL");
	is(sys(__NR_shmctl, id, -1, 0), -EINVAL, "command -1: EINVAL");
	is(sys(__NR_shmctl, id, IPC_RMID, 0), 0, "shmctl (396) removes");
	is(sys(__NR_shmctl, id, IPC_RMID, 0), -EINVAL, "once");
}

static void unknown_commands(void)
{
	static const int commands[] = { 4, 10, 16, 99, 0x200, 0x102 | 0x200, -1, 0x7fffffff };
	int id = new_segment(PAGE, 0600);
	unsigned i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		is(sys(__NR_ipc, OP_SHMCTL, id, commands[i], 0, bytes), -EINVAL,
		   "command 0x%x: EINVAL", commands[i]);
		is(sys(__NR_ipc, OP_SHMCTL, 99999, commands[i], 0, bytes), -EINVAL,
		   "command 0x%x of no segment: EINVAL", commands[i]);
	}
	is(nattch(id), 0, "the segment is untouched");
	remove_segment(id);
}

enum { UID = 11, GID = 12, CUID = 13, CGID = 14 };

/* A segment whose owner, group, creator and creator's group are four different numbers. */
static int with_four_ids(void)
{
	struct shmid_ds ds;
	int id;

	expect(setresgid(-1, CGID, -1) == 0 && setresuid(-1, CUID, 0) == 0);
	id = shmget(KEY, 5000, IPC_CREAT | 0640);
	expect(setresuid(-1, 0, -1) == 0 && setresgid(-1, 0, -1) == 0);
	ds = state(id);
	ds.shm_perm.uid = UID;
	ds.shm_perm.gid = GID;
	expect(shmctl(id, IPC_SET, &ds) == 0);
	return id;
}

static void old_layout(void)
{
	int id = with_four_ids();
	char *at = attach(id, NULL, 0);
	struct shmid_ds ds = state(id);

	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, fresh()), 0, "IPC_STAT without IPC_64");
	ok(written() <= 48, "writes 48 bytes and no more");
	is(field32(0), KEY, "offset 0: the key");
	is(field16(4), UID, "offset 4: uid");
	is(field16(6), GID, "offset 6: gid");
	is(field16(8), CUID, "offset 8: creator's uid");
	is(field16(10), CGID, "offset 10: creator's gid");
	is(field16(12), 0640, "offset 12: mode");
	if (on_samepage())
		is(field16(14), id / SLOTS, "offset 14: sequence number");
	is(field32(16), 5000, "offset 16: size");
	is(field32(20), ds.shm_atime, "offset 20: time of attach");
	is(field32(24), 0, "offset 24: time of detach");
	is(field32(28), ds.shm_ctime, "offset 28: time of change");
	is(field16(32), getpid(), "offset 32: creator's pid");
	is(field16(34), getpid(), "offset 34: last pid");
	is(field16(36), 1, "offset 36: attaches");
	is(field16(38) | field32(40) | field32(44), 0, "offsets 38 to 47: zero, no kernel memory");

	fresh();
	bytes[4] = bytes[5] = 0;	/* uid 0 */
	bytes[6] = 7, bytes[7] = 0;	/* gid 7 */
	bytes[12] = 0xff, bytes[13] = 0x0f;
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_SET, 0, bytes), 0, "IPC_SET without IPC_64");
	ds = state(id);
	is(ds.shm_perm.gid, 7, "takes gid from offset 6");
	is(ds.shm_perm.mode, 0777, "and the mode from offset 12");
	ds.shm_perm.uid = 70000;
	ds.shm_perm.gid = 65536;
	shmctl(id, IPC_SET, &ds);
	sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, fresh());
	is(field16(4), 65534, "uid 70000 shows as 65534 in 16 bits");
	is(field16(6), 65534, "gid 65536 does, too");
	shmdt(at);
	remove_segment(id);
}

static void new_layout(void)
{
	int id = with_four_ids();
	char *at = attach(id, NULL, 0);
	struct shmid_ds ds = state(id);
	int offset, zero = 0;

	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT | IPC_64, 0, fresh()), 0, "IPC_STAT with IPC_64");
	ok(written() <= 84, "writes 84 bytes and no more");
	is(field32(0), KEY, "offset 0: the key");
	is(field32(4), UID, "offset 4: uid");
	is(field32(8), GID, "offset 8: gid");
	is(field32(12), CUID, "offset 12: creator's uid");
	is(field32(16), CGID, "offset 16: creator's gid");
	is(field16(20), 0640, "offset 20: mode");
	if (on_samepage())
		is(field16(24), id / SLOTS, "offset 24: sequence number");
	is(field16(22) | field16(26) | field32(28) | field32(32), 0, "what lies between is zero");
	is(field32(36), 5000, "offset 36: size");
	is(field32(40), ds.shm_atime, "offset 40: time of attach");
	is(field32(48), 0, "offset 48: time of detach");
	is(field32(56), ds.shm_ctime, "offset 56: time of change");
	is(field32(64), getpid(), "offset 64: creator's pid");
	is(field32(68), getpid(), "offset 68: last pid");
	is(field32(72), 1, "offset 72: attaches");
	for (offset = 44; offset <= 60; offset += 8)
		zero |= field32(offset);
	is(zero | field32(76) | field32(80), 0, "the high halves of times and the end are zero");
	shmdt(at);
	remove_segment(id);
}

static void info_layouts(void)
{
	int id = new_segment(3 * PAGE, 0600);

	is(sys(__NR_ipc, OP_SHMCTL, 0, IPC_INFO, 0, fresh()) >= 0, 1, "IPC_INFO without IPC_64");
	is(written(), 20, "writes 20 bytes");
	is(field32(0), 32 << 20, "offset 0: SHMMAX");
	is(field32(4), 1, "offset 4: SHMMIN");
	is(field32(8), 128, "offset 8: SHMMNI");
	is(field32(12), 128, "offset 12: SHMSEG");
	is(field32(16), 1 << 22, "offset 16: SHMALL");
	is(sys(__NR_ipc, OP_SHMCTL, 0, IPC_INFO | IPC_64, 0, fresh()) >= 0, 1, "with IPC_64");
	ok(written() <= 36 && bytes[35] == 0, "writes 36 bytes");
	is(field32(0), 32 << 20, "offset 0: SHMMAX");
	is(field32(16), 1 << 22, "offset 16: SHMALL");
	is(field32(20) | field32(24) | field32(28) | field32(32), 0, "the rest is zero");
	is(sys(__NR_ipc, OP_SHMCTL, 0, SHM_INFO, 0, fresh()) >= 0, 1, "SHM_INFO without IPC_64");
	ok(written() <= 24 && bytes[23] == 0, "writes 24 bytes");
	is(field32(0), 1, "offset 0: segments");
	is(field32(4), 3, "offset 4: pages");
	is(field32(8), 0, "offset 8: frames");
	is(sys(__NR_ipc, OP_SHMCTL, 0, SHM_INFO | IPC_64, 0, fresh()) >= 0, 1, "with IPC_64");
	ok(written() <= 24 && field32(4) == 3, "writes the same");
	remove_segment(id);
}

static void bad_pointers(void)
{
	static const uintptr_t wild[] = { 0, 1, NOWHERE, USER_TOP - 40, USER_TOP, 0xfffffff0 };
	int id = new_segment(PAGE, 0600), ro, cmd;
	char *page = attach(id, (void *)0x60000000, 0);
	char *readonly;
	unsigned i;

	for (i = 0; i < sizeof(wild) / sizeof(*wild); i++) {
		int bad = 0;

		if (wild[i] == USER_TOP - 40)	/* the stack's top is there; straddles 3 GiB */
			continue;
		for (cmd = 1; cmd <= 3; cmd++) {	/* IPC_SET, IPC_STAT, IPC_INFO */
			bad += sys(__NR_ipc, OP_SHMCTL, id, cmd, 0, wild[i]) != -EFAULT;
			bad += sys(__NR_ipc, OP_SHMCTL, id, cmd | IPC_64, 0, wild[i]) != -EFAULT;
			bad += sys(__NR_shmctl, id, cmd, wild[i]) != -EFAULT;
		}
		is(bad, 0, "pointer 0x%lx: EFAULT in both layouts, by both doors", (long)wild[i]);
	}
	is(sys(__NR_shmctl, id, IPC_STAT, USER_TOP - 40), -EFAULT, "straddling 3 GiB: EFAULT");
	is(sys(__NR_shmctl, id, IPC_STAT, page + PAGE - 83), -EFAULT, "one byte over: EFAULT");
	is(sys(__NR_shmctl, id, IPC_STAT, page + PAGE - 84), 0, "84 bytes to the page's end fit");
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, page + PAGE - 47), -EFAULT, "47 do not");
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, page + PAGE - 48), 0, "48 do in the old layout");
	ro = new_segment(PAGE, 0600);
	readonly = attach(ro, NULL, SHM_RDONLY);
	is(sys(__NR_shmctl, id, IPC_STAT, readonly), -EFAULT, "into a read-only attach: EFAULT");
	is(readonly[0] | readonly[36], 0, "which stays as it was");
	is(sys(__NR_shmctl, id, IPC_STAT, bad_pointers), -EFAULT, "into the program's code: EFAULT");
	is(sys(__NR_shmctl, ro, IPC_STAT, page), 0, "a buffer inside an attach is as good as any");
	is(((struct shmid_ds *)page)->shm_nattch, 1, "and shows one attach of the other");
	is(sys(__NR_shmctl, id, IPC_STAT, page), 0, "the segment's state into the segment itself");
	is(((struct shmid_ds *)page)->shm_segsz, PAGE, "is told right");
	shmdt(page);
	shmdt(readonly);
	remove_segment(id);
	remove_segment(ro);
}

int main(void)
{
	need_no_segments();
	multiplexed();
	direct();
	unknown_commands();
	old_layout();
	new_layout();
	info_layouts();
	bad_pointers();
	is(totals().used_ids, 0, "no segment is left");
	return done_testing();
}
