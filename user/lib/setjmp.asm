; SPDX-License-Identifier: GPL-2.0-only
;
; setjmp and sigsetjmp save the registers that a function must preserve, with esp and eip; longjmp
; loads them. The layout of jmp_buf (see <setjmp.h>):
;
;	0 ebx | 4 esi | 8 edi | 12 ebp | 16 esp | 20 eip | 24 mask_was_saved | mask

	bits 32

	extern	__sigsetjmp_mask
	global	setjmp, sigsetjmp, longjmp

%macro SAVE_REGISTERS 0			; into the jmp_buf of the first argument
	mov	eax, [esp + 4]
	mov	[eax + 0], ebx
	mov	[eax + 4], esi
	mov	[eax + 8], edi
	mov	[eax + 12], ebp
	lea	ecx, [esp + 4]		; esp as it is after the return
	mov	[eax + 16], ecx
	mov	ecx, [esp]		; the return address
	mov	[eax + 20], ecx
%endmacro

	section .text
setjmp:	SAVE_REGISTERS
	mov	dword [eax + 24], 0	; the mask is not saved
	xor	eax, eax
	ret

sigsetjmp:
	SAVE_REGISTERS
	jmp	__sigsetjmp_mask	; same arguments; it returns 0 to our caller

longjmp:
	mov	edx, [esp + 4]
	mov	eax, [esp + 8]
	test	eax, eax		; setjmp returns 0 only the first time
	jnz	.value
	inc	eax
.value:	mov	ebx, [edx + 0]
	mov	esi, [edx + 4]
	mov	edi, [edx + 8]
	mov	ebp, [edx + 12]
	mov	esp, [edx + 16]
	jmp	[edx + 20]

	section .note.GNU-stack noalloc noexec nowrite progbits
