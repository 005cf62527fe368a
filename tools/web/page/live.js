// SPDX-License-Identifier: GPL-2.0-only
/* The picture of a machine that goes on: at the end of the run, "forward" lets the machine run. */

import { reserve } from "../draw/draw.js";
import { larger } from "../draw/layout.js";
import { Watch } from "../draw/watch.js";

const PAUSE = 2500; // ms between two steps at normal speed

/** @typedef {import("../model/run.js").Run} Run */

export class LiveWatch extends Watch {
	/** Lets the machine go on. @type {(kind: "event" | "moment" | "fault") => void} */
	more = () => {};
	/** @type {() => boolean} */
	canGoOn = () => false;

	known = 0; // how many steps or events there were when the picture was drawn

	/** A recorded run of the same commands: it tells how much room the pictures will need. @type {Run | null} */
	like = null;

	/** What to say when there is nothing to draw. */
	empty = () => ({ title: "", detail: "" });

	/** Shows another run, at its end. @param {Run} run */
	adopt(run) {
		this.play(false);
		this.run = run;
		this.n = -1;
		this.index = 0;
		this.every = false;
		this._get("every").setAttribute("aria-pressed", "false");
		this.update();
		if (this.total) this.end();
		else this.blank();
	}

	/** Shows that there is nothing to show. */
	blank() {
		const { title, detail } = this.empty();
		this._get("title").textContent = title;
		this._get("detail").textContent = detail;
		for (const part of ["picture", "kernel", "program", "console", "all", "table", "says"])
			this._get(part).replaceChildren();
		for (const part of ["count", "kernel-head", "program-head"]) this._get(part).textContent = "";
	}

	/** Goes to the newest step or event. */
	end() {
		if (this.total) this._move(this.total - 1);
	}

	/** The run may have grown. @param {boolean} step show what comes next, and not the end */
	grow(step) {
		if (this.n >= 0 && this.steps === this.run.steps()) return;
		if (this.n < 0) {
			this.update();
			if (this.total) this.end();
			return;
		}
		const atEnd = this.index >= this.known - 1; // the run has grown since
		const next = this.index + 1;
		this.update();
		if (!atEnd || !this.total || (step && this._ask(next))) return;
		this._move(step ? next : this.total - 1);
	}

	/** Whether the machine can go on has changed. */
	allow() {
		if (this.index >= this.total - 1) this._get("forward").disabled = !this.canGoOn();
	}

	/** @param {number} index */
	go(index) {
		if (index >= this.total && this.canGoOn()) this.more(this.every ? "event" : "moment");
		else super.go(index);
	}

	/** @param {boolean} on */
	play(on) {
		if (this.timer) clearInterval(this.timer);
		this.timer = null;
		if (on) {
			if (this.index >= this.total - 1 && !this.canGoOn()) this._move(0);
			this.timer = setInterval(() => this.#playOn(), PAUSE / this.speed / (this.every ? 4 : 1));
		}
		this._label();
	}

	#playOn() {
		if (this.index < this.total - 1) this._move(this.index + 1);
		else if (this.canGoOn()) this.more(this.every ? "event" : "moment");
		else this.play(false);
	}

	nextFault() {
		const { index } = this;
		super.nextFault();
		if (index === this.index && this.canGoOn()) this.more("fault");
	}

	_layout() {
		super._layout();
		if (!this.like || !this.room) return;
		const ends = this.like.steps().map(({ end }) => end);
		this.room = larger(
			this.room,
			reserve(this.like, ends, { width: this.width, language: this._language }),
		);
	}

	_heights() {
		const own = this.steps;
		this.steps = [...own, ...(this.like?.steps() ?? [])];
		super._heights();
		this.steps = own;
	}

	_show() {
		super._show();
		this.known = this.total;
		if (this.n < 0) this.blank();
		this.allow();
	}
}
