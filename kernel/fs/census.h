/* SPDX-License-Identifier: GPL-2.0-only */
/* The references to files and inodes, for /proc/invariants (kernel/fs/census.c). */
#ifndef KERNEL_FS_CENSUS_H
#define KERNEL_FS_CENSUS_H

struct report;

/* Name all objects and frames of inodes, open files and tables of descriptors (mm/census.h). */
void fs_census(void);
/* Afterwards: report the files and inodes whose count differs from the references that were found. */
void fs_check(struct report *report);

#endif
