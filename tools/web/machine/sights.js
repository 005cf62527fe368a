// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is seen in the machine after an event, and cannot be in its trace: the bytes of the segments'
 * frames, the text on the console, and where the program is (README.md explains a sight).
 */

import { virtualWord } from "./memory.js";

const PAGE = 4096;
const MOST_FRAMES = 64; // of segments whose bytes are compared after every event: the newest
const CALLERS = 6;
const REGISTERS = 15 * 4; // struct pt_regs (kernel/cpu/ptregs.h): at the top of the kernel's stack
const EBP = 5 * 4;
const EIP = 10 * 4;
const CS = 11 * 4;
const ESP = 13 * 4;
const SYSCALL = "syscall"; // user/lib/syscall.asm, which pushes four registers, ebp last
const PUSHED = 16;
const ESP0 = 4; // in the task state segment
const USER_CS = 0x73;

/** @typedef {{ function: string, file?: string, line?: number }} Place */

/** @param {Uint8Array} bytes zeros at the end are left out */
function hex(bytes) {
	let end = bytes.length;
	while (end && !bytes[end - 1]) end--;
	let text = "";
	for (let i = 0; i < end; i++) text += bytes[i].toString(16).padStart(2, "0");
	return text;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function same(a, b) {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}

export class Sights {
	/**
	 * @param {import("./machine.js").Machine} machine
	 * @param {Record<string, import("./places.js").Lines>} programs by path in the guest
	 */
	constructor(machine, programs) {
		this.machine = machine;
		this.programs = programs;
		this.console = ""; // text that came since the last sight
		/** @type {Map<string, { id: number, bytes: Uint8Array }>} frame -> its segment and its bytes then */
		this.frames = new Map();
		/** @type {Map<number, string>} pid -> path of its program */
		this.paths = new Map();
		/** @type {Map<number, string>} pid -> where its program was, as last seen */
		this.last = new Map();
	}

	/**
	 * What is new after an event, or undefined.
	 * @param {import("./decode.js").Event} event
	 */
	after(event) {
		this.#follow(event);
		/** @type {{ n: number, bytes?: Record<string, string>, console?: string, program?: Place[] }} */
		const sight = { n: event.n };
		const bytes = this.#bytes();
		if (bytes) sight.bytes = bytes;
		if (this.console) sight.console = this.console.replaceAll("\r", "");
		this.console = "";
		const program = this.#program(event);
		const known = JSON.stringify(program);
		if (program && this.last.get(event.pid) !== known) {
			sight.program = program;
			this.last.set(event.pid, known);
		}
		return Object.keys(sight).length > 1 ? sight : undefined;
	}

	copy() {
		const frames = [...this.frames].map(([frame, { id, bytes }]) => [
			frame,
			{ id, bytes: bytes.slice() },
		]);
		return { frames, paths: [...this.paths], last: [...this.last] };
	}

	/** @param {any} copy of copy() */
	become({ frames, paths, last }) {
		this.console = "";
		this.frames = new Map(
			frames.map((/** @type {any} */ [frame, seen]) => [frame, { ...seen, bytes: seen.bytes.slice() }]),
		);
		this.paths = new Map(paths);
		this.last = new Map(last);
	}

	/** @param {import("./decode.js").Event} event */
	#follow({ ev, op, pid, id, frame, child, path }) {
		if (ev === "shmpage") {
			this.frames.set(frame, { id, bytes: new Uint8Array(PAGE) });
			if (this.frames.size > MOST_FRAMES) this.frames.delete([...this.frames.keys()][0]);
		} else if (ev === "seg" && op === "destroy") {
			for (const [held, segment] of this.frames) if (segment.id === id) this.frames.delete(held);
		} else if (ev === "fork") {
			const name = this.paths.get(pid);
			if (name) this.paths.set(child, name);
		} else if (ev === "exec") {
			this.paths.set(pid, path);
			this.last.delete(pid);
		}
	}

	#bytes() {
		/** @type {Record<string, string>} */
		const changed = {};
		for (const [frame, seen] of this.frames) {
			const now = this.machine.read(Number(frame), PAGE);
			if (same(now, seen.bytes)) continue;
			seen.bytes = now.slice();
			changed[frame] = hex(now);
		}
		return Object.keys(changed).length ? changed : null;
	}

	/**
	 * The function and line in which the process entered the kernel, and its callers.
	 * @param {import("./decode.js").Event} event
	 */
	#program({ pid, ev }) {
		const lines = this.programs[this.paths.get(pid) ?? ""];
		if (!lines || ev === "switch" || ev === "exec") return null;
		const { cr3, tr } = this.machine.registers;
		const { read } = this.machine;
		/** @param {number} va */
		const word = (va) => virtualWord(read, cr3, va);
		const registers = word(tr + ESP0) - REGISTERS;
		if (registers < 0 || word(registers + CS) !== USER_CS) return null;
		let [ip, frame] = [word(registers + EIP), word(registers + EBP)];
		/** @type {Place[]} */
		const places = [];
		while (places.length < CALLERS) {
			// The return address is after the call; the line is that of the call.
			const place = lines.find(places.length ? ip - 1 : ip);
			if (place) places.push(place.line ? { ...place } : { function: place.function });
			if (places.length === 1 && place?.function === SYSCALL) {
				// ebp is the sixth argument: the caller's lies on the stack, and its address above.
				const esp = word(registers + ESP);
				[ip, frame] = [word(esp + PUSHED), word(esp)];
				continue;
			}
			ip = word(frame + 4);
			const next = word(frame);
			if (ip <= 0 || next <= frame) break;
			frame = next;
		}
		return places.length ? places : null;
	}
}
