// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine and the picture of it. The picture (LiveWatch) can go to any event of the run; the machine
 * can only go on, or back to a moment at which it was saved. The player keeps the two apart, so that the
 * page can say which of them has moved.
 *
 * state	"recorded"	no machine yet: the run was recorded when the page was built
 *		"starting"	the machine boots
 *		"held"		the machine stands still after the last event
 *		"running"	it runs
 *		"waiting"	it runs, and waits for a key or the clock
 *		"busy"		it stands still; it has computed for a long time without an event
 *		"dead"		see `death`
 */

import { Run } from "../model/run.js";
import { isMoment } from "./moments.js";
import { start } from "./start.js";

const MOST_SAVED = 12; // moments of the machine; each takes some MiB
const REDRAW = 200; // ms, at least, between two pictures of a running machine
const PATIENCE = 5; // ... and at least so many times as long as a picture takes

/** @typedef {import("../machine/machine.js").Machine} Machine */
/** @typedef {import("../machine/machine.js").Saved} Saved */
/** @typedef {import("./live.js").LiveWatch} LiveWatch */
/**
 * @typedef {object} Plan what a machine shall do
 * @property {string} [title]
 * @property {string[]} [expected] names of the programs that matter
 * @property {import("../machine/cpio.js").File[]} [files]
 * @property {string[]} [archives]
 * @property {Record<string, any>} [programs]
 * @property {Record<string, string>} [sources]
 * @property {string} [words]
 * @property {((event: any, run: Run) => boolean) | null} until the machine is first held here; null: it is not held
 */

export class Player extends EventTarget {
	/** @param {import("./store.js").Store} store @param {LiveWatch} watch */
	constructor(store, watch) {
		super();
		this.store = store;
		this.watch = watch;
		/** @type {Run} */
		this.run = watch.run;
		/** @type {Machine | null} */
		this.machine = null;
		/** @type {Saved[]} */
		this.saved = [];
		/** @type {import("../machine/machine.js").Death | null} */
		this.death = null;
		this.state = "recorded";
		this.how = ""; // "restored": the machine itself has gone back
		this.onconsole = (/** @type {string} */ _text) => {};
		this.turn = 0; // counts boots: what belongs to an earlier machine is ignored
		this.order = 0; // counts orders to the machine: only the last one is waited for
		/** @type {Run | null} */
		this.coming = null; // of a machine that has not reached its first moment
		/** @type {ReturnType<typeof setTimeout> | null} */
		this.redraw = null;
		this.cost = 0; // ms, of the last picture
		watch.more = (kind) => this.next(kind);
		watch.canGoOn = () => Boolean(this.machine) && !["dead", "starting"].includes(this.state);
		watch.root.addEventListener("move", () => this.#changed());
	}

	/** Starts a new machine. Returns when it has reached its first moment, or cannot. @param {Plan} plan */
	async boot(plan) {
		const turn = ++this.turn;
		this.order++;
		await this.machine?.destroy().catch(() => {});
		this.machine = null;
		this.saved = [];
		this.death = null;
		this.#become("starting");
		const { title, expected } = plan;
		const run = new Run({ title, expected });
		this.coming = run;
		const machine = await start(this.store, {
			...plan,
			onevent: (event, sight) => turn === this.turn && this.#event(run, event, sight),
			onconsole: (text) => turn === this.turn && this.onconsole(text),
			ondeath: (death) => turn === this.turn && this.#die(death),
		});
		if (turn !== this.turn) return machine.destroy();
		this.machine = machine;
		run.sources = { ...(await this.store.json("sources.json")), ...plan.sources };
		const { until } = plan;
		const event = await machine.go((happened) => Boolean(until?.(happened, run)));
		if (turn !== this.turn || this.death) return;
		this.#hear(machine, run);
		this.#follow(run);
		await this.#arrived(event);
	}

	/** Shows a run that was recorded, and ends the machine. @param {Run} run @param {number} step */
	async recorded(run, step) {
		this.turn++;
		this.order++;
		const { machine } = this;
		this.machine = null;
		this.saved = [];
		this.death = null;
		this.#follow(run);
		this.#become("recorded");
		this.watch.go(step);
		await machine?.destroy().catch(() => {});
	}

	/**
	 * Lets the machine go to its next event, to the next page fault, or until there is more to tell.
	 * @param {"event" | "moment" | "fault"} kind
	 */
	async next(kind) {
		const { machine, run } = this;
		if (!machine || ["dead", "starting", "running"].includes(this.state)) return;
		const order = ++this.order;
		this.#become("running", "step");
		const known = run.steps().length;
		/** @param {any} event */
		const wanted = (event) => {
			if (kind === "event") return true;
			if (kind === "fault") return event.ev === "fault";
			return isMoment(event, run) && run.steps().length > known;
		};
		const event = await machine.go(wanted);
		if (order === this.order) await this.#arrived(event, kind !== "event");
	}

	/** Lets the machine run, and the picture follow, until an event for which `until` is true. */
	async live(until = (/** @type {any} */ _event, /** @type {Run} */ _run) => false) {
		const { machine, run } = this;
		if (!machine || this.state === "dead") return;
		const order = ++this.order;
		this.#become("running");
		this.watch.end();
		const event = await machine.go((happened) => until(happened, run));
		if (order === this.order) await this.#arrived(event);
	}

	/** Holds the machine at its next event. */
	hold() {
		this.machine?.hold();
	}

	/** The newest moment, at or before the picture, to which the machine can go back; or null. */
	restorable() {
		return this.saved.filter((saved) => saved.n <= this.watch.n).pop() ?? null;
	}

	/** Puts the machine back to a saved moment. What came after it is forgotten. */
	async restore(saved = this.restorable()) {
		const { machine } = this;
		if (!saved || !machine) return;
		this.order++;
		await machine.pause();
		await machine.restore(saved);
		const run = new Run(this.run);
		for (const event of this.run.events.slice(0, saved.n)) run.add(event, this.run.sights.get(event.n));
		machine.options.onevent = (event, sight) => this.#event(run, event, sight);
		this.death = null;
		this.saved = this.saved.filter(({ n }) => n <= saved.n);
		this.#follow(run);
		this.#become("held", "restored");
	}

	/** @param {string} text typed at the guest's terminal; a machine that stands still runs on */
	type(text) {
		if (!this.machine) return;
		this.machine.type(text);
		if (this.state === "busy" || this.state === "held") this.live();
	}

	/** The emulator has thrown. Returns whether that was the end of a machine. @param {unknown} error */
	failed(error) {
		if (!this.machine || !["running", "waiting", "starting"].includes(this.state)) return false;
		this.machine.fail(error);
		return true;
	}

	// ---- What happens -----------------------------------------------------------------------

	/** @param {Run} run @param {any} event @param {any} sight */
	#event(run, event, sight) {
		try {
			run.add(event, sight);
		} catch (error) {
			this.machine?.fail(error);
			return;
		}
		if (this.coming) return;
		if (this.state === "waiting") this.#again();
		if (this.how !== "step") this.#drawSoon();
	}

	/** The machine waited, and does something again. */
	async #again() {
		const order = ++this.order;
		this.#become("running");
		const event = await /** @type {Machine} */ (this.machine).free();
		if (order === this.order) await this.#arrived(event);
	}

	/** go() has returned. @param {any} event null: the machine does not stand at an event @param {boolean} [keep] save it */
	async #arrived(event, keep = true) {
		const machine = /** @type {Machine} */ (this.machine);
		if (this.state === "dead" || machine.death) return;
		this.#hear(machine);
		if (machine.busy) await machine.pause();
		if (event && keep) await this.#save();
		this.#draw();
		this.#become(event ? "held" : machine.busy ? "busy" : "waiting");
	}

	/** What came on the console after the last event. @param {Machine} machine @param {Run} [run] */
	#hear({ sights }, run = this.run) {
		if (!sights.console || !run.length) return;
		run.see({ n: run.length, console: sights.console.replaceAll("\r", "") });
		sights.console = "";
	}

	async #save() {
		if (this.saved.some(({ n }) => n === this.run.length)) return;
		this.saved.push(await /** @type {Machine} */ (this.machine).save());
		// Keep the newest ones, and every other of the older ones.
		if (this.saved.length > MOST_SAVED)
			this.saved = this.saved.filter((_, i) => i % 2 === 0 || i > MOST_SAVED - 4);
	}

	/** @param {import("../machine/machine.js").Death} death */
	#die(death) {
		this.death = death;
		if (this.coming) this.#follow(this.coming);
		if (this.machine) this.#hear(this.machine);
		this.#draw();
		this.#become("dead");
	}

	/** @param {Run} run */
	#follow(run) {
		this.coming = null;
		this.run = run;
		this.watch.adopt(run);
	}

	#drawSoon() {
		this.redraw ??= setTimeout(() => this.#draw(), Math.max(REDRAW, PATIENCE * this.cost));
	}

	/** Shows what is new. A reader who looks at an earlier event stays there. */
	#draw() {
		if (this.redraw) clearTimeout(this.redraw);
		this.redraw = null;
		const before = performance.now();
		this.watch.grow(this.how === "step");
		this.cost = performance.now() - before;
	}

	/** @param {string} state @param {string} [how] */
	#become(state, how = "") {
		this.state = state;
		this.how = how;
		this.watch.allow();
		this.#changed();
	}

	#changed() {
		this.dispatchEvent(new Event("change"));
	}
}
