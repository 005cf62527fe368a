// SPDX-License-Identifier: GPL-2.0-only
/**
 * The state of the machine that the events of a trace (docs/trace.md) describe.
 *
 * A moment never changes. apply() makes the next one, which shares with it all that is the same. Each event
 * is checked against the state that it changes: what is impossible (an entry that had another value before,
 * a frame that is allocated twice) throws TraceError. Classes that were not traced are not checked.
 */

import { ENTRIES, NOTES, PAGE, PRESENT, USER_ENTRIES, frameOf } from "./pagetable.js";

const BLOCK = 6; // counts and uses are kept in blocks of 64 frames, so that a change copies little
const SHM_DEST = 0o1000;

/** @typedef {Record<string, any>} Event One event of the trace, as JSON has it. */
/** @typedef {{ start: number, end: number, flags: string, name: string, pgoff: number, segment: number | null }} Area */
/** @typedef {{ pgd: number, areas: Area[] }} Space */
/**
 * @typedef {object} Process
 * @property {number} pid
 * @property {string} name
 * @property {string} path
 * @property {number} parent
 * @property {number} pgd what CR3 holds while it runs
 * @property {boolean} own whether it has an address space of its own, not the kernel's
 * @property {number | null} status of a zombie
 * @property {{ name: string, args: string[] } | null} call the system call in which it is
 */
/**
 * @typedef {object} Segment
 * @property {number} id
 * @property {number} slot
 * @property {number} key
 * @property {number} bytes
 * @property {number} pages
 * @property {number} mode
 * @property {number} uid
 * @property {number} nattch
 * @property {Record<number, number>} frames index in shm_pages -> physical address
 */
/** @typedef {{ function?: string, file?: string, line?: number }} Place */
/** @typedef {Record<number, number>} Table index -> entry; entries that are 0 are left out */
/**
 * What was seen in the machine while it was held after event n; only what has changed.
 * @typedef {{ n: number, bytes?: Record<string, string>, console?: string, program?: Place[] }} Sight
 */
/**
 * @typedef {object} Moment
 * @property {number} n number of the last event
 * @property {Event | null} event
 * @property {number} frames how many frames the memory has
 * @property {number} swapper the kernel's own page directory
 * @property {number} hz
 * @property {string[]} classes what is traced
 * @property {[number, number][]} ram the allocator's memory
 * @property {number} current
 * @property {Record<number, Process>} processes
 * @property {Record<number, Space>} spaces
 * @property {Record<number, Table>} tables page directories and page tables, by physical address
 * @property {Record<number, Record<number, number>>} counts block -> frame number -> count
 * @property {Record<number, Record<number, [string, number]>>} uses block -> frame number -> [for, order]
 * @property {Record<number, Segment>} segments
 * @property {Record<number, string>} bytes frame -> contents in hexadecimal, zeros at the end cut off
 * @property {string} console
 * @property {Record<number, Place[]>} program pid -> where its program is, innermost function first
 */

/** The trace contradicts itself, or is not a trace. */
export class TraceError extends Error {}

/** @returns {Moment} The state before the first event. */
export function empty() {
	return {
		n: 0,
		event: null,
		frames: 0,
		swapper: 0,
		hz: 100,
		classes: [],
		ram: [],
		current: 0,
		processes: {},
		spaces: {},
		tables: {},
		counts: {},
		uses: {},
		segments: {},
		bytes: {},
		console: "",
		program: {},
	};
}

/** The reference count of a frame. @param {Moment} moment @param {number} frame */
export function count(moment, frame) {
	return countOf(moment, frame / PAGE);
}

/** @param {Moment} moment @param {number} pfn */
function countOf(moment, pfn) {
	return moment.counts[pfn >> BLOCK]?.[pfn] ?? 0;
}

/** Whether IPC_RMID has marked a segment for removal. @param {Segment} segment */
export function removed(segment) {
	return Boolean(segment.mode & SHM_DEST);
}

/** The areas of a process. @param {Moment} moment @param {number} pid @returns {Area[]} */
export function areas(moment, pid) {
	const process = moment.processes[pid];
	return (process?.own && moment.spaces[process.pgd]?.areas) || [];
}

/** The area in which an address lies. @param {Area[]} list @param {number} address */
export function areaAt(list, address) {
	return list.find((area) => area.start <= address && address < area.end) ?? null;
}

/** How many frames of the allocator's memory are free. @param {Moment} moment */
export function freeFrames(moment) {
	let free = 0;
	for (const [start, end] of moment.ram) free += (end - start) / PAGE;
	for (const block of Object.values(moment.uses))
		for (const [, order] of Object.values(block)) free -= 1 << order;
	return free;
}

/** @template T @param {Record<number, T>} map @param {number} key @param {T} value @returns {Record<number, T>} */
function put(map, key, value) {
	return { ...map, [key]: value };
}

/** @template T @param {Record<number, T>} map @param {number} key @returns {Record<number, T>} */
function without(map, key) {
	const copy = { ...map };
	delete copy[key];
	return copy;
}

/** @template T @param {Record<number, Record<number, T>>} blocks @param {number} pfn @param {T} value */
function putFrame(blocks, pfn, value) {
	return put(blocks, pfn >> BLOCK, put(blocks[pfn >> BLOCK] ?? {}, pfn, value));
}

/** @template T @param {Record<number, Record<number, T>>} blocks @param {number} pfn */
function withoutFrame(blocks, pfn) {
	return put(blocks, pfn >> BLOCK, without(blocks[pfn >> BLOCK] ?? {}, pfn));
}

/**
 * Require what must be true of an event.
 * @param {unknown} good @param {Event} event @param {string} why @returns {asserts good}
 */
function check(good, event, why) {
	if (!good) throw new TraceError(`line ${event.n} (${event.ev}): ${why}`);
}

/** A number of the trace, "0x0020f000". @param {string} text */
export const number = (text) => parseInt(text, 16);

/** The state after the next event. @param {Moment} moment @param {Event} event @returns {Moment} */
export function apply(moment, event) {
	if (event.n !== moment.n + 1) throw new TraceError(`line ${event.n} follows line ${moment.n}`);
	const change = CHANGES[event.ev];
	if (!change) throw new TraceError(`line ${event.n}: unknown event "${event.ev}"`);
	return { ...moment, ...change(moment, event), n: event.n, event };
}

/** The same moment with what was seen in the machine. @param {Moment} moment @param {Sight} sight @returns {Moment} */
export function see(moment, sight) {
	const next = { ...moment };
	if (sight.bytes) {
		next.bytes = { ...moment.bytes };
		for (const [frame, bytes] of Object.entries(sight.bytes)) next.bytes[number(frame)] = bytes;
	}
	if (sight.console) next.console = moment.console + sight.console;
	if (sight.program && moment.event) next.program = put(moment.program, moment.event.pid, sight.program);
	return next;
}

/** @param {Moment} moment @param {number} pid @param {Event} event */
function processOf(moment, pid, event) {
	const process = moment.processes[pid];
	check(process, event, `there is no process ${pid}`);
	return process;
}

/** @param {Moment} moment @param {number} pid @param {Event} event @param {Partial<Process>} changes */
function withProcess(moment, pid, event, changes) {
	return { processes: put(moment.processes, pid, { ...processOf(moment, pid, event), ...changes }) };
}

/** @param {Moment} moment @param {Event} event */
function segmentOf(moment, event) {
	const segment = moment.segments[event.id];
	check(segment, event, "there is no such segment");
	return segment;
}

/**
 * An address space. If processes are not traced, it begins to exist with its first event.
 * @param {Moment} moment @param {number} pgd @param {Event} event @returns {Space}
 */
function spaceOf(moment, pgd, event) {
	const space = moment.spaces[pgd];
	check(space || !moment.classes.includes("proc"), event, "there is no such address space");
	return space ?? { pgd, areas: [] };
}

/** @param {Table} table @param {Event} event @returns {[Table, number, number]} the table, old and new entry */
function changeEntry(table, event) {
	const [old, value, before] = [number(event.old), number(event.new), table[event.index] ?? 0];
	check(event.index >= 0 && event.index < ENTRIES, event, "no table has such an entry");
	check((before | NOTES) === (old | NOTES), event, `it was 0x${before.toString(16).padStart(8, "0")}`);
	return [value ? put(table, event.index, value) : without(table, event.index), old, value];
}

/** @param {Area[]} list @param {Event} event @param {number} start @param {number} end @returns {Area[]} */
function addArea(list, event, start, end) {
	const at = list.filter((area) => area.start < start).length;
	const fits = (at === 0 || list[at - 1].end <= start) && (at === list.length || end <= list[at].start);
	check(fits, event, "it lies in another one");
	const { flags, name, pgoff, segment = null } = event;
	return [...list.slice(0, at), { start, end, flags, name, pgoff, segment }, ...list.slice(at)];
}

/** @param {Area[]} list @param {Event} event @param {number} start @param {number} end @returns {Area[]} */
function changeArea(list, event, start, end) {
	const old = event.op === "resize" ? number(event.old_start) : start;
	const area = list.find((one) => one.start === old);
	check(area, event, "there is no such area");
	if (event.op === "remove") {
		check(area.end === end, event, "it ends elsewhere");
		return list.filter((one) => one !== area);
	}
	let changed = { ...area, flags: event.flags };
	if (event.op === "resize") {
		check(area.end === number(event.old_end), event, "it ended elsewhere");
		const pgoff = Math.max(0, area.pgoff + (start - area.start) / PAGE); // a stack grows below 0
		changed = { ...area, start, end, pgoff };
	}
	return list.map((one) => (one === area ? changed : one));
}

/** What each kind of event changes. @type {Record<string, (moment: Moment, event: Event) => Partial<Moment>>} */
const CHANGES = {
	start(moment, event) {
		check(event.version === 1, event, `version ${event.version} is not known here`);
		const swapper = number(event.swapper);
		const idle = { pid: 0, name: "swapper", path: "", parent: 0, pgd: swapper, own: false, status: null };
		return {
			hz: event.hz,
			frames: event.frames,
			classes: event.classes,
			swapper,
			spaces: { [swapper]: { pgd: swapper, areas: [] } },
			tables: { [swapper]: {} },
			processes: { 0: { ...idle, call: null } },
		};
	},
	ram(moment, event) {
		return { ram: [...moment.ram, [number(event.start), number(event.end)]] };
	},

	// Processes
	fork(moment, event) {
		const pgd = number(event.pgd);
		check(!moment.processes[event.child], event, `there is a process ${event.child}`);
		const child = {
			pid: event.child,
			name: event.name,
			parent: event.pid,
			pgd,
			own: pgd !== moment.swapper,
		};
		const program = moment.program[event.pid];
		return {
			processes: put(moment.processes, event.child, { ...child, path: "", status: null, call: null }),
			...(program && { program: put(moment.program, event.child, program) }),
		};
	},
	exec(moment, event) {
		const pgd = number(event.pgd);
		check(moment.spaces[pgd] && pgd !== moment.swapper, event, "the new address space was not made");
		const { name, path } = event;
		return {
			...withProcess(moment, event.pid, event, { name, path, pgd, own: true }),
			program: without(moment.program, event.pid),
		};
	},
	switch(moment, event) {
		const to = processOf(moment, event.to, event);
		check(to.pgd === number(event.pgd), event, "that is not its page directory");
		return { current: event.to };
	},
	exit(moment, event) {
		return {
			...withProcess(moment, event.pid, event, { status: event.status }),
			program: without(moment.program, event.pid),
		};
	},
	reap(moment, event) {
		const process = processOf(moment, event.child, event);
		check(process.status !== null, event, "it has not ended");
		return { processes: without(moment.processes, event.child) };
	},
	mm(moment, event) {
		const pgd = number(event.pgd);
		if (event.op === "make") {
			check(!moment.spaces[pgd], event, "it is there already");
			/** @type {Table} */
			const kernel = {};
			for (const [index, entry] of Object.entries(moment.tables[moment.swapper]))
				if (Number(index) >= USER_ENTRIES) kernel[Number(index)] = entry;
			return {
				spaces: put(moment.spaces, pgd, { pgd, areas: [] }),
				tables: put(moment.tables, pgd, kernel),
			};
		}
		if (event.op === "leave") {
			check(processOf(moment, event.pid, event).pgd === pgd, event, "it is not in that address space");
			return withProcess(moment, event.pid, event, { own: false, pgd: moment.swapper });
		}
		const space = moment.spaces[pgd];
		check(space, event, "it is not there");
		const user = Object.keys(moment.tables[pgd]).some((index) => Number(index) < USER_ENTRIES);
		check(!user && !space.areas.length, event, "it is not empty");
		return { spaces: without(moment.spaces, pgd), tables: without(moment.tables, pgd) };
	},
	call(moment, event) {
		const call = { name: event.name, args: event.args };
		return withProcess(moment, event.pid, event, { call });
	},
	ret(moment, event) {
		return withProcess(moment, event.pid, event, { call: null });
	},
	fault() {
		return {};
	},

	// Areas
	area(moment, event) {
		const [pgd, start, end] = [event.pgd, event.start, event.end].map(number);
		const space = spaceOf(moment, pgd, event);
		const change = event.op === "add" ? addArea : changeArea;
		const spaces = put(moment.spaces, pgd, { pgd, areas: change(space.areas, event, start, end) });
		return { spaces, tables: moment.tables[pgd] ? moment.tables : put(moment.tables, pgd, {}) };
	},

	// Tables
	pgd(moment, event) {
		const pgd = number(event.pgd);
		const space = spaceOf(moment, pgd, event);
		const [directory, old, value] = changeEntry(moment.tables[pgd] ?? {}, event);
		let tables = put(moment.tables, pgd, directory);
		if (event.index < USER_ENTRIES) {
			if (old & PRESENT) {
				const table = tables[frameOf(old)];
				check(!table || !Object.keys(table).length, event, "the page table is not empty");
				tables = without(tables, frameOf(old));
			}
			if (value & PRESENT) tables[frameOf(value)] = {};
		}
		return { tables, spaces: moment.spaces[pgd] ? moment.spaces : put(moment.spaces, pgd, space) };
	},
	pte(moment, event) {
		// A table that no directory entry announced is the kernel's, for its stacks. It began empty.
		const address = number(event.table);
		const [table] = changeEntry(moment.tables[address] ?? {}, event);
		return { tables: put(moment.tables, address, table) };
	},

	// Frames
	alloc(moment, event) {
		const pfn = number(event.frame) / PAGE;
		check(countOf(moment, pfn) === 0, event, `its count is ${countOf(moment, pfn)}`);
		return {
			counts: putFrame(moment.counts, pfn, 1),
			uses: putFrame(moment.uses, pfn, /** @type {[string, number]} */ ([event.for, event.order])),
		};
	},
	free(moment, event) {
		const frame = number(event.frame);
		const pfn = frame / PAGE;
		check(countOf(moment, pfn) === 1, event, `its count is ${countOf(moment, pfn)}`);
		return {
			counts: withoutFrame(moment.counts, pfn),
			uses: withoutFrame(moment.uses, pfn),
			...(frame in moment.bytes && { bytes: without(moment.bytes, frame) }),
		};
	},
	ref(moment, event) {
		const pfn = number(event.frame) / PAGE;
		const now = countOf(moment, pfn);
		check(Math.abs(event.count - now) === 1 && event.count > 0, event, `its count was ${now}`);
		return { counts: putFrame(moment.counts, pfn, event.count) };
	},

	// Segments
	seg(moment, event) {
		const { id, slot, bytes, pages, uid, nattch } = event;
		const facts = { key: number(event.key), mode: parseInt(event.mode, 8), uid };
		if (event.op === "make") {
			check(!moment.segments[id], event, "there is such a segment");
			return {
				segments: put(moment.segments, id, { id, slot, bytes, pages, nattch, frames: {}, ...facts }),
			};
		}
		const segment = segmentOf(moment, event);
		check(segment.nattch === nattch, event, `nattch was ${segment.nattch}`);
		if (event.op !== "destroy") return { segments: put(moment.segments, id, { ...segment, ...facts }) };
		check(nattch === 0, event, "a process is attached");
		return { segments: without(moment.segments, id) };
	},
	attach(moment, event) {
		const segment = segmentOf(moment, event);
		const nattch = segment.nattch + (event.op === "detach" ? -1 : 1);
		check(nattch === event.nattch, event, `nattch was ${segment.nattch}`);
		return { segments: put(moment.segments, event.id, { ...segment, nattch }) };
	},
	shmpage(moment, event) {
		const segment = segmentOf(moment, event);
		check(!(event.index in segment.frames), event, "it has a frame already");
		const frames = put(segment.frames, event.index, number(event.frame));
		return { segments: put(moment.segments, event.id, { ...segment, frames }) };
	},
};
