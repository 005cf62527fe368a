/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls of kernel/fs/, as include/uapi/syscall_table.h names them; each is described where it is. */
#ifndef KERNEL_FS_CALLS_H
#define KERNEL_FS_CALLS_H

#include <uapi/poll.h>
#include <uapi/uio.h>
#include "kernel/fs/fs.h"

/* file.c */
void file_init(void);
long sys_close(unsigned int fd);
long sys_dup(unsigned int fd);
long sys_dup2(unsigned int oldfd, unsigned int newfd);
long sys_dup3(unsigned int oldfd, unsigned int newfd, int flags);
long sys_fcntl(unsigned int fd, unsigned int cmd, unsigned long arg);

/* open.c */
long sys_open(const char *path, int flags, unsigned int mode);
long sys_openat(int dfd, const char *path, int flags, unsigned int mode);
long sys_creat(const char *path, unsigned int mode);
long sys_access(const char *path, int mode);
long sys_chdir(const char *path);
long sys_getcwd(char *buf, unsigned long size);
long sys_chmod(const char *path, unsigned int mode);
long sys_fchmod(unsigned int fd, unsigned int mode);
long sys_chown(const char *path, uid_t uid, gid_t gid);
long sys_fchown(unsigned int fd, uid_t uid, gid_t gid);
long sys_ftruncate(unsigned int fd, unsigned long length);
long sys_ftruncate64(unsigned int fd, unsigned long low, unsigned long high);

/* dir.c */
long sys_mkdir(const char *path, unsigned int mode);
long sys_rmdir(const char *path);
long sys_unlink(const char *path);
long sys_unlinkat(int dfd, const char *path, int flags);
long sys_rename(const char *old_path, const char *new_path);
long sys_getdents64(unsigned int fd, void *dirent, unsigned int count);

/* read_write.c, poll.c */
long sys_read(unsigned int fd, char *buf, size_t count);
long sys_write(unsigned int fd, const char *buf, size_t count);
long sys_readv(unsigned long fd, const struct iovec *vec, unsigned long count);
long sys_writev(unsigned long fd, const struct iovec *vec, unsigned long count);
long sys_lseek(unsigned int fd, long offset, unsigned int whence);
long sys_llseek(unsigned int fd, unsigned long high, unsigned long low, loff_t *result, unsigned int whence);
long sys_ioctl(unsigned int fd, unsigned int cmd, unsigned long arg);
long sys_poll(struct pollfd *fds, unsigned int nfds, long timeout);

/* stat.c */
long sys_stat64(const char *path, struct stat64 *buf);
long sys_lstat64(const char *path, struct stat64 *buf);
long sys_fstat64(unsigned int fd, struct stat64 *buf);
long sys_fstatat64(int dfd, const char *path, struct stat64 *buf, int flags);
long sys_statx(int dfd, const char *path, unsigned int flags, unsigned int mask, struct statx *buf);
long sys_readlink(const char *path, char *buf, int size);

/* pipe.c */
long sys_pipe(int *fds);
long sys_pipe2(int *fds, int flags);

#endif
