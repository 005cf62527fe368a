// SPDX-License-Identifier: GPL-2.0-only
/**
 * Choose the processes that are drawn: those that attached a segment at some time, or, in a run without
 * segments, all that the command started, and always those whose programs the run expects. Each gets a place left or right of the frames, and the letter of
 * that place. A place is reused after its process has ended, so two processes that never exist at the same
 * time may both be "A".
 */

const PLACES = 8; // four on each side
const LETTERS = "ABCDEFGH";
const GUEST_SHELLS = 2; // the shells of tools/guest between init and the command

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./moment.js").Event} Event */
/**
 * A drawn process, from its first event to its last (their numbers). place -1: no place was free.
 * @typedef {{ pid: number, name: string, start: number, end: number, place: number, letter: string }} Part
 */

/** @param {number} pid @param {string} name @param {number} start @returns {Part} */
const newPart = (pid, name, start) => ({ pid, name, start, end: Infinity, place: -1, letter: "" });

export class Cast {
	/** @param {Run} run */
	constructor(run) {
		/** @type {Part[]} */
		this.parts = [];
		this.attached = false; // the run uses segments
		this._read(run.events, new Set(run.expected));
		this._givePlaces();
		this.begin = Math.min(...this.parts.map((part) => part.start), run.length);
		const expected = Math.min(2, run.expected.length); // they will come
		this.places = 1 + Math.max(0, expected - 1, ...this.parts.map((part) => part.place));
	}

	/** @param {Event[]} events @param {Set<string>} expected names of programs */
	_read(events, expected) {
		/** @type {Map<number, Part>} */
		const running = new Map();
		/** @type {Map<number, string>} pid -> its page directory, as far as attaches need it */
		const directories = new Map();
		/** @type {Set<number>} */
		const attached = new Set();
		/** @type {Set<string>} page directories with an attach */
		const sharing = new Set();
		const shells = new Set([1]);
		/** @type {Map<number, Part[]>} */
		const all = new Map();
		for (const event of events) {
			const { ev, pid, n } = event;
			if (ev === "fork" || ev === "exec") {
				const who = ev === "fork" ? event.child : pid;
				const shell = ev === "exec" && event.name === "sh" && shells.size <= GUEST_SHELLS;
				if (shell) shells.add(pid);
				directories.set(who, event.pgd);
				if (ev === "fork" && sharing.has(event.pgd)) attached.add(who); // its areas came first
				if (ev === "fork" || !attached.has(pid)) {
					running.set(who, newPart(who, event.name, n));
					all.set(who, [...(all.get(who) ?? []), /** @type {Part} */ (running.get(who))]);
				}
				if (ev === "exec" && expected.has(event.name)) attached.add(pid);
			} else if (ev === "exit" && running.has(pid)) {
				/** @type {Part} */ (running.get(pid)).end = n;
				running.delete(pid);
			} else if (ev === "area" && event.op === "add" && event.segment != null) {
				sharing.add(event.pgd);
				for (const [who, pgd] of directories)
					if (pgd === event.pgd && running.has(who)) attached.add(who);
			} else if (ev === "mm" && event.op === "free") {
				sharing.delete(event.pgd);
			}
		}
		this.attached = attached.size > 0;
		// A process that calls exec after fork is drawn from its exec on.
		for (const [pid, parts] of all) {
			const wanted = this.attached ? attached.has(pid) : !shells.has(pid);
			if (wanted) this.parts.push(parts[parts.length - 1]);
		}
		this.parts.sort((a, b) => a.start - b.start);
	}

	/** Give each part a place: a new one if possible, else the one that has been free longest. */
	_givePlaces() {
		const count = this._mostAtOnce();
		const freeSince = new Array(count).fill(-1);
		for (const part of this.parts) {
			let best = -1;
			freeSince.forEach((since, place) => {
				if (since < part.start && (best < 0 || since < freeSince[best])) best = place;
			});
			if (best < 0) continue;
			part.place = best;
			part.letter = LETTERS[best];
			freeSince[best] = part.end;
		}
	}

	/** The number of places needed: at least two if there are two processes. */
	_mostAtOnce() {
		let most = Math.min(2, this.parts.length);
		for (const part of this.parts) {
			const others = this.parts.filter((one) => one.start <= part.start && part.start <= one.end);
			most = Math.max(most, others.length);
		}
		return Math.min(most, PLACES);
	}

	/** The parts after event n, by place. A process that has ended stays until its place is needed. @param {number} n */
	onStage(n) {
		/** @type {Part[]} */
		const stage = [];
		for (const part of this.parts) if (part.start <= n && part.place >= 0) stage[part.place] = part;
		return stage.filter(Boolean);
	}

	/** The part of a process at an event, or which the event creates. @param {number} pid @param {number} n */
	part(pid, n) {
		return this.parts.find((part) => part.pid === pid && part.start <= n && n <= part.end) ?? null;
	}

	/** The parts for which there is no place after event n. @param {number} n */
	unplaced(n) {
		return this.parts.filter((part) => part.place < 0 && part.start <= n && n < part.end);
	}
}
