// SPDX-License-Identifier: GPL-2.0-only
/* The functions of lab 5 as students get them. */

long sys_shmdt(char *shmaddr)
{
	return not_implemented("sys_shmdt", "5.1");
}

static void shm_close(struct vm_area_struct *shmd)
{
	list_del(&shmd->vm_share);	/* enough for the labs before this one */
	area_segment(shmd)->u.shm_nattch--;
	not_implemented("shm_close", "5.2");
}

static int shmctl_rmid(struct shmid_kernel *shp, int shmid)
{
	return not_implemented("shmctl_rmid", "5.3");
}

void killseg(int slot)
{
	not_implemented("killseg", "5.4");
}

static void remove_attach(struct vm_area_struct *shmd)
{
	struct shmid_kernel *shp = area_segment(shmd);

	list_del(&shmd->vm_share);
	shp->u.shm_nattch--;
	trace_attach(EV_ATTACH_DETACH, shmd);
	not_implemented("remove_attach", "5.5");
}
