// SPDX-License-Identifier: GPL-2.0-only
/**
 * Choose the moments of a run that get a picture. draw/words.js describes them.
 *
 * These are the start of a process; a call of the shm family and its effect; the first page fault of a
 * process on a segment in three or four steps (the fault, perhaps a new page table, the frame, the entry), and
 * later faults summed up ("five more pages"); bytes that appear in a frame; fork and exit; a refused access.
 * All other events happen between two pictures.
 */

import { areaAt, areas, number } from "./moment.js";
import { Acts } from "./acts.js";
import { PAGE, frameOf, split } from "./pagetable.js";
import { definition, placeOf } from "./place.js";
import { arrived, printable } from "./text.js";

const LESSONS = 1; // faults of each kind that are described in detail
const COPIES = 6; // copies on write that are described for each process
const WRITES = 3; // changes of frames that are described for each process

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./cast.js").Cast} Cast */
/** @typedef {import("./cast.js").Part} Part */
/** @typedef {import("./moment.js").Event} Event */
/**
 * @typedef {object} Step
 * @property {number} begin number of the last event before it
 * @property {number} end its picture shows the machine after this event
 * @property {string} key what kind of step it is
 * @property {Record<string, any>} facts
 * @property {string[]} focus keys of objects of the picture to mark
 * @property {import("./place.js").SourcePlace | null} place the line of the kernel
 * @property {import("./moment.js").Place[]} program where the program was, innermost function first
 * @property {string} file the kernel's place even if its text is not known, "mm/memory.c:63", or ""
 */

export const SHM = ["shmget", "shmat", "shmdt", "shmctl"];
const OTHER_CALLS = new Set(["fork", "vfork", "clone", "execve", "exit", "exit_group"]);

/** The name of an area as a picture shows it. @param {{ name: string }} area */
export function areaName(area) {
	if (area.name.startsWith("[")) return area.name.replace(/[[\]]/g, "");
	return (area.name.split("/").pop() ?? "").replace(/ \(deleted\)$/, "") || "memory";
}

export class Story {
	/** @param {Run} run @param {Cast} cast */
	constructor(run, cast) {
		this.run = run;
		this.cast = cast;
		this.acts = new Acts(run.events);
		/** @type {Step[]} */
		this.steps = [];
		/** @type {Map<number, [Event, Event[]]>} pid -> its unfinished call, and what happened in it */
		this.calls = new Map();
		/** @type {Map<number, Event[]>} pid -> its events since its last call or fault */
		this.since = new Map();
		/** @type {Set<string>} "5 segment 0" */
		this.touched = new Set();
		/** @type {Map<string, number>} */
		this.counts = new Map();
		/** @type {Set<number>} numbers of the faults that are described in detail */
		this.detailed = new Set();
		/** @type {any} faults that are summed up in one step */
		this.batch = null;
	}

	/** @returns {Step[]} */
	tell() {
		for (const event of this.run.events) {
			const fault = this.acts.begun.get(event.n);
			if (fault) this._faultBegins(event, fault);
			const handler = /** @type {any} */ (this)[`_on_${event.ev}`];
			handler?.call(this, event, event.pid);
			this._written(event);
			if (["seg", "attach", "area"].includes(event.ev)) this.calls.get(event.pid)?.[1].push(event);
			if (["ret", "fault", "fork"].includes(event.ev)) this.since.delete(event.pid);
			else this.since.set(event.pid, [...(this.since.get(event.pid) ?? []), event]);
		}
		this._flush();
		let begin = Math.max(0, this.cast.begin - 1);
		for (const step of this.steps) {
			step.begin = Math.min(begin, step.end);
			begin = step.end;
		}
		return this.steps;
	}

	/** @param {number} end @param {string} key @param {Record<string, any>} facts @param {Event | null} event @param {string[]} [focus] */
	_step(end, key, facts, event, focus = []) {
		this._flush();
		let place = null;
		if (event?.ev === "fault")
			place = definition(this.run.sources, "do_page_fault"); // its line comes later
		else if (event && (event.ev === "call" || event.ev === "ret"))
			place = placeOf(this.run.sources, event) ?? definition(this.run.sources, `sys_${event.name}`);
		else if (event) place = placeOf(this.run.sources, event);
		const file = place ? `${place.file}:${place.line}` : (event?.at ?? "");
		// A store into memory is no event: it happened before the one after which it was seen.
		const moment = key === "writes" ? this.run.at(end - 1) : this.run.at(event?.n ?? end);
		const pid = event?.pid ?? this.run.events[end - 1]?.pid ?? 0;
		this.steps.push({
			begin: 0,
			end,
			key,
			facts,
			focus,
			place,
			program: moment.program[pid] ?? [],
			file,
		});
	}

	/** Add the step for the faults that are summed up. */
	_flush() {
		if (!this.batch) return;
		const { end, event, who, what, ...facts } = this.batch;
		this.batch = null;
		this._step(end, "touches", { ...facts, who: [...who].sort(), what: [...what].sort() }, event);
	}

	/** Count something; returns how often it has happened. @param {string} key */
	_count(key) {
		this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
		return /** @type {number} */ (this.counts.get(key));
	}

	/** The moment before an event. @param {Event} event */
	_before(event) {
		return this.run.at(event.n - 1);
	}

	/** The part of a process that is drawn, or null. @param {number} pid @param {Event} event */
	_drawn(pid, event) {
		const part = this.cast.part(pid, event.n);
		return part && part.place >= 0 ? part : null;
	}

	/** A letter, or a name with the pid. @param {number} pid @param {Event} event */
	_who(pid, event) {
		const part = this._drawn(pid, event);
		if (part) return part.letter;
		const process = this._before(event).processes[pid];
		return process ? `${process.name} (pid ${pid})` : `pid ${pid}`;
	}

	/** @param {Event} event @param {number} pid */
	_attached(event, pid) {
		return areas(this._before(event), pid).some((area) => area.segment !== null);
	}

	/** The number of the process's next event of one of these kinds. @param {Event} event @param {number} pid @param {string[]} kinds */
	_until(event, pid, kinds) {
		const found = this.run.events.find(
			(one) => one.n > event.n && one.pid === pid && kinds.includes(one.ev),
		);
		return found?.n ?? event.n;
	}

	// ---- processes -------------------------------------------------------------------------------

	/** @param {Event} event @param {number} pid */
	_on_exec(event, pid) {
		const part = this._drawn(pid, event);
		if (!part || part.start !== event.n) return;
		const end = this._until(event, pid, ["ret", "fault"]);
		this._step(end, "exec", { who: part.letter, pid, name: event.name }, event, [`p${pid}`]);
	}

	/** @param {Event} event @param {number} pid */
	_on_fork(event, pid) {
		const child = this._drawn(event.child, event);
		if (!child || child.start !== event.n) return;
		const facts = {
			who: this._who(pid, event),
			child: child.letter,
			pid: child.pid,
			attached: this._attached(event, pid),
		};
		// The child may run before its parent returns: the picture shows the moment before that.
		const runs = this.run.events.find((one) => one.n > event.n && one.pid === child.pid);
		const end = Math.min(this._until(event, pid, ["ret"]), runs ? runs.n - 1 : Infinity);
		this._step(end, "fork", facts, event, [`p${child.pid}`]);
	}

	/** @param {Event} event @param {number} pid */
	_on_exit(event, pid) {
		const part = this._drawn(pid, event);
		if (!part) return;
		const since = this.since.get(pid) ?? [];
		const destroyed = since
			.filter((one) => one.ev === "seg" && one.op === "destroy")
			.map((one) => one.id);
		const had = since.filter((one) => one.ev === "attach" && one.op === "detach").pop();
		const facts = { who: part.letter, status: event.status, destroyed, had: Boolean(had) };
		this._step(event.n, "exit", facts, had ?? event, [`p${pid}`]);
	}

	// ---- calls -----------------------------------------------------------------------------------

	/** @param {Event} event @param {number} pid */
	_on_call(event, pid) {
		this.calls.set(pid, [event, []]);
	}

	/** @param {Event} event @param {number} pid */
	_on_ret(event, pid) {
		const [begun, happened] = this.calls.get(pid) ?? [null, []];
		this.calls.delete(pid);
		if (!begun || begun.name !== event.name) return;
		const { name, result } = event;
		const facts = { who: "", call: { name, args: begun.args }, result };
		if (SHM.includes(name)) {
			if (name === "shmctl" && !happened.length) return; // ipcs and similar programs only read
			facts.who = this._who(pid, event);
			if (result.startsWith("-")) this._step(event.n, "refusal", facts, event);
			else /** @type {any} */ (this)[`_${name}`](event, facts, happened);
			return;
		}
		const part = this._drawn(pid, event);
		if (!part || OTHER_CALLS.has(name)) return;
		facts.who = part.letter;
		const touching = happened.find(
			(one) => one.ev === "attach" || one.segment != null || !this.cast.attached,
		);
		if (touching) this._step(event.n, "areas", facts, touching);
		else if (
			name === "write" &&
			!result.startsWith("-") &&
			Number(begun.args[0]) === 1 &&
			this._attached(event, pid)
		)
			this._step(event.n, "prints", facts, event);
	}

	/** @param {Event} event @param {any} facts @param {Event[]} happened */
	_shmget(event, facts, happened) {
		const made = happened.find((one) => one.ev === "seg" && one.op === "make");
		if (made) this._step(event.n, "shmget", { ...facts, pages: made.pages, slot: made.slot }, made);
		else this._step(event.n, "shmget-found", facts, event, [`segment.${event.result}`]);
	}

	/** @param {Event} event @param {any} facts @param {Event[]} happened */
	_shmat(event, facts, happened) {
		const done = happened.find((one) => one.ev === "attach" && one.op === "attach") ?? event;
		this._step(
			event.n,
			"shmat",
			{ ...facts, va: done.va ?? event.result, rdonly: Boolean(done.rdonly) },
			done,
		);
	}

	/** @param {Event} event @param {any} facts @param {Event[]} happened */
	_shmdt(event, facts, happened) {
		const done = happened.find((one) => one.ev === "attach") ?? event;
		this._step(event.n, "shmdt", { ...facts, destroyed: happened.some((one) => one.ev === "seg") }, done);
	}

	/** @param {Event} event @param {any} facts @param {Event[]} happened */
	_shmctl(event, facts, happened) {
		const done = happened.find((one) => one.ev === "seg");
		if (!done) return;
		const destroyed = happened.some((one) => one.ev === "seg" && one.op === "destroy");
		const key = destroyed ? "rmid-now" : done.op === "remove" ? "rmid-later" : "set";
		this._step(event.n, key, { ...facts, nattch: done.nattch, id: done.id }, done);
	}

	// ---- page faults -----------------------------------------------------------------------------

	/**
	 * The step at the beginning of a fault: the processor has found no entry.
	 * @param {Event} event the first event of the fault @param {Event} fault
	 */
	_faultBegins(event, fault) {
		const part = this._drawn(fault.pid, event);
		if (!part || fault.result !== "handled") return;
		const moment = this._before(event);
		const va = number(fault.va);
		const area = areaAt(areas(moment, fault.pid), va);
		if (!area || area.segment === null) return;
		const page = Math.floor((va - area.start) / PAGE) + area.pgoff;
		const lesson = `lesson ${page in (moment.segments[area.segment]?.frames ?? {})}`;
		const before = `${fault.pid} segment ${area.segment}`;
		if (this.touched.has(before) || (this.counts.get(lesson) ?? 0) >= LESSONS) return;
		this.touched.add(before);
		this._count(lesson);
		this.detailed.add(fault.n);
		const [high, low] = split(va);
		const table = Boolean(moment.tables[moment.processes[fault.pid].pgd]?.[high]);
		const facts = {
			who: part.letter,
			access: fault.access,
			va: fault.va,
			table,
			index: table ? low : high,
		};
		const key = table ? `p${fault.pid}.area` : `p${fault.pid}.pgd.${high}`;
		this._step(event.n - 1, "fault", facts, fault, [
			`p${fault.pid}.area.${area.start.toString(16)}`,
			key,
		]);
	}

	/** The fault to which an event belongs, if it is described in detail. @param {Event} event */
	_told(event) {
		const fault = this.acts.faultOf.get(event.n);
		return fault && this.detailed.has(fault.n) ? fault : null;
	}

	/** @param {Event} event @param {number} pid */
	_on_pgd(event, pid) {
		if (this._told(event) && number(event.new))
			this._step(event.n, "table", { who: this._who(pid, event), index: event.index }, event);
	}

	/** @param {Event} event */
	_on_shmpage(event) {
		if (this._told(event))
			this._step(event.n, "takes", { frame: event.frame, index: event.index }, event);
	}

	/** @param {Event} event */
	_on_ref(event) {
		const fault = this._told(event);
		if (!fault || this.acts.parts.get(fault.n)?.some((one) => one.ev === "shmpage")) return;
		const moment = this._before(event);
		const area = areaAt(areas(moment, fault.pid), number(fault.va));
		const frames = (area?.segment != null && moment.segments[area.segment]?.frames) || {};
		const index = Object.keys(frames).find((key) => frames[Number(key)] === number(event.frame));
		if (index !== undefined)
			this._step(event.n, "finds", { frame: event.frame, index: Number(index) }, event);
	}

	/** @param {Event} event @param {number} pid */
	_on_pte(event, pid) {
		const fault = this._told(event);
		if (!fault || !number(event.new)) return;
		const facts = {
			who: this._who(pid, event),
			index: event.index,
			writable: Boolean(number(event.new) & 2),
		};
		this._step(fault.n, "entry", { ...facts, frame: frameOf(number(event.new)) }, event);
	}

	/** @param {Event} event @param {number} pid */
	_on_fault(event, pid) {
		const part = this._drawn(pid, event);
		if (!part) return;
		const facts = { who: part.letter, access: event.access, va: event.va, result: event.result };
		if (event.result !== "handled") {
			if (event.user !== false) this._step(event.n, "refused", facts, event);
			return;
		}
		const area = areaAt(areas(this._before(event), pid), number(event.va));
		if (!area || this.detailed.has(event.n)) return;
		const parts = this.acts.parts.get(event.n) ?? [];
		const entry = parts.filter((one) => one.ev === "pte").pop();
		if (area.segment !== null) {
			const fresh = parts.some((one) => one.ev === "shmpage");
			this._fold(event, part, entry, fresh, `segment ${area.segment}`);
		} else if (entry && number(entry.old) && (!this.cast.attached || this._family(event))) {
			this._copied(event, part, entry);
		} else if (!this.cast.attached && entry) {
			const fresh = parts.some((one) => one.ev === "alloc" && one.for === "user");
			const kind = area.name.startsWith("/") ? "program" : "own";
			this._fold(event, part, entry, fresh, `${kind} ${areaName(area)}`);
		}
	}

	/** Whether two drawn processes live that have the same program: then a copy is worth a picture. @param {Event} event */
	_family(event) {
		const living = this.cast.onStage(event.n).filter((part) => part.end > event.n);
		const me = living.find((part) => part.pid === event.pid);
		return living.some((part) => part !== me && part.name === me?.name);
	}

	/** @param {Event} event @param {Part} part @param {Event | undefined} entry @param {boolean} fresh @param {string} what */
	_fold(event, part, entry, fresh, what) {
		const key = `${part.pid} ${what}`;
		const before = this.touched.has(key);
		if (this.batch && !before) this._flush();
		this.batch ??= {
			who: new Set(),
			what: new Set(),
			pages: 0,
			fresh: 0,
			more: before,
			va: event.va,
			access: event.access,
		};
		this.touched.add(key);
		const batch = this.batch;
		batch.who.add(part.letter);
		batch.what.add(what);
		batch.pages += 1;
		batch.fresh += fresh ? 1 : 0;
		batch.end = event.n;
		batch.event = entry ?? event;
	}

	/** A write to a page that was present but not writable: copy on write. @param {Event} event @param {Part} part @param {Event} entry */
	_copied(event, part, entry) {
		if (this._count(`copies ${part.pid}`) > COPIES) return;
		const [from, to] = [frameOf(number(entry.old)), frameOf(number(entry.new))];
		this._step(
			event.n,
			from === to ? "unshared" : "copy",
			{ who: part.letter, va: event.va, from, to },
			entry,
		);
	}

	// ---- bytes -----------------------------------------------------------------------------------

	/** Bytes of a frame have changed since the last event. @param {Event} event */
	_written(event) {
		const bytes = this.run.sights.get(event.n)?.bytes;
		if (!bytes) return;
		const moment = this._before(event);
		for (const [frame, now] of Object.entries(bytes)) {
			const change = arrived(moment.bytes[number(frame)] ?? "", now);
			const part = this._drawn(event.pid, event);
			if (!change || !part || this._count(`writes ${part.pid}`) > WRITES) continue;
			const owner = Object.values(moment.segments).find((one) =>
				Object.values(one.frames).includes(number(frame)),
			);
			if (!owner) continue;
			const text = change.text && printable(now.slice(0, 120)).replace(/\.+$/, ""); // of the whole frame
			this._step(event.n, "writes", { who: part.letter, frame, ...change, text }, null, [
				`bytes.${number(frame)}`,
			]);
		}
	}
}
