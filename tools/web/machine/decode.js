// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of the kernel's trace, which are numbers (docs/trace.md), become events, which have names.
 * tools/samepage/trace_decode.py does the same; both take the meaning of the numbers from the table
 * that tools/tracetable prints.
 *
 *	decoder = new Decoder(table, places);
 *	decoder.decode("10 76 18 4 c010500a 1ed000 100 0 1eb067 6d1");
 *		{ n: 118, t: 24, pid: 4, ev: "pgd", pgd: "0x001ed000", index: 256, ... }
 */

/**
 * @typedef {object} Table
 * @property {number} version
 * @property {[string, number][]} classes
 * @property {[string, string, [string, string][]][]} events
 * @property {Object<string, [string, string]>} calls
 * @property {Object<string, [string, number[]]>} ipc
 * @property {Object<string, string>} commands
 * @property {Object<string, string>} errors
 */
/** @typedef {Record<string, any>} Event an event as docs/trace.md describes it */

const JSON_VERSION = 1; // of the events, docs/trace.schema.json
const IPC_64 = 0x100; // a flag in a command of shmctl
const LOWEST_ADDRESS = 0x08000000;
const TASK_SIZE = 0xc0000000;
const COMMON = 5; // event, number, ticks, pid, ip

/** A line is not as the kernel sent it: something was lost. */
export class Damaged extends Error {}

/** @param {number} value */
export const address = (value) => "0x" + value.toString(16).padStart(8, "0");

/** @param {number} value */
const signed = (value) => value | 0;

/** @param {string} field */
function text(field) {
	if (!field.startsWith("=")) throw new Damaged(field);
	return field.slice(1).replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

/** @param {number} flags */
const rights = (flags) =>
	[..."rwx"].map((letter, bit) => (flags & (1 << bit) ? letter : "-")).join("") + (flags & 8 ? "s" : "p");

/** @type {Record<string, (value: number) => any>} */
const NUMBERS = {
	count: (value) => value,
	int: signed,
	address,
	octal: (value) => value.toString(8),
	flag: Boolean,
	rights,
};

export class Decoder {
	/**
	 * @param {Table} table what tools/tracetable prints
	 * @param {import("./places.js").Places} [places] finds the place in the source of an ip
	 */
	constructor(table, places) {
		this.table = table;
		this.places = places;
		/** @type {Record<string, string>} */
		this.letters = Object.fromEntries(Object.values(table.calls));
		this.ipcNumber = Number(Object.entries(table.calls).find(([, [name]]) => name === "ipc")?.[0]);
	}

	/**
	 * The event of one record, without its newline. Damaged: the line is incomplete.
	 * @param {string} line
	 * @returns {Event}
	 */
	decode(line) {
		const end = line.lastIndexOf(" ");
		let sum = 0;
		for (let i = 0; i <= end; i++) sum += line.charCodeAt(i);
		if (end < 0 || sum !== parseInt(line.slice(end + 1), 16)) throw new Damaged(line.slice(0, 200));
		const fields = line.slice(0, end).split(" ");
		const common = fields.slice(0, COMMON).map((field) => parseInt(field, 16));
		const event = this.#event(common, fields.slice(COMMON));
		return this.places ? this.places.complete(event) : event;
	}

	/** @param {number[]} common @param {string[]} fields */
	#event([number, n, ticks, pid, ip], fields) {
		const [ev, op, form] = this.table.events[number] ?? [];
		if (!form) throw new Damaged(`record of the unknown kind ${number}`);
		/** @type {Event} */
		const event = { n, t: ticks, pid, ev };
		if (op) event.op = op;
		if (ev === "start" && parseInt(fields[0], 16) !== this.table.version)
			throw new Error(`the kernel's trace has version ${fields[0]}, not ${this.table.version}`);
		form.forEach(([name, kind], i) => {
			if (kind === "string") event[name] = text(fields[i]);
			else if (kind === "call") this.#call(event, fields);
			else if (kind === "return") this.#return(event, fields);
			else this.#number(event, name, kind, parseInt(fields[i], 16));
		});
		if (ev === "start") event.version = JSON_VERSION;
		event.ip = address(ip);
		return event;
	}

	/** @param {Event} event @param {string} name @param {string} kind @param {number} value */
	#number(event, name, kind, value) {
		if (kind === "id") {
			if (value !== 0xffffffff) event[name] = value;
		} else if (kind === "classes") {
			event[name] = this.table.classes.filter(([, bit]) => value & bit).map(([word]) => word);
		} else if (kind.includes("|")) {
			event[name] = kind.split("|")[value];
		} else {
			event[name] = NUMBERS[kind](value);
		}
	}

	/**
	 * Names the call. Returns which argument registers hold its arguments; undefined: all in order.
	 * @param {Event} event @param {number} number @param {number} ebx
	 */
	#name(event, number, ebx) {
		event.nr = signed(number);
		const ipc = number === this.ipcNumber ? this.table.ipc[ebx & 0xffff] : undefined;
		event.name = ipc ? ipc[0] : (this.table.calls[number]?.[0] ?? "?");
		return ipc?.[1];
	}

	/** @param {Event} event @param {string[]} fields */
	#call(event, fields) {
		const [number, ...registers] = fields.slice(0, 7).map((field) => parseInt(field, 16));
		const strings = fields.slice(7);
		const order = this.#name(event, number, registers[0]);
		const values = order ? order.map((i) => registers[i]) : registers;
		const letters = [...(this.letters[event.name] ?? "")];
		event.args = letters
			.slice(0, values.length)
			.map((letter, i) => this.#argument(letter, values[i], strings));
	}

	/** @param {string} letter @param {number} value @param {string[]} strings those not yet used */
	#argument(letter, value, strings) {
		if (letter === "s") {
			const string = strings.shift() ?? "";
			if (string !== "0") return text(string);
		}
		const command = letter === "c" ? this.table.commands[value & ~IPC_64] : undefined;
		if (command) return command;
		if (letter === "d") return String(signed(value));
		if (letter === "o") return value ? "0" + value.toString(8) : "0";
		if (letter === "k") return address(value);
		return value ? "0x" + value.toString(16) : "0";
	}

	/** @param {Event} event @param {string[]} fields */
	#return(event, fields) {
		const [number, ebx, result] = fields.slice(0, 3).map((field) => parseInt(field, 16));
		this.#name(event, number, ebx);
		const error = this.table.errors[-signed(result)];
		if (error) event.result = "-" + error;
		else if (result >= LOWEST_ADDRESS && result < TASK_SIZE) event.result = address(result);
		else event.result = String(signed(result));
	}
}
