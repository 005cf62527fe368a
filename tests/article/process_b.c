/*
 * The article's process B, as printed there:
 * github.com/liexusong/linux-source-code-analyze, ipc-shm.md, with one change:
 * strcpy was called with a third argument (128), which is not C, and is now
 * called with two. (user/process_b.c is the same program with its errors
 * checked.)
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define SHM_PATH "/tmp/shm"
#define SHM_SIZE 128

int main(int argc, char *argv[])
{
    int shmid;
    char *addr;
    key_t key = ftok(SHM_PATH, 0x6666);

    char buf[128];

    shmid = shmget(key, SHM_SIZE, IPC_CREAT);
    if (shmid < 0) {
        printf("failed to get share memory\n");
        return -1;
    }

    addr = shmat(shmid, NULL, 0);
    if (addr <= 0) {
        printf("failed to map share memory\n");
        return -1;
    }

    strcpy(buf, addr);
    printf("%s", buf);

    return 0;
}
