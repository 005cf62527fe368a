/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared memory: the functions that programs call. shmget only puts its three arguments into
 * registers, beside the number of the ipc call and of its operation. Everything else happens in
 * the kernel, in ipc/shm.c.
 */
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int shmget(key_t key, size_t size, int shmflg)
{
	return syscall(__NR_ipc, SHMGET, key, size, shmflg);
}

/*
 * The kernel stores the address where the third argument points instead of returning it, because
 * an address may look like an error number.
 */
void *shmat(int shmid, const void *shmaddr, int shmflg)
{
	void *address;

	if (syscall(__NR_ipc, SHMAT, shmid, shmflg, &address, shmaddr) < 0)
		return (void *)-1;
	return address;
}

int shmdt(const void *shmaddr)
{
	return syscall(__NR_ipc, SHMDT, 0, 0, 0, shmaddr);
}

int shmctl(int shmid, int cmd, struct shmid_ds *buf)
{
	return syscall(__NR_ipc, SHMCTL, shmid, cmd | IPC_64, 0, buf);
}

/*
 * Makes a key from a file, so that programs that know the file find the same key:
 *
 *	31    24 23       16 15            0
 *	[  id   |   device  |  inode number ]
 *
 * Only the low 8 bits of ID count. Returns -1 when there is no such file. -1 is also a valid key
 * for shmget, so check for it.
 */
key_t ftok(const char *path, int id)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -1;
	return (st.st_ino & 0xffff) | (st.st_dev & 0xff) << 16 | (id & 0xffU) << 24;
}
