/* SPDX-License-Identifier: GPL-2.0-only */
/* Moving and resizing mappings. */
#ifndef MM_MREMAP_H
#define MM_MREMAP_H

/* mremap() with mmap_sem held: the new address, or -EINVAL, -ENOMEM, -EFAULT. */
unsigned long do_mremap(unsigned long addr, unsigned long old_len, unsigned long new_len,
			unsigned long flags, unsigned long new_addr);

#endif
