// SPDX-License-Identifier: GPL-2.0-only
/* The functions of lab 3 as students get them. */

unsigned long get_unmapped_area(unsigned long addr, unsigned long len)
{
	not_implemented("get_unmapped_area", "3.1");
	return 0;
}

static int shm_map(struct vm_area_struct *shmd, bool remap)
{
	return not_implemented("shm_map", "3.2");
}

long sys_shmat(int shmid, char *shmaddr, int shmflg, unsigned long *raddr)
{
	return not_implemented("sys_shmat", "3.3");
}

static void shm_open(struct vm_area_struct *shmd)
{
	list_add(&shmd->vm_share, &area_segment(shmd)->attaches);
	not_implemented("shm_open", "3.4");
}
