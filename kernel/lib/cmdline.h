/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel command line: words of the boot loader (kernel/lib/cmdline.c). */
#ifndef KERNEL_CMDLINE_H
#define KERNEL_CMDLINE_H

#define COMMAND_LINE_SIZE 1024
extern char saved_command_line[COMMAND_LINE_SIZE];	/* as it came, for /proc/cmdline */

/* Take the line apart; must come before the first boot_word(). */
void parse_cmdline(const char *line);
/* The text behind "name=", "" for a bare "name", NULL when the word is absent. */
const char *boot_word(const char *name);
/* Words that are not the kernel's, for init, NULL at the end: "a=b" for its environment, others for argv. */
extern const char *init_argv[], *init_envp[];

#endif
