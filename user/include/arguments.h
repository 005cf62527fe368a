/* SPDX-License-Identifier: GPL-2.0-only */
/* What several programs do with their arguments. */
#ifndef _ARGUMENTS_H
#define _ARGUMENTS_H

/*
 * [-n N | -N] [FILE]: the arguments of head and tail. Opens FILE as standard input, and returns N,
 * or 10. Ends the program with status 1 and a message when an argument is wrong.
 */
int line_count(int argc, char **argv);

/*
 * FILE NEW, or FILE... DIRECTORY: the arguments of cp and mv. Calls act(FILE, NEW), or for every
 * FILE act(FILE, its name in DIRECTORY). act() returns 0, or 1 after a message; so does this
 * function. Ends the program with status 1 and a message when an argument is wrong.
 */
int for_each_target(int argc, char **argv, int (*act)(const char *from, const char *to));

#endif
