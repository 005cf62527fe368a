/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ends in the way that its arguments name. tests/suite runs it to check what the host reports:
 *
 *	ends exit N	leave with status N		ends bytes	write 0, 1, ... 255
 *	ends signal N	die of signal N			ends lines N	write N numbered lines
 *	ends loop	say so, compute for ever	ends env NAME	write that variable
 *	ends args ...	write each argument in brackets
 *	ends write A	write to address A		ends jump A	call address A
 *	ends beyond	write to the byte after a segment that it has attached
 *	ends divide	divide by zero
 *	ends queue	two processes sleep at a full message queue, until it is removed
 *	ends		leave with 0 (as process 1, this makes the kernel panic)
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

static void beyond(void)
{
	char *segment = shmat(shmget(0x4d2, 4096, IPC_CREAT | 0600), NULL, 0);

	for (int i = 0; i <= 4096; i++)
		segment[i] = 'x';
}

static void at_queue(void)
{
	struct msqid_ds ds = { .msg_perm = { .mode = 0600 }, .msg_qbytes = 8 };
	struct { long type; char text[8]; } m = { 7, "" };
	int id = msgget(IPC_PRIVATE, 0600);

	msgctl(id, IPC_SET, &ds);
	msgsnd(id, &m, 5, 0);
	msgsnd(id, &m, 3, 0);
	if (fork() == 0) {
		msgrcv(id, &m, 8, 9, 0);
		_exit(0);
	}
	m.type = 1;
	msgsnd(id, &m, 4, 0);
	wait(NULL);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	int number = argc > 2 ? atoi(argv[2]) : 0, i;
	unsigned char bytes[256];

	if (strcmp(how, "exit") == 0)
		return number;
	if (strcmp(how, "signal") == 0) {
		kill(getpid(), number);
	} else if (strcmp(how, "loop") == 0) {
		write(1, "loop\n", 5);
		for (;;)
			;
	} else if (strcmp(how, "bytes") == 0) {
		for (i = 0; i < 256; i++)
			bytes[i] = i;
		return write(1, bytes, 256) != 256;
	} else if (strcmp(how, "lines") == 0) {
		for (i = 0; i < number; i++)
			printf("line %d of %d\n", i + 1, number);
	} else if (strcmp(how, "env") == 0 && argc > 2) {
		printf("%s\n", getenv(argv[2]) ? getenv(argv[2]) : "(unset)");
	} else if (strcmp(how, "write") == 0 && argc > 2) {
		*(volatile char *)strtoul(argv[2], NULL, 0) = 1;
	} else if (strcmp(how, "jump") == 0 && argc > 2) {
		((void (*)(void))strtoul(argv[2], NULL, 0))();
	} else if (strcmp(how, "beyond") == 0) {
		beyond();
	} else if (strcmp(how, "queue") == 0) {
		at_queue();
	} else if (strcmp(how, "divide") == 0) {
		__asm__ volatile("xorl %%ecx, %%ecx; divl %%ecx" ::: "eax", "ecx", "edx");
	} else if (strcmp(how, "args") == 0) {
		for (i = 2; i < argc; i++)
			printf("[%s]", argv[i]);
		printf("\n");
	}
	return 0;
}
