// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine: Samepage's kernel in the emulator v86, without a BIOS, held after every event of its
 * trace.
 *
 *	COM1	the guest's terminal
 *	COM2	the trace. With trace=all,wait the kernel waits after each record until a byte comes, so
 *		memory stands still while it is looked at.
 *	COM3	the kernel's log
 *
 * While the guest is held, the emulator is stopped, too: a held machine uses no processor time.
 * What the emulator lacks (double faults, triple faults) appears as an exception of its own, which
 * the owner of the machine catches and passes to fail().
 */

import { Sights } from "./sights.js";

const MEMORY = 64 << 20; // v86 needs this much for an initrd
const TICK = 50; // ms between two looks at whether the guest still does something
const QUIET = 2; // such looks without an event, with the processor halted: the guest waits
const EFLAGS_IF = 0x200;
const BUSY = 100; // such looks without an event, with the processor at work: perhaps an endless loop
const WORDS = "log=ttyS2 quiet";
const TRACED = "trace=all,wait";
const NEWLINE = 10;
const BARS = { first: 4, count: 6 }; // words of a PCI configuration space

/** @typedef {import("./decode.js").Event} Event */
/** @typedef {{ kind: "panic" | "off" | "restart" | "halted" | "emulator", text: string }} Death */
/** @typedef {{ n: number, state: ArrayBuffer, sights: any }} Saved */
/**
 * @typedef {object} Options
 * @property {any} V86 the emulator's class
 * @property {(imports: any) => Promise<any>} wasm starts the emulator's WebAssembly; returns its exports
 * @property {Uint8Array} kernel
 * @property {Uint8Array} initrd
 * @property {import("./decode.js").Decoder} decoder
 * @property {string} [words] more boot words
 * @property {boolean} [trace] false: the guest runs without a trace
 * @property {Record<string, import("./places.js").Lines>} [programs] by path in the guest
 * @property {(event: Event, sight: any) => void} onevent
 * @property {(text: string) => void} [onconsole]
 * @property {(byte: number) => void} [onbyte] of the console, as it comes
 * @property {(text: string) => void} [onlog]
 * @property {(death: Death) => void} [ondeath]
 */

/** @param {Uint8Array} bytes */
const buffer = (bytes) => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);

export class Machine {
	/** @param {Options} options */
	constructor(options) {
		this.options = options;
		this.n = 0; // number of the last event
		this.held = false; // the guest waits after an event, and the emulator stands still
		this.log = "";
		/** @type {Death | null} */
		this.death = null;
		this.damaged = 0; // records that could not be read
		this.busy = false; // go() returned because the guest computes, and has no events
		this.sights = new Sights(this, options.programs ?? {});
		this.#record = "";
		this.#text = new TextDecoder();
		this.emulator = new options.V86({
			wasm_fn: options.wasm,
			memory_size: MEMORY,
			vga_memory_size: 2 << 20,
			multiboot: { buffer: buffer(options.kernel) },
			initrd: { buffer: buffer(options.initrd) },
			cmdline: [WORDS, options.trace === false ? "" : TRACED, options.words].filter(Boolean).join(" "),
			autostart: false,
			disable_speaker: true,
			disable_keyboard: true,
			disable_mouse: true,
			uart1: true,
			uart2: true,
		});
		this.emulator.add_listener("serial0-output-byte", (/** @type {number} */ byte) =>
			this.#console(byte),
		);
		this.emulator.add_listener("serial1-output-byte", (/** @type {number} */ byte) => this.#trace(byte));
		this.emulator.add_listener("serial2-output-byte", (/** @type {number} */ byte) => this.#logged(byte));
	}

	#record;
	#text;
	/** @type {Promise<void>} */
	#stopped = Promise.resolve();
	/** @type {((event: Event) => boolean) | null} */
	#until = () => true;
	/** @type {((event: Event | null) => void) | null} */
	#arrived = null;
	/** @type {ReturnType<typeof setInterval> | null} */
	#watch = null;
	#quiet = { n: 0, halted: false, looks: 0 };
	#ended = false;

	/** Switches the machine on, held before its first instruction. */
	async start() {
		await new Promise((resolve) =>
			this.emulator.add_listener("emulator-ready", () => resolve(undefined)),
		);
		this.#forgetBars();
		this.held = true;
		this.#first = true;
	}
	#first = false;

	/**
	 * v86 cannot restore base addresses of devices that no BIOS has set up, so they are cleared.
	 */
	#forgetBars() {
		const { device_spaces, devices } = this.emulator.v86.cpu.devices.pci;
		device_spaces.forEach((/** @type {Int32Array | undefined} */ space, /** @type {number} */ i) => {
			for (let bar = 0; space && bar < BARS.count; bar++)
				if (!devices[i]?.pci_bars?.[bar]) space[BARS.first + bar] = 0;
		});
	}

	/**
	 * Lets the guest run until an event for which `until` is true; there it is held. Returns that
	 * event, or null if the guest waits for input or the clock before, was held otherwise, or died.
	 * @param {(event: Event) => boolean} until
	 * @returns {Promise<Event | null>}
	 */
	async go(until) {
		if (this.death) return null;
		this.busy = false;
		const arrived = new Promise((resolve) => {
			this.#finish(null);
			this.#arrived = resolve;
		});
		this.#until = until;
		this.#quiet = { n: this.n, halted: false, looks: 0 };
		this.#watch ??= setInterval(() => this.#look(), TICK);
		if (this.held) {
			this.held = false;
			await this.#stopped;
			if (this.#ended) return null;
			if (!this.#first) this.emulator.serial_send_bytes(1, new Uint8Array([NEWLINE]));
			this.#first = false;
		}
		if (!this.emulator.is_running()) await this.emulator.run();
		return arrived;
	}

	/** Lets the guest run; it is held at the next event after hold(). */
	free() {
		return this.go(() => false);
	}

	/** Holds the guest at its next event. */
	hold() {
		this.#until = () => true;
	}

	/** Stops the emulator wherever the guest is; run() goes on. For a page that is not visible. */
	async pause() {
		if (!this.held) await this.emulator.stop();
	}

	async resume() {
		if (!this.held && !this.death && !this.busy) await this.emulator.run();
	}

	/** @param {string} text typed at the guest's terminal */
	type(text) {
		this.emulator.serial_send_bytes(0, new TextEncoder().encode(text));
	}

	/** A view of physical memory. @type {import("./memory.js").Read} */
	read = (physical, length) => this.emulator.read_memory(physical, length);

	/** Registers that say where the processor is. */
	get registers() {
		const { cpu } = this.emulator.v86;
		const [eax, ecx, edx, ebx, esp, ebp, esi, edi] = [...cpu.reg32].map((value) => value >>> 0);
		const [cr2, cr3] = [cpu.cr[2] >>> 0, cpu.cr[3] >>> 0];
		const eip = cpu.instruction_pointer[0] >>> 0;
		return {
			eax,
			ecx,
			edx,
			ebx,
			esp,
			ebp,
			esi,
			edi,
			eip,
			cr2,
			cr3,
			eflags: cpu.flags[0],
			tr: cpu.segment_offsets[6] >>> 0,
		};
	}

	/** The whole machine as it is now. It must be held. @returns {Promise<Saved>} */
	async save() {
		await this.#stopped;
		const state = await this.emulator.save_state();
		return { n: this.n, state, sights: this.sights.copy() };
	}

	/** Puts the machine back. It must be held, or dead. @param {Saved} saved */
	async restore(saved) {
		await this.#stopped;
		await this.emulator.stop();
		await this.emulator.restore_state(saved.state);
		this.n = saved.n;
		this.sights.become(saved.sights);
		this.#record = "";
		this.log = "";
		this.death = null;
		this.held = true;
		this.#first = false;
		this.#stopped = Promise.resolve();
	}

	/** Ends the machine for good. */
	async destroy() {
		this.#ended = true;
		this.#finish(null);
		await this.#stopped;
		await this.emulator.destroy();
	}

	/** The emulator itself has failed. @param {unknown} error */
	fail(error) {
		this.#die("emulator", error instanceof Error ? error.message : String(error));
	}

	// ---- What comes from the guest ----------------------------------------------------------

	/** @param {number} byte */
	#console(byte) {
		this.options.onbyte?.(byte);
		const text = this.#text.decode(new Uint8Array([byte]), { stream: true });
		this.sights.console += text;
		this.options.onconsole?.(text);
	}

	/** @param {number} byte */
	#logged(byte) {
		const text = String.fromCharCode(byte);
		this.log += text;
		this.options.onlog?.(text);
		if (byte !== NEWLINE) return;
		const line = this.log.slice(this.log.lastIndexOf("\n", this.log.length - 2) + 1);
		const panic = this.log.indexOf("Kernel panic");
		if (panic >= 0 && line.startsWith("Halted.")) this.#die("panic", this.log.slice(panic).trim());
		else if (line.includes("reboot: Power down")) this.#die("off", line.trim());
		else if (line.includes("reboot: Restarting system")) this.#die("restart", line.trim());
	}

	/** @param {number} byte */
	#trace(byte) {
		if (byte !== NEWLINE) {
			this.#record += String.fromCharCode(byte);
			return;
		}
		const line = this.#record;
		this.#record = "";
		if (this.#ended) return;
		let event;
		try {
			event = this.options.decoder.decode(line);
		} catch {
			this.damaged++;
			this.emulator.serial_send_bytes(1, new Uint8Array([NEWLINE]));
			return;
		}
		this.n = event.n;
		this.options.onevent(event, this.sights.after(event));
		if (this.#until?.(event)) this.#hold(event);
		else this.emulator.serial_send_bytes(1, new Uint8Array([NEWLINE]));
	}

	/** @param {Event} event */
	#hold(event) {
		this.held = true;
		this.#stopped = this.emulator.stop();
		this.#stopped.then(() => this.#finish(event));
	}

	/** @param {Event | null} event */
	#finish(event) {
		if (this.#watch) clearInterval(this.#watch);
		this.#watch = null;
		const arrived = this.#arrived;
		this.#arrived = null;
		arrived?.(event);
	}

	/** Does the guest wait for something, or compute for ever? Called regularly while it runs. */
	#look() {
		const { cpu } = this.emulator.v86;
		const halted = Boolean(cpu.in_hlt[0]);
		const quiet = this.#quiet;
		if (this.n !== quiet.n || halted !== quiet.halted) {
			this.#quiet = { n: this.n, halted, looks: 0 };
		} else if (++quiet.looks === BUSY && !halted) {
			this.busy = true;
			this.#finish(null);
		} else if (quiet.looks === QUIET && halted) {
			if (cpu.flags[0] & EFLAGS_IF) this.#finish(null);
			else this.#die("halted", "");
		}
	}

	/** @param {Death["kind"]} kind @param {string} text */
	#die(kind, text) {
		if (this.death || this.#ended) return;
		this.death = { kind, text };
		this.#stopped = this.emulator.stop().catch(() => {});
		this.#finish(null);
		this.options.ondeath?.(this.death);
	}
}
