/* SPDX-License-Identifier: GPL-2.0-only */
/* Running one claim: what main.c asks of check.c. */
#ifndef KIT_RUN_H
#define KIT_RUN_H

#include "kit.h"

#define TEXT 400		/* bytes of a report */

struct result {
	enum outcome outcome;
	char report[TEXT];	/* what was found instead, or why the claim was skipped */
};

/* Prepares for running claims. Returns 0, or an error if there is no pipe. */
int prepare(void);

/* Runs the claim in a process of its own, and removes what it leaves behind. */
void run_claim(const struct claim *claim, struct result *result);

#endif
