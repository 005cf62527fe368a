/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every kind of record in the trace, and the fields of each in the order in which they are sent.
 * The kernel takes the numbers of classes and events from here (kernel/debug/trace.h);
 * tools/samepage/trace_table.py takes the meaning of every field, so that the tools on the host
 * can turn numbers into words. docs/trace.md explains the events.
 *
 * No include guard: before each include, the includer defines what TRACE_CLASS(NAME, word, bit)
 * and TRACE_EVENT(NAME, fields) mean.
 *
 * AREA_ADD is the event "area" with the op "add". "like AREA_ADD" stands for the same fields.
 * A field is "name:kind":
 *
 *	count	a number from 0			int	a number with a sign
 *	address	also a frame or a table entry	octal	a mode
 *	flag	0 or 1				rights	vm_flags
 *	string	text from memory		a|b|c	0 is the first of these words
 *	id	a count; -1: there is none	classes	the sum of their bits
 *	call	number, six argument registers, and each string argument (0: not in memory)
 *	return	number, ebx (which tells the calls apart that go through ipc), result
 *
 * A new event goes to the end of this list, a new field to the end of its event. For any other
 * change, increase TRACE_VERSION. The first field of START is the version in every version.
 */
#define TRACE_VERSION	2

TRACE_CLASS(PROC, "proc", 0x01)		/* processes and their address spaces */
TRACE_CLASS(CALL, "call", 0x02)		/* system calls */
TRACE_CLASS(FAULT, "fault", 0x04)	/* page faults */
TRACE_CLASS(AREA, "area", 0x08)		/* areas of address spaces */
TRACE_CLASS(TABLE, "table", 0x10)	/* entries of page directories and page tables */
TRACE_CLASS(FRAME, "frame", 0x20)	/* frames and their reference counts */
TRACE_CLASS(SHM, "shm", 0x40)		/* segments and their attaches */
TRACE_CLASS(SEM, "sem", 0x100)		/* semaphore sets, values and sleepers */
TRACE_CLASS(MSG, "msg", 0x200)		/* message queues, messages and sleepers */

TRACE_EVENT(START, "version:count hz:count frames:count swapper:address classes:classes")

TRACE_EVENT(FORK, "child:count pgd:address vfork:flag name:string")
TRACE_EVENT(EXEC, "pgd:address name:string path:string")
TRACE_EVENT(SWITCH, "to:count pgd:address")
TRACE_EVENT(EXIT, "status:int")
TRACE_EVENT(REAP, "child:count")
TRACE_EVENT(MM_MAKE, "pgd:address")
TRACE_EVENT(MM_LEAVE, "pgd:address")
TRACE_EVENT(MM_FREE, "pgd:address")

TRACE_EVENT(CALL, "call:call")
TRACE_EVENT(RET, "call:return")

TRACE_EVENT(FAULT, "va:address eip:address access:read|write|execute present:flag user:flag result:handled|maperr|accerr|sigbus|oom")

TRACE_EVENT(AREA_ADD, "pgd:address start:address end:address flags:rights pgoff:count segment:id name:string")
TRACE_EVENT(AREA_PROTECT, "like AREA_ADD")
TRACE_EVENT(AREA_RESIZE, "pgd:address start:address end:address old_start:address old_end:address")
TRACE_EVENT(AREA_REMOVE, "pgd:address start:address end:address")

TRACE_EVENT(PGD, "pgd:address index:count old:address new:address")
TRACE_EVENT(PTE, "table:address index:count old:address new:address")

TRACE_EVENT(RAM, "start:address end:address")
TRACE_EVENT(ALLOC, "frame:address order:count for:kernel|user")
TRACE_EVENT(REF, "frame:address count:count")
TRACE_EVENT(FREE, "frame:address order:count")

TRACE_EVENT(SEG_MAKE, "id:count slot:count key:address bytes:count pages:count mode:octal uid:count nattch:count")
TRACE_EVENT(SEG_SET, "like SEG_MAKE")
TRACE_EVENT(SEG_REMOVE, "like SEG_MAKE")
TRACE_EVENT(SEG_DESTROY, "like SEG_MAKE")
TRACE_EVENT(ATTACH_ATTACH, "id:count pgd:address va:address len:count nattch:count rdonly:flag")
TRACE_EVENT(ATTACH_FORK, "like ATTACH_ATTACH")
TRACE_EVENT(ATTACH_SPLIT, "like ATTACH_ATTACH")
TRACE_EVENT(ATTACH_DETACH, "like ATTACH_ATTACH")
TRACE_EVENT(SHMPAGE, "id:count index:count frame:address")

TRACE_EVENT(SEM_MAKE, "id:count slot:count key:address nsems:count mode:octal uid:count")
TRACE_EVENT(SEM_SET, "like SEM_MAKE")
TRACE_EVENT(SEM_REMOVE, "like SEM_MAKE")
TRACE_EVENT(SEM_VALUE, "id:count num:count value:count by:count")
TRACE_EVENT(SEM_SLEEP, "id:count num:count add:int")
TRACE_EVENT(SEM_WAKE, "id:count who:count error:int")

TRACE_EVENT(MSG_MAKE, "id:count slot:count key:address qbytes:count mode:octal uid:count")
TRACE_EVENT(MSG_SET, "like MSG_MAKE")
TRACE_EVENT(MSG_REMOVE, "like MSG_MAKE")
TRACE_EVENT(MSG_SEND, "id:count type:count bytes:count qnum:count cbytes:count to:count")
TRACE_EVENT(MSG_RECEIVE, "id:count type:count bytes:count qnum:count cbytes:count")
TRACE_EVENT(MSG_SLEEP, "id:count for:message|room type:int bytes:count")
TRACE_EVENT(MSG_WAKE, "id:count who:count error:int")

#undef TRACE_CLASS
#undef TRACE_EVENT
