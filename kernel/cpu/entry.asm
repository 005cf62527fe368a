; SPDX-License-Identifier: GPL-2.0-only
;
; The entries into the kernel (int 0x80, exceptions, interrupts) and the return to programs.
;
; Every entry builds the same frame on the kernel stack, struct pt_regs of
; kernel/cpu/ptregs.h (the last register pushed has the lowest address):
;
;	ss esp                 pushed by the CPU, only on entry from user mode
;	eflags cs eip          pushed by the CPU
;	orig_eax               call number, or error code of an exception (0 if it has none)
;	es ds eax ebp edi esi edx ecx ebx
;
; C code gets a pointer to this frame, and all entries return in the same way.
;
; C functions take their first three arguments in eax, edx, ecx and the others on
; the stack (-mregparm=3, as in Linux). They preserve ebx, esi, edi and ebp.

KERNEL_DS	equ 0x68

; struct pt_regs
R_EBX		equ 0
R_ECX		equ 4
R_EDX		equ 8
R_ESI		equ 12
R_EBP		equ 20
R_EAX		equ 24
R_ES		equ 32
R_ORIG_EAX	equ 36
R_CS		equ 44

; struct task_struct (kernel/sched/sched.h; checked by kernel/syscall.c)
NEED_RESCHED	equ 4
SIGPENDING	equ 8
PTRACE		equ 12

	extern	cpu0			; its first word is `current`
	extern	sys_call_table
	extern	nr_system_calls
	extern	do_trap
	extern	page_fault
	extern	do_signal
	extern	schedule
	extern	syscall_trace
	extern	bad_user_return
%ifdef DEBUG
	extern	check_return
%endif

	global	system_call
	global	ret_from_fork
	global	trap_stubs

; Add an entry to the exception table: an instruction that may fault, and where to continue then.
%macro EX_TABLE 2
section __ex_table progbits alloc noexec nowrite
	dd	%1, %2
section .text
%endmacro

%macro SAVE_AFTER_ES 0			; push the rest of the frame, after es
	push	ds
	push	eax
	push	ebp
	push	edi
	push	esi
	push	edx
	push	ecx
	push	ebx
%endmacro

%macro SAVE_REGS 0			; push the rest of the frame, after orig_eax
	push	es
	SAVE_AFTER_ES
%endmacro

; A DEBUG build measures how long the kernel runs (kernel/sched/stretch.h). Both lose eax, edx, ecx.
%macro STRETCH_BEGIN 0			; after an entry, with struct pt_regs at the stack pointer
%ifdef DEBUG
	extern	stretch_begin
	mov	eax, esp
	call	stretch_begin
%endif
%endmacro
%macro STRETCH_END 0
%ifdef DEBUG
	extern	stretch_end
	call	stretch_end
%endif
%endmacro

%macro KERNEL_SEGMENTS 1		; a program may have left any selector in ds and es
	mov	%1, KERNEL_DS
	mov	ds, %1
	mov	es, %1
	cld				; C expects the direction flag clear
%endmacro

section .text

; ---------------------------------------------------------------- int 0x80
; A system call: number in eax, arguments in ebx ecx edx esi edi ebp, result in
; eax. The gate is a trap gate, so interrupts stay on.
	align	16
system_call:
	push	eax			; orig_eax
	SAVE_REGS
	KERNEL_SEGMENTS esi
	STRETCH_BEGIN
%ifdef DEBUG
	mov	eax, [esp + R_EAX]
	mov	edx, [esp + R_EDX]
	mov	ecx, [esp + R_ECX]
%endif
	mov	esi, [cpu0]		; current
	cmp	dword [esi + PTRACE], 0	; is the process traced?
	jne	traced_call
	cmp	eax, [nr_system_calls]
	jae	no_such_call
	push	ebp			; pass the arguments to a C function: the sixth,
	push	edi			; the fifth,
	push	dword [esp + 8 + R_ESI]	; the fourth, from the frame because esi holds current,
	mov	esi, eax		; (from here on esi holds the number)
	mov	eax, ebx		; the first,
	xchg	edx, ecx		; the second in edx, the third in ecx
	call	[sys_call_table + esi * 4]
	add	esp, 12			; remove the three that were pushed
call_done:
	mov	[esp + R_EAX], eax	; the result, for the program
call_leave:
%ifdef DEBUG
	call	check_return		; panics when the process holds a lock
%endif
	STRETCH_END
	cli				; no interrupt may add work between this test and iret
	mov	ecx, [cpu0]
	mov	edx, [ecx + NEED_RESCHED]
	or	edx, [ecx + SIGPENDING]	; must another task run, or is a signal pending?
	jnz	work_pending

; ---------------------------------------------------------------- the return
restore_all:
	pop	ebx
	pop	ecx
	pop	edx
	pop	esi
	pop	edi
	pop	ebp
	pop	eax
.ds:	pop	ds			; a program may have put invalid selectors into
.es:	pop	es			; these registers or into a signal frame, so these
	add	esp, 4			; two instructions and iret can fault
.iret:	iret
EX_TABLE restore_all.ds, bad_return
EX_TABLE restore_all.es, bad_return
EX_TABLE restore_all.iret, bad_return

bad_return:				; the program's selectors cannot be loaded
	KERNEL_SEGMENTS ecx
	sti
	call	bad_user_return		; ends the process, does not return

work_pending:				; ecx = current, interrupts off
	sti
	cmp	dword [ecx + NEED_RESCHED], 0
	je	.signal
	call	schedule
	jmp	call_leave
.signal:
	mov	eax, esp		; struct pt_regs *
	call	do_signal
	jmp	call_leave

no_such_call:
	mov	eax, -38		; -ENOSYS
	jmp	call_done

traced_call:				; the process is traced: stop it before and after the call
	mov	dword [esp + R_EAX], -38
	xor	eax, eax		; syscall_trace(leaving = 0)
	call	syscall_trace
	mov	esi, [esp + R_ORIG_EAX]	; the tracer may have changed it
	cmp	esi, [nr_system_calls]
	jae	.leave
	mov	eax, [esp + R_EBX]
	mov	edx, [esp + R_ECX]
	mov	ecx, [esp + R_EDX]
	push	dword [esp + R_EBP]	; (each push moves esp, so all three operands differ)
	push	dword [esp + R_EBP]
	push	dword [esp + R_EBP]
	call	[sys_call_table + esi * 4]
	add	esp, 12
	mov	[esp + R_EAX], eax
.leave:	mov	eax, 1
	call	syscall_trace
	jmp	call_leave

; A new process begins here, with its pt_regs at the stack pointer (kernel/proc/fork.c).
ret_from_fork:
	jmp	call_leave

; ---------------------------------------------------------------- exceptions, interrupts
; Stub N pushes an error code, unless the CPU has done so, and N. Interrupts and
; unexpected vectors take the same path; do_trap() distinguishes them.
	align	4
common_trap:				; N occupies the place of es in the frame
	SAVE_AFTER_ES
	mov	edx, [esp + R_ES]		; N
	mov	eax, es
	mov	[esp + R_ES], eax
	KERNEL_SEGMENTS ecx
%ifdef DEBUG
	push	edx
	lea	eax, [esp + 4]
	call	stretch_begin
	pop	edx
%endif
	mov	eax, esp
	call	do_trap			; do_trap(regs, N)
	jmp	trap_done

; Page faults are frequent, so they have an entry of their own that calls their function directly.
trap_stub_14:				; the CPU has pushed the error code
	SAVE_REGS
	KERNEL_SEGMENTS ecx
	STRETCH_BEGIN
	mov	eax, esp
	call	page_fault		; page_fault(regs)
trap_done:
	test	byte [esp + R_CS], 3
	jz	restore_all		; the kernel is not preempted
	mov	dword [esp + R_ORIG_EAX], -1	; tells do_signal() that there is no call to restart
	jmp	call_leave

%macro TRAP_STUB 1
trap_stub_%1:
%if !(%1 == 8 || (%1 >= 10 && %1 <= 13) || %1 == 17)
	push	dword 0
%endif
	push	dword %1
	jmp	common_trap
%endmacro

%assign n 0
%rep 256
%if n != 14
	TRAP_STUB n
%endif
%assign n n + 1
%endrep

section .rodata align=4
%macro STUB_ADDRESS 1
	dd	trap_stub_%1
%endmacro
trap_stubs:
%assign n 0
%rep 256
	STUB_ADDRESS n
%assign n n + 1
%endrep
