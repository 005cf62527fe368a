// SPDX-License-Identifier: GPL-2.0-only
/**
 * A run: its events, what was seen after them, and the moment after each of them. It may grow while it is
 * looked at. Moments are kept at every 64th event only; those between are made again from there.
 */

import { apply, empty, see } from "./moment.js";
import { Cast } from "./cast.js";
import { Story } from "./story.js";

const KEPT = 64;
const RECENT = 8; // moments that were asked for last are kept, too

/** @typedef {import("./moment.js").Moment} Moment */
/** @typedef {import("./moment.js").Event} Event */
/** @typedef {import("./moment.js").Sight} Sight */
/** @typedef {import("./story.js").Step} Step */
/**
 * @typedef {object} Recorded
 * @property {1} version
 * @property {string} title
 * @property {string} [command]
 * @property {string[]} [expected]
 * @property {Event[]} events
 * @property {Sight[]} sights
 * @property {Record<string, string>} sources
 */

export class Run {
	/** @type {Record<string, string>} */
	_sources = {};

	/**
	 * @param {{ title?: string, sources?: Record<string, string>, expected?: string[] }} about expected: names of
	 *   programs whose processes are drawn from their beginning, although they may share nothing yet
	 */
	constructor({ title = "Samepage", sources = {}, expected = [] } = {}) {
		this.title = title;
		this.sources = sources;
		this.expected = expected;
		/** @type {Event[]} */
		this.events = [];
		/** @type {Map<number, Sight>} */
		this.sights = new Map();
		/** @type {Moment[]} */
		this.kept = [empty()];
		this.last = this.kept[0]; // after the newest event
		/** @type {Moment[]} */
		this.recent = [];
		/** @type {{ cast: Cast, steps: Step[] } | null} */
		this.told = null;
	}

	/** @param {Recorded} recorded */
	static from(recorded) {
		const run = new Run(recorded);
		const sights = new Map(recorded.sights.map((sight) => [sight.n, sight]));
		for (const event of recorded.events) run.add(event, sights.get(event.n));
		return run;
	}

	/** The text of the source files. It may come later than the events. @returns {Record<string, string>} */
	get sources() {
		return this._sources;
	}

	set sources(sources) {
		this._sources = sources;
		this.told = null; // steps name lines
	}

	/** How many events there are. */
	get length() {
		return this.events.length;
	}

	/** Adds the next event. Throws TraceError and adds nothing if it is impossible. @param {Event} event @param {Sight} [sight] */
	add(event, sight) {
		const next = apply(this.last, event);
		this.events.push(event);
		this._take(next, sight);
	}

	/** Adds more that was seen after the newest event. @param {Sight} sight */
	see(sight) {
		const known = this.sights.get(this.length);
		const console = (known?.console ?? "") + (sight.console ?? "");
		const bytes = { ...known?.bytes, ...sight.bytes };
		this._take(see(this.last, sight), { ...known, ...sight, bytes, console }, false);
	}

	/** @param {Moment} moment @param {Sight} [sight] @param {boolean} [apply] whether the sight is not yet in the moment */
	_take(moment, sight, apply = true) {
		if (sight) this.sights.set(this.length, sight);
		this.last = sight && apply ? see(moment, sight) : moment;
		if (this.length % KEPT === 0) this.kept[this.length / KEPT] = this.last;
		this.told = null;
	}

	/** The moment after event n; 0 is before the first. @param {number} n @returns {Moment} */
	at(n) {
		n = Math.max(0, Math.min(n, this.length));
		if (n === this.length) return this.last;
		let moment = this.kept[Math.floor(n / KEPT)];
		for (const one of this.recent) if (one.n <= n && one.n > moment.n) moment = one;
		const found = moment.n === n;
		while (moment.n < n) {
			moment = apply(moment, this.events[moment.n]);
			const sight = this.sights.get(moment.n);
			if (sight) moment = see(moment, sight);
		}
		if (!found) {
			this.recent.unshift(moment);
			this.recent.length = Math.min(this.recent.length, RECENT);
		}
		return moment;
	}

	_tell() {
		if (!this.told) {
			const cast = new Cast(this);
			this.told = { cast, steps: new Story(this, cast).tell() };
		}
		return this.told;
	}

	/** Who is drawn where. */
	cast() {
		return this._tell().cast;
	}

	/** The moments that matter, so far. @returns {Step[]} */
	steps() {
		return this._tell().steps;
	}
}
