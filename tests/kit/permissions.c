/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 3: who may do what. A read-only attach cannot be written; the mode decides who may attach. */
#include "kit.h"

#define LEVEL 3
#define AS_ROOT .needs = "root"

CLAIM(read_only_data,
      "A process writes through an attach made with SHM_RDONLY.",
      "The segment does not change.",
      "Read-only attaches protect data from the mistakes of those who only look at it.")
{
	int id = segment(PAGE, 0600);
	volatile char *rw = attach(id, NULL, 0), *ro = attach(id, NULL, SHM_RDONLY);

	rw[0] = 'u';
	is(ro[0], 'u', "the byte in the read-only attach");
	end_of({ ro[0] = 'X'; });
	is(rw[0], 'u', "the byte after the write");
}

CLAIM(read_only_kills,
      "A process writes through an attach made with SHM_RDONLY.",
      "The kernel kills the process with SIGSEGV.",
      "A write that is ignored in silence hides the mistake.")
{
	volatile char *ro = attach(segment(PAGE, 0600), NULL, SHM_RDONLY);

	is(end_of({ ro[0] = 'X'; }), 128 + SIGSEGV, "how the first write to an untouched page ended (128 + signal)");
	is(ro[0], 0, "the byte");
	is(end_of({ ro[0] = 'X'; }), 128 + SIGSEGV, "how a write to a page that was read ended (128 + signal)");
}

CLAIM(read_only_kernel,
      "A process calls read() with a read-only attach as its buffer.",
      "The call fails with EFAULT, and the segment does not change.",
      "On the i386 the kernel itself ignores the write protection unless CR0.WP is set.")
{
	int id = segment(PAGE, 0600);
	volatile char *rw = attach(id, NULL, 0);
	char *ro = attach(id, NULL, SHM_RDONLY);
	struct gate text = make_gate();

	rw[0] = 'u';
	is(ro[0], 'u', "the byte in the read-only attach");
	works(write(text.ends[1], "pipe", 4), "write to a pipe");
	fails(read(text.ends[0], ro, 4), EFAULT, "read into the read-only attach");
	is(rw[0], 'u', "the byte after that");
}

CLAIM(read_only_after_fork,
      "A process with a read-only attach forks, and the child writes.",
      "The child is killed, and the data is unharmed.",
      "fork must not treat a read-only page of a segment as one that waits for a copy.")
{
	int id = segment(PAGE, 0600);
	volatile char *rw = attach(id, NULL, 0), *ro = attach(id, NULL, SHM_RDONLY);

	rw[0] = 'u';
	is(ro[0], 'u', "the byte in the read-only attach");
	in_child({ is(end_of({ ro[0] = 'X'; }), 128 + SIGSEGV, "how the grandchild's write ended (128 + signal)"); });
	is(rw[0], 'u', "the byte after the writes");
}

CLAIM(read_only_for_ever,
      "A process calls mprotect to make a read-only attach writable.",
      "mprotect fails with EACCES.",
      "Permission is checked by shmat only; mprotect must not give what shmat has refused.")
{
	char *ro = attach(segment(PAGE, 0600), NULL, SHM_RDONLY);
	int result = mprotect(ro, PAGE, PROT_READ | PROT_WRITE);

	if (result == -ENOSYS)
		skip("there is no mprotect");
	fails(result, EACCES, "mprotect to PROT_READ|PROT_WRITE");
	is(end_of({ *(volatile char *)ro = 'X'; }), 128 + SIGSEGV, "how a write ended after it (128 + signal)");
}

/* What a user may do: 4 attach for reading, 2 attach for writing. Ends a child. */
static int rights(int id, unsigned uid, unsigned gid)
{
	return end_of({
		void *ro;
		void *rw;

		become(uid, gid);
		ro = shmat(id, NULL, SHM_RDONLY);
		rw = shmat(id, NULL, 0);
		leave(10 + (failed(ro) ? 0 : 4) + (failed(rw) ? 0 : 2));
	}) - 10;
}

static int owned_segment(int mode)
{
	int id = segment(PAGE, mode);

	give(SEGMENT, id, mode);
	return id;
}

CLAIM(strangers_kept_out,
      "A user attaches another user's segment of mode 0600.",
      "shmat fails with EACCES, for reading and for writing.",
      "Without this check every user reads everybody's data.",
      AS_ROOT)
{
	int id = owned_segment(0600);

	in_child({
		become(STRANGER, STRANGERS_GROUP);
		fails((long)shmat(id, NULL, SHM_RDONLY), EACCES, "shmat with SHM_RDONLY");
		fails((long)shmat(id, NULL, 0), EACCES, "shmat");
	});
	is(nattch(id), 0, "shm_nattch after the refusals");
}

CLAIM(readers_do_not_write,
      "A user attaches another user's segment of mode 0604.",
      "A read-only attach succeeds, and one for writing fails with EACCES.",
      "Reading and writing are separate rights, as for files.",
      AS_ROOT)
{
	int id = owned_segment(0604);

	is(rights(id, STRANGER, STRANGERS_GROUP), 4, "what a stranger may do (4 read, 6 read and write)");
	is(rights(id, OWNER, STRANGERS_GROUP), 6, "what the owner may do (4 read, 6 read and write)");
}

CLAIM(group_rights,
      "A member of the segment's group attaches segments of mode 0640 and 0660.",
      "The group's bits decide: read only, and read and write.",
      "Programs of one group share data without opening it to all.",
      AS_ROOT)
{
	is(rights(owned_segment(0640), STRANGER, GROUP), 4, "what the group may do with mode 0640 (4 read)");
	is(rights(owned_segment(0660), STRANGER, GROUP), 6, "what the group may do with mode 0660 (6 read and write)");
	is(rights(owned_segment(0606), STRANGER, GROUP), 0, "what the group may do with mode 0606 (0 nothing)");
}

CLAIM(one_class_decides,
      "The owner attaches a segment of mode 0066, which gives rights to everybody but the owner.",
      "shmat fails with EACCES: only the bits of one class are looked at.",
      "The owner, the group and the others are three classes, and the first that fits decides.",
      AS_ROOT)
{
	int id = owned_segment(0066);

	is(rights(id, OWNER, GROUP), 0, "what the owner may do (0 nothing)");
	is(rights(id, STRANGER, STRANGERS_GROUP), 6, "what a stranger may do (6 read and write)");
}

CLAIM(mode_zero,
      "A user who is not root creates a segment of mode 0 and attaches it.",
      "shmat and IPC_STAT fail with EACCES, until IPC_SET by the same user changes the mode.",
      "Creating a segment gives no right to its data; the mode alone does.",
      AS_ROOT)
{
	in_child({
		struct state state = { .uid = STRANGER, .gid = STRANGERS_GROUP, .mode = 0600 };
		struct state unused;
		int id;

		become(STRANGER, STRANGERS_GROUP);
		id = segment(PAGE, 0);
		fails((long)shmat(id, NULL, 0), EACCES, "shmat");
		fails(ipc_stat(SEGMENT, id, &unused), EACCES, "IPC_STAT");
		works(ipc_set(SEGMENT, id, &state), "IPC_SET");
		attach(id, NULL, 0);
	});
}

CLAIM(root_may_all,
      "root attaches another user's segment of mode 0.",
      "shmat succeeds.",
      "Somebody must be able to look after every segment.",
      AS_ROOT)
{
	attach(owned_segment(0), NULL, 0);
}

CLAIM(shmget_checks,
      "A user calls shmget for the key of another user's segment of mode 0640.",
      "With permission bits that are not granted it fails with EACCES; with none it returns the id.",
      "The bits say what the caller intends to do; the real check is made by shmat.",
      AS_ROOT)
{
	int id = segment_with_key(KEY, PAGE, 0600);

	give(SEGMENT, id, 0640);
	in_child({
		become(STRANGER, STRANGERS_GROUP);
		fails(shmget(KEY, 0, 0400), EACCES, "shmget with 0400");
		fails(shmget(KEY, 0, 0004), EACCES, "shmget with 0004");
		is(shmget(KEY, 0, 0), id, "the id from shmget with 0");
	});
}

CLAIM(stat_checks,
      "A user calls IPC_STAT for another user's segment, of mode 0600 and of mode 0604.",
      "Without the right to read it fails with EACCES; with it, it succeeds.",
      "Size, times and pids tell something about the owner.",
      AS_ROOT)
{
	int closed = owned_segment(0600), open = owned_segment(0604);

	in_child({
		struct state state;

		become(STRANGER, STRANGERS_GROUP);
		fails(ipc_stat(SEGMENT, closed, &state), EACCES, "IPC_STAT with mode 0600");
		works(ipc_stat(SEGMENT, open, &state), "IPC_STAT with mode 0604");
	});
}

CLAIM(strangers_do_not_remove,
      "A user calls IPC_RMID and IPC_SET for another user's segment of mode 0666.",
      "Both fail with EPERM, and the segment is unchanged.",
      "The mode is about the data. Linux 2.4.0 forgot this check, and everybody removed everything.",
      AS_ROOT)
{
	int id = owned_segment(0666);
	struct state mine = { .uid = STRANGER, .gid = STRANGERS_GROUP, .mode = 0600 };

	in_child({
		become(STRANGER, STRANGERS_GROUP);
		fails(ipc_remove(SEGMENT, id), EPERM, "IPC_RMID");
		fails(ipc_set(SEGMENT, id, &mine), EPERM, "IPC_SET");
	});
	is(state_of(SEGMENT, id).uid, OWNER, "the owner's uid");
	is(state_of(SEGMENT, id).mode & 07777, 0666, "the mode");
}

CLAIM(owner_and_creator,
      "A user creates a segment and gives it to another by IPC_SET. Then each calls IPC_SET and IPC_RMID.",
      "Both may: the creator keeps control, and the owner has it, too.",
      "cuid never changes, so a segment that was given away by mistake is not lost.",
      AS_ROOT)
{
	in_child({
		struct state state = { .uid = OWNER, .gid = GROUP, .mode = 0600 };
		int id;

		become(STRANGER, STRANGERS_GROUP);
		id = segment(PAGE, 0600);
		works(ipc_set(SEGMENT, id, &state), "IPC_SET by the creator");
		is(state_of(SEGMENT, id).uid, OWNER, "the owner's uid");
		is(state_of(SEGMENT, id).cuid, STRANGER, "the creator's uid");
		works(ipc_remove(SEGMENT, id), "IPC_RMID by the creator");
	});
	{
		int id = owned_segment(0600);

		in_child({
			become(OWNER, STRANGERS_GROUP);
			works(ipc_remove(SEGMENT, id), "IPC_RMID by the owner");
		});
	}
}

CLAIM(new_mode_counts,
      "A stranger attaches a segment of mode 0606. Then IPC_SET makes its mode 0600.",
      "The attach stays usable, and a second shmat fails with EACCES.",
      "Permission is checked when a segment is attached, and only then.",
      AS_ROOT)
{
	int id = owned_segment(0606), pid;
	struct gate there = make_gate(), go = make_gate();

	pid = start_child({
		volatile char *at;

		become(STRANGER, STRANGERS_GROUP);
		at = attach(id, NULL, 0);
		at[0] = 's';
		open_gate(&there);
		pass_gate(&go);
		is(at[0], 't', "the byte in the old attach");
		fails((long)shmat(id, NULL, 0), EACCES, "a second shmat");
	});
	pass_gate(&there);
	give(SEGMENT, id, 0600);
	((volatile char *)attach(id, NULL, 0))[0] = 't';
	open_gate(&go);
	child_is_well(pid);
}

CLAIM(nine_bits,
      "IPC_SET sets the mode 07777.",
      "Only the low nine bits are stored.",
      "The other bits are the kernel's: with SHM_DEST (01000) a caller could have the segment destroyed.")
{
	int id = segment(PAGE, 0600);
	struct state state = state_of(SEGMENT, id);

	state.mode = 07777;
	works(ipc_set(SEGMENT, id, &state), "IPC_SET");
	is(state_of(SEGMENT, id).mode & 07777, 0777, "the mode");
	attach(id, NULL, 0);
}
