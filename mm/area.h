/* SPDX-License-Identifier: GPL-2.0-only */
/* Areas as mm's own files cut them (mm/mmap.c). mmap_sem held. */
#ifndef MM_AREA_H
#define MM_AREA_H

#include "mm/mm.h"

/* Cut vma in two at addr: the part from addr on becomes *upper, opened as a new area. */
void split_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
	       struct vm_area_struct *upper);

#endif
