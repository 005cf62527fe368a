/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shared memory calls through ipc (117) and directly (395 to 398), without a C library: the special
 * cases of ipc, both layouts byte by byte, bad pointers, unknown commands.
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

/* The number of bytes that the call wrote at the start of the buffer, which was filled with 0xaa. */
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
	ok(id >= 0, "ipc SHMGET creates a segment");
	is(sys(__NR_ipc, OP_SHMAT, id, 0, &address, 0), 0, "ipc SHMAT returns 0");
	ok(address != -1 && address % PAGE == 0, "ipc SHMAT stores the address where the third argument points");
	*(char *)address = 'd';
	is(sys(__NR_ipc, OP_SHMDT, 0, 0, 0, address), 0, "ipc SHMDT of that address returns 0");
	is(sys(__NR_ipc, OP_SHMDT, 0, 0, 0, address), -EINVAL, "ipc SHMDT a second time: EINVAL");

	address = -1;
	is(sys(__NR_ipc, OP_SHMAT, id, 0, NOWHERE, 0), -EFAULT, "ipc SHMAT with a bad third argument: EFAULT");
	is(nattch(id), 1, "ipc SHMAT with a bad third argument attaches all the same");
	is(sys(__NR_ipc, OP_SHMAT, id, SHM_RND, &address, 0x60000fff), 0, "ipc SHMAT takes the flags as second argument");
	is(address, 0x60000000, "ipc SHMAT with SHM_RND rounds the address down");
	is(sys(__NR_ipc, OP_SHMAT, id, 0, &at, 0x60000000), -EINVAL, "ipc SHMAT at a used address: EINVAL");
	sys(__NR_ipc, OP_SHMDT, 0, 0, 0, address);
	is(nattch(id), 1, "the attach whose address was not stored still counts");
	is(sys(__NR_ipc, 1 << 16 | OP_SHMAT, id, 0, &address, 0), -EINVAL, "ipc SHMAT with version 1: EINVAL");
	is(sys(__NR_ipc, 2 << 16 | OP_SHMAT, id, 0, &address, 0), 0, "ipc SHMAT with version 2 is like version 0");
	is(sys(__NR_ipc, 0xffffu << 16 | OP_SHMDT, 0, 0, 0, address), 0, "ipc SHMDT ignores the version");
	is(sys(__NR_ipc, 1 << 16 | OP_SHMGET, KEY, 0, 0), id, "ipc SHMGET ignores the version");
	is(sys(__NR_ipc, 0, 0, 0, 0, 0), -ENOSYS, "ipc with operation 0: ENOSYS");
	is(sys(__NR_ipc, 20, 0, 0, 0, 0), -ENOSYS, "ipc with operation 20: ENOSYS");
	is(sys(__NR_ipc, 25, 0, 0, 0, 0), -ENOSYS, "ipc with operation 25: ENOSYS");
	is(sys(__NR_ipc, 0xffff, 0, 0, 0, 0), -ENOSYS, "ipc with operation 65535: ENOSYS");
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_RMID, 0, 0), 0, "ipc SHMCTL with IPC_RMID returns 0");
	/* the attach whose address was not returned: find it by trying */
	for (at = 0x40000000; at < 0x40100000; at += PAGE)
		if (sys(__NR_ipc, OP_SHMDT, 0, 0, 0, at) == 0)
			break;
	is(nattch(id), -1, "the removed segment is destroyed when the last attach is detached");
}

static void direct(void)
{
	long id = sys(__NR_shmget, KEY, PAGE, IPC_CREAT | 0600), at;

	ok(id >= 0, "shmget (395) creates a segment");
	is(sys(__NR_shmget, KEY, PAGE, IPC_CREAT | IPC_EXCL), -EEXIST, "shmget (395) of an existing key with IPC_EXCL: EEXIST");
	at = sys(__NR_shmat, id, 0, 0);
	ok(at % PAGE == 0 && (unsigned)at < USER_TOP, "shmat (397) returns the address in eax");
	*(char *)at = 'd';
	is(sys(__NR_shmat, id, 0x60000fff, SHM_RND), 0x60000000, "shmat (397) takes the address as second and the flags as third argument");
	is(sys(__NR_shmat, id, 0x60000fff, 0), -EINVAL, "shmat (397) at an unaligned address: EINVAL");
	is(sys(__NR_shmat, -1, 0, 0), -EINVAL, "shmat (397) of id -1: EINVAL");
	is(sys(__NR_shmdt, 0x60000000), 0, "shmdt (398) of an attach returns 0");
	is(sys(__NR_shmdt, 0x60000000), -EINVAL, "shmdt (398) a second time: EINVAL");
	is(sys(__NR_shmdt, at), 0, "shmdt (398) of the other attach returns 0");
	is(sys(__NR_shmctl, id, IPC_STAT, fresh()), 0, "shmctl (396) with IPC_STAT returns 0");
	is(field32(36), PAGE, "shmctl (396) uses the layout of 84 bytes without IPC_64");
	is(sys(__NR_shmctl, id, IPC_STAT | IPC_64, fresh()), -EINVAL, "shmctl (396) with IPC_STAT|IPC_64: EINVAL");
	is(written(), 0, "shmctl (396) with IPC_STAT|IPC_64 writes nothing");
	is(sys(__NR_shmctl, id, IPC_RMID | IPC_64, 0), -EINVAL, "shmctl (396) with IPC_RMID|IPC_64: EINVAL");
	is(sys(__NR_shmctl, id, 99, 0), -EINVAL, "shmctl (396) with an unknown command: EINVAL");
	is(sys(__NR_shmctl, id, -1, 0), -EINVAL, "shmctl (396) with command -1: EINVAL");
	is(sys(__NR_shmctl, id, IPC_RMID, 0), 0, "shmctl (396) with IPC_RMID returns 0");
	is(sys(__NR_shmctl, id, IPC_RMID, 0), -EINVAL, "shmctl (396) with IPC_RMID a second time: EINVAL");
}

static void unknown_commands(void)
{
	static const int commands[] = { 4, 10, 16, 99, 0x200, 0x102 | 0x200, -1, 0x7fffffff };
	int id = new_segment(PAGE, 0600);
	unsigned i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		is(sys(__NR_ipc, OP_SHMCTL, id, commands[i], 0, bytes), -EINVAL,
		   "ipc SHMCTL with command 0x%x: EINVAL", commands[i]);
		is(sys(__NR_ipc, OP_SHMCTL, 99999, commands[i], 0, bytes), -EINVAL,
		   "ipc SHMCTL with command 0x%x and a bad id: EINVAL", commands[i]);
	}
	is(nattch(id), 0, "unknown commands do not change the segment");
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

	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, fresh()), 0, "IPC_STAT without IPC_64 returns 0");
	ok(written() <= 48, "IPC_STAT without IPC_64 writes at most 48 bytes");
	is(field32(0), KEY, "old layout, offset 0: the key");
	is(field16(4), UID, "old layout, offset 4: the owner's uid");
	is(field16(6), GID, "old layout, offset 6: the owner's gid");
	is(field16(8), CUID, "old layout, offset 8: the creator's uid");
	is(field16(10), CGID, "old layout, offset 10: the creator's gid");
	is(field16(12), 0640, "old layout, offset 12: the mode");
	if (on_samepage())
		is(field16(14), id / SLOTS, "old layout, offset 14: the sequence number");
	is(field32(16), 5000, "old layout, offset 16: the size");
	is(field32(20), ds.shm_atime, "old layout, offset 20: the time of attach");
	is(field32(24), 0, "old layout, offset 24: the time of detach");
	is(field32(28), ds.shm_ctime, "old layout, offset 28: the time of change");
	is(field16(32), getpid(), "old layout, offset 32: the creator's pid");
	is(field16(34), getpid(), "old layout, offset 34: the last operator's pid");
	is(field16(36), 1, "old layout, offset 36: the number of attaches");
	is(field16(38) | field32(40) | field32(44), 0, "old layout, offsets 38 to 47: zero, no kernel memory");

	fresh();
	bytes[4] = bytes[5] = 0;	/* uid 0 */
	bytes[6] = 7, bytes[7] = 0;	/* gid 7 */
	bytes[12] = 0xff, bytes[13] = 0x0f;
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_SET, 0, bytes), 0, "IPC_SET without IPC_64 returns 0");
	ds = state(id);
	is(ds.shm_perm.gid, 7, "IPC_SET without IPC_64 takes the gid from offset 6");
	is(ds.shm_perm.mode, 0777, "IPC_SET without IPC_64 takes the mode from offset 12");
	ds.shm_perm.uid = 70000;
	ds.shm_perm.gid = 65536;
	shmctl(id, IPC_SET, &ds);
	sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, fresh());
	is(field16(4), 65534, "the old layout shows uid 70000 as 65534");
	is(field16(6), 65534, "the old layout shows gid 65536 as 65534");
	shmdt(at);
	remove_segment(id);
}

static void new_layout(void)
{
	int id = with_four_ids();
	char *at = attach(id, NULL, 0);
	struct shmid_ds ds = state(id);
	int offset, zero = 0;

	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT | IPC_64, 0, fresh()), 0, "IPC_STAT with IPC_64 returns 0");
	ok(written() <= 84, "IPC_STAT with IPC_64 writes at most 84 bytes");
	is(field32(0), KEY, "new layout, offset 0: the key");
	is(field32(4), UID, "new layout, offset 4: the owner's uid");
	is(field32(8), GID, "new layout, offset 8: the owner's gid");
	is(field32(12), CUID, "new layout, offset 12: the creator's uid");
	is(field32(16), CGID, "new layout, offset 16: the creator's gid");
	is(field16(20), 0640, "new layout, offset 20: the mode");
	if (on_samepage())
		is(field16(24), id / SLOTS, "new layout, offset 24: the sequence number");
	is(field16(22) | field16(26) | field32(28) | field32(32), 0, "new layout: the padding of the permissions is zero");
	is(field32(36), 5000, "new layout, offset 36: the size");
	is(field32(40), ds.shm_atime, "new layout, offset 40: the time of attach");
	is(field32(48), 0, "new layout, offset 48: the time of detach");
	is(field32(56), ds.shm_ctime, "new layout, offset 56: the time of change");
	is(field32(64), getpid(), "new layout, offset 64: the creator's pid");
	is(field32(68), getpid(), "new layout, offset 68: the last operator's pid");
	is(field32(72), 1, "new layout, offset 72: the number of attaches");
	for (offset = 44; offset <= 60; offset += 8)
		zero |= field32(offset);
	is(zero | field32(76) | field32(80), 0, "new layout: the high halves of the times and the last words are zero");
	shmdt(at);
	remove_segment(id);
}

static void info_layouts(void)
{
	int id = new_segment(3 * PAGE, 0600);

	is(sys(__NR_ipc, OP_SHMCTL, 0, IPC_INFO, 0, fresh()) >= 0, 1, "IPC_INFO without IPC_64 succeeds");
	is(written(), 20, "IPC_INFO without IPC_64 writes 20 bytes");
	is(field32(0), 32 << 20, "old IPC_INFO, offset 0: SHMMAX");
	is(field32(4), 1, "old IPC_INFO, offset 4: SHMMIN");
	is(field32(8), 128, "old IPC_INFO, offset 8: SHMMNI");
	is(field32(12), 128, "old IPC_INFO, offset 12: SHMSEG");
	is(field32(16), 1 << 22, "old IPC_INFO, offset 16: SHMALL");
	is(sys(__NR_ipc, OP_SHMCTL, 0, IPC_INFO | IPC_64, 0, fresh()) >= 0, 1, "IPC_INFO with IPC_64 succeeds");
	ok(written() <= 36 && bytes[35] == 0, "IPC_INFO with IPC_64 writes 36 bytes");
	is(field32(0), 32 << 20, "new IPC_INFO, offset 0: SHMMAX");
	is(field32(16), 1 << 22, "new IPC_INFO, offset 16: SHMALL");
	is(field32(20) | field32(24) | field32(28) | field32(32), 0, "new IPC_INFO, offsets 20 to 35: zero");
	is(sys(__NR_ipc, OP_SHMCTL, 0, SHM_INFO, 0, fresh()) >= 0, 1, "SHM_INFO without IPC_64 succeeds");
	ok(written() <= 24 && bytes[23] == 0, "SHM_INFO without IPC_64 writes 24 bytes");
	is(field32(0), 1, "SHM_INFO, offset 0: the number of segments");
	is(field32(4), 3, "SHM_INFO, offset 4: the number of pages");
	is(field32(8), 0, "SHM_INFO, offset 8: the number of frames");
	is(sys(__NR_ipc, OP_SHMCTL, 0, SHM_INFO | IPC_64, 0, fresh()) >= 0, 1, "SHM_INFO with IPC_64 succeeds");
	ok(written() <= 24 && field32(4) == 3, "SHM_INFO with IPC_64 uses the same layout");
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

		if (wild[i] == USER_TOP - 40)	/* on the stack and across 3 GiB: see below */
			continue;
		for (cmd = 1; cmd <= 3; cmd++) {	/* IPC_SET, IPC_STAT, IPC_INFO */
			bad += sys(__NR_ipc, OP_SHMCTL, id, cmd, 0, wild[i]) != -EFAULT;
			bad += sys(__NR_ipc, OP_SHMCTL, id, cmd | IPC_64, 0, wild[i]) != -EFAULT;
			bad += sys(__NR_shmctl, id, cmd, wild[i]) != -EFAULT;
		}
		is(bad, 0, "shmctl with pointer 0x%lx: EFAULT in both layouts, through ipc and directly", (long)wild[i]);
	}
	is(sys(__NR_shmctl, id, IPC_STAT, USER_TOP - 40), -EFAULT, "IPC_STAT across 3 GiB: EFAULT");
	is(sys(__NR_shmctl, id, IPC_STAT, page + PAGE - 83), -EFAULT, "IPC_STAT one byte across the end of a page: EFAULT");
	is(sys(__NR_shmctl, id, IPC_STAT, page + PAGE - 84), 0, "IPC_STAT into the last 84 bytes of a page succeeds");
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, page + PAGE - 47), -EFAULT, "IPC_STAT in the old layout into the last 47 bytes of a page: EFAULT");
	is(sys(__NR_ipc, OP_SHMCTL, id, IPC_STAT, 0, page + PAGE - 48), 0, "IPC_STAT in the old layout into the last 48 bytes of a page succeeds");
	ro = new_segment(PAGE, 0600);
	readonly = attach(ro, NULL, SHM_RDONLY);
	is(sys(__NR_shmctl, id, IPC_STAT, readonly), -EFAULT, "IPC_STAT into a read-only attach: EFAULT");
	is(readonly[0] | readonly[36], 0, "IPC_STAT into a read-only attach does not change it");
	is(sys(__NR_shmctl, id, IPC_STAT, bad_pointers), -EFAULT, "IPC_STAT into the program's code: EFAULT");
	is(sys(__NR_shmctl, ro, IPC_STAT, page), 0, "IPC_STAT into an attach succeeds");
	is(((struct shmid_ds *)page)->shm_nattch, 1, "IPC_STAT into an attach stores the other segment's state");
	is(sys(__NR_shmctl, id, IPC_STAT, page), 0, "IPC_STAT into an attach of the same segment succeeds");
	is(((struct shmid_ds *)page)->shm_segsz, PAGE, "IPC_STAT into an attach of the same segment stores its state");
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
