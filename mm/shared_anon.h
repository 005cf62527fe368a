/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of mmap(MAP_SHARED | MAP_ANONYMOUS). */
#ifndef MM_SHARED_ANON_H
#define MM_SHARED_ANON_H

#include "mm/mm.h"

/*
 * Make the object that backs len bytes of shared anonymous memory. 0 or -ENOMEM. The caller
 * has a reference and drops it with shared_anon_put() after mapping the object.
 */
int shared_anon_object(unsigned long len, struct vm_object *object);
void shared_anon_put(struct vm_object *object);
/* Name all objects and their frames (mm/census.h). */
void census_shared_anon(void);

#endif
