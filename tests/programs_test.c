/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The programs that look at segments: what they do with unusual segments, numbers and users. And those
 * that share a segment under semaphores.
 */
#include "shm_util.h"

#include <sys/stat.h>

static char output[32768];	/* room for the list of all SHMMNI segments */

/* Runs a program as that user. Returns how it ended, with what it printed in output[]. */
static int run_as(uid_t uid, char *const argv[])
{
	int ends[2], length = 0, got;
	pid_t pid;

	expect(pipe(ends) == 0);
	pid = start_child({
		dup2(ends[1], 1);
		dup2(ends[1], 2);
		close(ends[0]);
		close(ends[1]);
		expect(setuid(uid) == 0);
		execvp(argv[0], argv);
		_exit(127);
	});
	close(ends[1]);
	while ((got = read(ends[0], output + length, sizeof(output) - 1 - length)) > 0)
		length += got;
	close(ends[0]);
	output[length] = '\0';
	return wait_for(pid);
}
#define run(uid, ...) run_as(uid, (char *[]){ __VA_ARGS__, NULL })

/* Starts attach, and returns its pid when it has printed its line, which is then in output[]. */
static pid_t start_attach(int id)
{
	char number[16], *argv[] = { "attach", number, NULL };
	int ends[2], length = 0;
	pid_t pid;

	snprintf(number, sizeof(number), "%d", id);
	expect(pipe(ends) == 0);
	pid = start_child({
		dup2(ends[1], 1);
		close(ends[0]);
		close(ends[1]);
		execvp(argv[0], argv);
		_exit(127);
	});
	close(ends[1]);
	while (length < (int)sizeof(output) - 1 && read(ends[0], output + length, 1) == 1 &&
	       output[length] != '\n')
		length++;
	output[length] = '\0';
	close(ends[0]);
	return pid;
}

static void full_segment(void)
{
	int id = new_segment(2 * PAGE, 0600);
	char *address = attach(id, NULL, 0);
	pid_t pid;

	memset(address, 'A', 2 * PAGE);
	pid = start_attach(id);
	ok(strstr(output, ": AAAA") != NULL, "attach shows a segment that contains no newline");
	ok(strlen(output) < 160, "attach shows only the first characters");
	is(nattch(id), 2, "attach stays attached");
	kill(pid, SIGKILL);
	is_end(wait_for(pid), KILLED(SIGKILL), "attach runs until it is killed");

	strcpy(address, "one\ntwo\n");
	pid = start_attach(id);
	ok(strstr(output, ": one") && !strstr(output, "two"), "attach shows only the first line");
	kill(pid, SIGKILL);
	wait_for(pid);
	shmdt(address);
	remove_segment(id);
}

static void numbers(void)
{
	int id = shmget(0xffffffff, PAGE, IPC_CREAT | 0600);
	char good[16], long_id[32];

	snprintf(good, sizeof(good), "%d", id);
	snprintf(long_id, sizeof(long_id), "%lld", (1LL << 32) + id);
	is_end(run(0, "ipcrm", "-M", "0x1ffffffff"), 1, "ipcrm: a key above 32 bits is an error");
	is_end(run(0, "ipcrm", "-M", "99999999999999999999"), 1, "ipcrm: a key above 64 bits is an error");
	is_end(run(0, "ipcrm", "-m", long_id), 1, "ipcrm: an id above 32 bits is an error");
	is_end(run(0, "ipcrm", "-m", ""), 1, "ipcrm: an empty id is an error");
	is_end(run(0, "ipcrm", "-m", "0x"), 1, "ipcrm: an id 0x without digits is an error");
	is_end(run(0, "ipcs", "-m", "-i", long_id), 1, "ipcs: an id above 32 bits is an error");
	is_end(run(0, "attach", long_id), 1, "attach: an id above 32 bits is an error");
	is_end(run(0, "attach", good, "0x140000000"), 1, "attach: an address above 32 bits is an error");
	is_end(run(0, "kill", "-0", "4294967297"), 1, "kill: a process number above 32 bits is an error");
	is_end(run(0, "runas", "4294967296", "true"), 125, "runas: 2^32 is not user 0");
	is_end(run(0, "runas", "4294967295", "true"), 125, "runas: 2^32 - 1 is not a user");
	is_end(run(0, "runas", "1:2x", "true"), 125, "runas: a group that is not a number is an error");
	is_end(run(0, "sleep", "99999999999"), 1, "sleep: a time above 32 bits is an error");
	is(shmget(0xffffffff, 0, 0), id,
	   "none of these commands has removed the segment with key 0xffffffff");
	is_end(run(0, "ipcrm", "-M", "0xffffffff"), 0, "ipcrm removes the segment by its key");
	is_errno(shmget(0xffffffff, 0, 0), ENOENT, "after ipcrm the segment does not exist");
}

static void another_user(void)
{
	int id = shmget(0x7007, PAGE, IPC_CREAT | 0600);

	chmod("/proc/sysvipc/shm", 0444);	/* its mode at the start; another test may have changed it */
	is_end(run(1000, "cat", "/proc/sysvipc/shm"), 0, "another user can read /proc/sysvipc/shm");
	ok(strstr(output, " 28679 ") != NULL,
	   "/proc/sysvipc/shm lists a segment that the user may not read");
	is_end(run(1000, "ipcs", "-m"), 0, "another user can run ipcs");
	ok(strstr(output, "0x00007007") != NULL, "ipcs lists a segment that the user may not read");
	remove_segment(id);
}

static void semaphores(void)
{
	is_end(run(0, "counter", "semaphore", "3", "40"), 0, "counter semaphore ends");
	ok(strstr(output, "the counter is 120, and should be 120\n") != NULL, "it loses no update");
	is_end(run(0, "ring", "0", "2", "3"), 0, "ring without numbers ends");
	is_end(run(0, "ring", "40", "3", "4"), 0, "ring with three producers and four consumers ends");
	ok(strstr(output, "120 numbers were put, sum 2460; 120 were taken, sum 2460") != NULL,
	   "what was put was taken, once");
	is_end(run(0, "ipcs", "-s"), 0, "ipcs lists sets");
	ok(strstr(output, "0x00000000") == NULL, "both programs remove their sets");
	is_end(run(0, "ring", "5", "1", "0", "77"), 0, "ring with a key keeps what was put");
	is_end(run(0, "ring", "5", "0", "1", "77"), 0, "another ring takes it");
	ok(strstr(output, "5 numbers were put, sum 15; 5 were taken, sum 15") != NULL, "all of it");
	is_end(run(0, "ipcrm", "-M", "77", "-S", "77"), 0, "ipcrm removes segment and set");
}

int main(void)
{
	if (!on_samepage())
		return skip_all("these are the guest's programs");
	full_segment();
	numbers();
	another_user();
	semaphores();
	return done_testing();
}
