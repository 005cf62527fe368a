/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of mmap(MAP_SHARED | MAP_ANONYMOUS). */
#ifndef MM_SHARED_ANON_H
#define MM_SHARED_ANON_H

#include "mm/mm.h"

/*
 * Backing object for MAP_SHARED | MAP_ANONYMOUS memory of len bytes: 0 or -ENOMEM. The
 * caller has one reference and drops it with shared_anon_put() when it has been mapped.
 */
int shared_anon_object(unsigned long len, struct vm_object *object);
void shared_anon_put(struct vm_object *object);

#endif
