; SPDX-License-Identifier: GPL-2.0-only
;
; Is this processor good enough? boot.asm asks before anything else, because the compiler uses
; instructions of the Pentium Pro (-march=i686) everywhere. An older processor would reset itself
; at the first of them, because no exception handler exists yet.
;
; This code runs in the state in which the loader leaves the machine: 32-bit protected mode
; without paging, at low addresses. It uses only instructions of the 80386.

VGA_TEXT	equ 0xB8000		; 25 rows of 80 cells: a character, and its colours
VGA_CELLS	equ 80 * 25
VGA_BLANK	equ 0x0720		; a space, light grey on black
COM1		equ 0x3F8
EFLAGS_ID	equ 1 << 21		; can be changed exactly if CPUID exists

	global	check_processor

section .boot.text align=16 progbits alloc exec nowrite

; Return if the processor has all that the kernel uses. Otherwise print a line that names what
; is missing, on the screen and on COM1, and halt. Changes all registers but ebx and ebp.
check_processor:
	pushfd				; try to change EFLAGS.ID
	pop	eax
	mov	ecx, eax
	xor	eax, EFLAGS_ID
	push	eax
	popfd
	pushfd
	pop	eax
	xor	eax, ecx
	xor	edi, edi		; no CPUID: as if it had named no feature
	test	eax, EFLAGS_ID
	jz	.compare
	push	ebx			; CPUID changes it
	mov	eax, 1			; leaf 1: edx has one bit for each feature
	cpuid
	pop	ebx
	mov	edi, edx
.compare:
	not	edi			; now the bits of the features that are missing
	and	edi, NEEDED
	jnz	.missing
	ret

.missing:
	mov	ebp, edi
	call	prepare
	mov	esi, words_before
	call	print
	mov	esi, features
.next:	movzx	ecx, byte [esi]		; the number of the bit
	inc	esi
	bt	ebp, ecx
	jnc	.skip
	call	print			; the name; esi then is at the next entry
	jmp	.more
.skip:	lodsb
	test	al, al
	jnz	.skip
.more:	cmp	byte [esi], END
	jne	.next
	mov	esi, words_after
	call	print
.halt:	cli
	hlt
	jmp	.halt

; Clear the screen and set COM1 to 115200 bits/s, 8 bits, no parity. edi = the first cell.
prepare:
	mov	edi, VGA_TEXT
	mov	eax, VGA_BLANK
	mov	ecx, VGA_CELLS
	rep	stosw
	mov	esi, uart_settings
.next:	movzx	edx, byte [esi]		; the number of the register
	mov	al, [esi + 1]
	add	edx, COM1
	out	dx, al
	add	esi, 2
	cmp	esi, uart_settings_end
	jb	.next
	mov	edi, VGA_TEXT
	ret

; Print the string at esi, on the screen at edi and on COM1. Afterwards esi points after its
; zero byte, and edi at the next cell. The line fits into the first rows of the screen, which
; shows the line feed as one more blank cell.
print:
	lodsb
	test	al, al
	jz	.done
	push	eax
	mov	dx, COM1 + 5		; wait until the line can take a byte. Without a UART
.wait:	in	al, dx			; every bit reads as 1, and the wait ends at once
	test	al, 0x20
	jz	.wait
	pop	eax
	mov	dx, COM1
	out	dx, al
	cmp	al, ' '
	jb	print			; CR and LF are for COM1 only
	mov	ah, VGA_BLANK >> 8
	stosw
	jmp	print
.done:	ret

section .boot.data align=4 progbits alloc noexec nowrite

; What the kernel and the compiler use of CPUID leaf 1, edx. The kernel saves the registers of
; FPU and SSE with FXSAVE, and seeds its random numbers from RDTSC. -march=i686 allows CMOV and
; CMPXCHG8B.
END		equ 0xff
NEEDED	equ 1 << 0 | 1 << 4 | 1 << 8 | 1 << 15 | 1 << 24 | 1 << 25
features:
	db	0, " FPU", 0
	db	4, " TSC", 0
	db	8, " CMPXCHG8B", 0
	db	15, " CMOV", 0
	db	24, " FXSAVE", 0
	db	25, " SSE", 0
	db	END

words_before:	db "Samepage needs a Pentium III or later. This processor lacks:", 0
words_after:	db 13, 10, 0

uart_settings:				; register, value
	db	1, 0			; no interrupts
	db	3, 0x80			; registers 0 and 1 are the divisor
	db	0, 1			; 115200 / 1
	db	1, 0
	db	3, 0x03			; 8 bits, no parity
	db	2, 0x07			; FIFO on and empty
uart_settings_end:
