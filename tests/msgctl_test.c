/* SPDX-License-Identifier: GPL-2.0-only */
/* msgctl: every command, the order of its checks, and what it writes in both layouts. */
#include "sem_util.h"

static void *const nowhere = (void *)8;
static int queue, gone;

static unsigned char b[256];		/* filled with 0xee, so that bytes that are not written are seen */

static int bytes(int from, int to, unsigned char byte)
{
	for (; from < to; from++)
		if (b[from] != byte)
			return 0;
	return 1;
}

static unsigned int word(int offset)
{
	unsigned int word;

	memcpy(&word, b + offset, 4);
	return word;
}

static unsigned int half(int offset)
{
	return word(offset) & 0xffff;
}

static void layouts(void)
{
	send(queue, 1, "12345", 0);
	send(queue, 1, "678", 0);
	receive(queue, 1, 0);
	memset(b, 0xee, sizeof(b));
	is(bare_msgctl(queue, IPC_STAT, b), 0, "IPC_STAT with IPC_64");
	ok(word(60) == 3 && word(64) == 1 && word(68) == 16384 && word(72) == (unsigned)getpid() &&
	   word(76) == (unsigned)getpid() && word(36) && word(44) && word(52), "the fields are where they belong");
	ok(bytes(22, 24, 0) && bytes(26, 36, 0) && bytes(40, 44, 0) && bytes(48, 52, 0) && bytes(56, 60, 0) && bytes(80, 88, 0),
	   "padding and high halves are 0");
	ok(bytes(88, 256, 0xee), "88 bytes are written");
	memset(b, 0xee, sizeof(b));
	is(sys(__NR_ipc, 14, queue, IPC_STAT, 0, b), 0, "IPC_STAT in the old layout");
	ok(word(24) && word(28) && word(32) && (translated() || (word(36) == 3 && word(40) == 16384)) && half(44) == 3 && half(46) == 1 &&
	   half(48) == 16384 && half(50) == (getpid() & 0xffff) && half(52) == (getpid() & 0xffff),
	   "the fields are where they belong");
	ok(bytes(16, 24, 0) && bytes(54, 56, 0), "pointers and padding are 0");
	ok(bytes(56, 256, 0xee), "56 bytes are written");
	receive(queue, 0, 0);
	memset(b, 0, sizeof(b));
	b[12] = 0600 & 0xff;
	b[13] = 0600 >> 8;
	b[48] = 7;
	is(sys(__NR_ipc, 14, queue, IPC_SET, 0, b), 0, "IPC_SET in the old layout");
	is(queue_state(queue).msg_qbytes, 7, "takes the size from msg_qbytes");
	b[48] = 0;
	b[41] = 1;
	sys(__NR_ipc, 14, queue, IPC_SET, 0, b);
	is(queue_state(queue).msg_qbytes, translated() ? 0 : 256, "or, if that is 0, from msg_lqbytes");
}

static void order(void)
{
	is_errno(msgctl(queue, 999, NULL), EINVAL, "an unknown command: EINVAL");
	is_errno(bare_msgctl(-1, IPC_STAT, nowhere), EINVAL, "a negative id: EINVAL");
	is_errno(bare_msgctl(-1, IPC_INFO, nowhere), EINVAL, "also for IPC_INFO");
	is_errno(bare_msgctl(0, IPC_INFO, nowhere), EFAULT, "IPC_INFO to nowhere: EFAULT");
	is_errno(bare_msgctl(queue, IPC_STAT, nowhere), EFAULT, "IPC_STAT, too");
	is_errno(bare_msgctl(gone, IPC_STAT, nowhere), EINVAL, "an empty slot: EINVAL");
	is_errno(bare_msgctl(gone, IPC_SET, nowhere), EFAULT, "but IPC_SET reads its argument first");
	is_errno(bare_msgctl(127, MSG_STAT, nowhere), EINVAL, "the last slot, which is empty: EINVAL");
	is_end(in_child({
		struct msqid_ds ds = { .msg_qbytes = 1 };

		msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .uid = 65534, .gid = 65534, .mode = 0 }, .msg_qbytes = 9 });
		become(65534, 65534);
		expect_errno(bare_msgctl(queue, IPC_STAT, nowhere), EACCES);
		expect_errno(bare_msgctl(queue % 128, MSG_STAT, nowhere), EACCES);
		expect_errno(bare_msgctl(queue % 128, MSG_STAT_ANY, nowhere), EFAULT);
		expect(bare_msgctl(queue % 128, MSG_STAT_ANY, &ds) == queue && ds.msg_qbytes == 9);
		ds.msg_perm.uid = ds.msg_perm.gid = 65534;
		ds.msg_perm.mode = 0600;
		ds.msg_qbytes = 16384;
		expect(msgctl(queue, IPC_SET, &ds) == 0);
		ds.msg_qbytes = 16385;
		expect_errno(msgctl(queue, IPC_SET, &ds), EPERM);
		ds.msg_qbytes = -1;
		expect_errno(msgctl(queue, IPC_SET, &ds), EPERM);
		ds.msg_qbytes = 1;
		ds.msg_perm.uid = -1;
		expect_errno(msgctl(queue, IPC_SET, &ds), EINVAL);
		expect(msgctl(queue, IPC_STAT, &ds) == 0 && ds.msg_qbytes == 16384 && ds.msg_perm.uid == 65534);
	}), 0, "an owner sets the size up to msgmnb, and no uid -1");
	is_end(in_child({
		become(1, 1);
		expect_errno(msgctl(queue, IPC_RMID, NULL), EPERM);
		expect_errno(msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_qbytes = 1 }), EPERM);
	}), 0, "another user may neither change nor remove it");
	ok(new_queue(0600) >= 0, "and a refused removal blocks nobody: row msg-rmid-wedge");
	if (on_samepage())
		is(msgctl(queue, IPC_SET, &(struct msqid_ds){ .msg_perm = { .mode = 0600 }, .msg_qbytes = 70000 }), 0,
		   "root may exceed msgmnb");
}

static void reports(void)
{
	struct msginfo info;
	struct msqid_ds ds;
	int slot, highest, found = 0, messages = 0, size = 0;
	char *line;

	send(queue, 1, "abc", 0);
	send(queue, 2, "", 0);
	highest = msgctl(0, MSG_INFO, (struct msqid_ds *)&info);
	for (slot = 0; slot <= highest; slot++)
		if (msgctl(slot, MSG_STAT_ANY, &ds) >= 0) {
			found++;
			messages += ds.msg_qnum;
			size += ds.__msg_cbytes;
		}
	is(info.msgpool, found, "MSG_INFO counts the queues");
	is(info.msgmap, messages, "their messages");
	is(info.msgtql, size, "and the bytes in them");
	is(msgctl(0, IPC_INFO, (struct msqid_ds *)&info), highest, "both return the highest slot in use");
	ok(info.msgmax == 8192 && info.msgmnb == 16384 && info.msgmni == differs(128, info.msgmni) && info.msgssz == 16 &&
	   info.msgpool == differs(2048, info.msgpool), "IPC_INFO reports the limits");
	line = line_of("/proc/sysvipc/msg", "       key");
	ok(strcmp(line, "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid"
		  "      stime      rtime      ctime") == 0, "/proc/sysvipc/msg has the columns of Linux");
	ok(line_of("/proc/sysvipc/msg", "         0") != NULL, "and a line for each queue");
	sweep_sets_and_queues();
	is(msgctl(0, MSG_INFO, (struct msqid_ds *)&info), 0, "without a queue they return 0");
}

int main(void)
{
	sweep_sets_and_queues();
	queue = new_queue(0600);
	gone = new_queue(0600);
	remove_queue(gone);
	layouts();
	order();
	reports();
	return done_testing();
}
