// SPDX-License-Identifier: GPL-2.0-only
/**
 * Group the events of a page fault. The event `fault` comes after everything that the fault caused: perhaps a
 * page table, perhaps a frame, the entry. A fault within a system call is an act of its own.
 */

import { ENTRIES, PAGE } from "./pagetable.js";

/** @typedef {import("./moment.js").Event} Event */

const PARTS = new Set(["pgd", "alloc", "shmpage", "ref", "pte", "free"]);

export class Acts {
	/** @param {Event[]} events */
	constructor(events) {
		/** @type {Map<number, Event>} number of an event -> the fault to which it belongs */
		this.faultOf = new Map();
		/** @type {Map<number, Event>} number of the first event of a fault -> the fault */
		this.begun = new Map();
		/** @type {Map<number, Event[]>} number of a fault -> its other events, in order */
		this.parts = new Map();
		/** @type {Map<number, Event[]>} */
		const open = new Map();
		for (const event of events) {
			if (!open.has(event.pid)) open.set(event.pid, []);
			const mine = /** @type {Event[]} */ (open.get(event.pid));
			if (PARTS.has(event.ev)) mine.push(event);
			else if (event.ev === "fault") this._close(event, mine.splice(0));
			else if (event.ev !== "switch") mine.length = 0;
		}
	}

	/** Decide which of the preceding events belong to a fault. @param {Event} fault @param {Event[]} candidates */
	_close(fault, candidates) {
		const page = Math.floor(parseInt(fault.va, 16) / PAGE);
		/** @type {Event[]} */
		const own = [];
		for (const event of candidates.reverse()) {
			const second = own.some((one) => one.ev === "pte");
			if (event.ev === "pte" && (second || event.index !== page % ENTRIES)) break;
			own.unshift(event);
			if (event.ev === "pgd" && event.index !== Math.floor(page / ENTRIES)) break;
		}
		for (const event of own) this.faultOf.set(event.n, fault);
		const first = own.length ? own[0].n : fault.n;
		if (!this.begun.has(first)) this.begun.set(first, fault);
		this.parts.set(fault.n, own);
	}
}
