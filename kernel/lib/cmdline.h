/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel command line: the words that the boot loader passes on. */
#ifndef KERNEL_LIB_CMDLINE_H
#define KERNEL_LIB_CMDLINE_H

#define COMMAND_LINE_SIZE 1024
extern char saved_command_line[COMMAND_LINE_SIZE];	/* unchanged, for /proc/cmdline */

/* Split the line into words. At boot, before the first boot_word(). */
void parse_cmdline(const char *line);
/*
 * The value of a boot word: the text after "name=", "" for "name" alone, NULL if it is absent.
 * The name must be in the table kernel_words of cmdline.c.
 */
const char *boot_word(const char *name);
/* The words for init, with NULL at the end: its arguments, and its environment. */
extern const char *init_argv[], *init_envp[];

#endif
