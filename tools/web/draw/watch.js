// SPDX-License-Identifier: GPL-2.0-only
/**
 * The part of a page that shows a run: what has just happened, the picture, the source of the kernel and of the
 * program, the console, the buttons, and all of it as text. The recorded page and the live page use it.
 *
 *   ArrowRight PageDown   forward          Home End    first, last
 *   ArrowLeft PageUp      back             space       play, stop
 *   e   every event, or important steps    f           the next page fault
 *   t   as text                            q            ask before showing what matters
 */

import { remember } from "./address.js";
import { draw, reserve } from "./draw.js";
import { Panes, kernelHead, programHead } from "./panes.js";
import { Quiz } from "./quiz.js";
import { escape } from "./svg.js";
import { table } from "./table.js";
import { dictionary, sentence, tell } from "./words.js";

const PAUSE = 2500; // milliseconds between two steps at normal speed
const SPEEDS = [0.5, 1, 2, 4];

/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("../model/story.js").Step} Step */
/** @typedef {import("./quiz.js").Questions} Questions */

/** @param {string} html */
const element = (html) => {
	const template = document.createElement("template");
	template.innerHTML = html;
	return /** @type {HTMLElement} */ (template.content.firstElementChild);
};

export class Watch {
	/**
	 * @param {HTMLElement} root an element that this fills @param {Run} run
	 * @param {{ language?: string, hash?: boolean, keys?: boolean, questions?: Questions }} [options] hash: keep
	 *   the step in the page's address; keys: listen to keys of the whole page; questions: what to ask before a step
	 */
	constructor(root, run, { language = "en", hash = false, keys = true, questions } = {}) {
		this.root = root;
		this.run = run;
		this.hash = hash;
		this._language = language;
		this.every = false; // every event is a step
		this.n = -1; // the event after which the picture is
		this.previous = 0; // the event of the picture before
		this.index = 0; // of the step, or of the event from the first process on
		this.speed = 1;
		/** @type {Step[]} */
		this.steps = [];
		this.words = false; // the text is open
		this.questions = questions;
		this.laid = 0; // the width of the element when room was reserved; 0 if it was not visible
		/** @type {{ state: string, texts: Set<string>, heights: Record<string, number> }} */
		this.measured = { state: "", texts: new Set(), heights: {} };
		/** @type {ReturnType<typeof setInterval> | null} */
		this.timer = null;
		/** @type {Map<string, any>} */
		this.parts = new Map();
		this._build();
		this.panes = new Panes((name) => this._get(name));
		this.quizzes = new Quiz(this._get("ask"), questions, (index) => this.go(index));
		if (keys) addEventListener("keydown", (event) => this._key(event));
		new ResizeObserver(() => {
			if (!root.clientWidth || root.clientWidth === this.laid) return;
			this._layout();
			this._show();
		}).observe(root);
		this.update();
	}

	/** A part of the page. It is looked for once: the picture has thousands of elements. @param {string} name */
	_get(name) {
		let part = this.parts.get(name);
		if (!part?.isConnected) {
			part = this.root.querySelector(`[data-part="${name}"]`);
			this.parts.set(name, part);
		}
		return part;
	}

	_build() {
		this.root.classList.add("watch");
		this.root.replaceChildren(
			element(
				'<div class="head"><h2 data-part="title"></h2><p class="detail" data-part="detail"></p></div>',
			),
			element('<div class="drawn" data-part="picture"></div>'),
			element(
				'<div class="panes">' +
					["kernel", "program", "console"]
						.map(
							(name) =>
								`<section class="pane"><h3 data-part="${name}-head"></h3><div class="code" tabindex="0" role="region" data-part="${name}"></div></section>`,
						)
						.join("") +
					"</div>",
			),
			element('<section class="ask" data-part="ask" aria-live="polite" hidden></section>'),
			element(
				'<div class="controls"><nav><button data-part="first"></button><button data-part="back"></button>' +
					'<button data-part="play"></button><button data-part="forward"></button>' +
					'<input type="range" data-part="slider" min="1" value="1"><output data-part="count"></output></nav>' +
					'<div class="options"><button data-part="fault"></button><button data-part="every" aria-pressed="false"></button>' +
					`<select data-part="speed">${SPEEDS.map((one) => `<option value="${one}"${one === 1 ? " selected" : ""}>× ${one}</option>`).join("")}</select>` +
					'<button data-part="quiz" aria-pressed="false"></button><button data-part="text" aria-expanded="false"></button></div></div>',
			),
			element('<p class="hidden" aria-live="polite" data-part="said"></p>'),
			element(
				'<section class="words" data-part="words" hidden><div data-part="table"></div><h3 data-part="words-head"></h3><ul data-part="says"></ul>' +
					'<h3 data-part="all-head"></h3><ol data-part="all"></ol></section>',
			),
			element('<p class="keys" data-part="keys"></p>'),
		);
		this._get("first").onclick = () => this.go(0);
		this._get("back").onclick = () => this.go(this.index - 1);
		this._get("forward").onclick = () => this.go(this.index + 1);
		this._get("play").onclick = () => this.play(!this.timer);
		this._get("slider").oninput = () => this.go(Number(this._get("slider").value) - 1);
		this._get("fault").onclick = () => this.nextFault();
		this._get("every").onclick = () => this.showEvery(!this.every);
		this._get("quiz").hidden = !this.questions;
		this._get("quiz").onclick = () => this.quiz(!this.quizzes.on);
		this._get("text").onclick = () => this.showText(!this.words);
		this._get("speed").onchange = () => {
			this.speed = Number(this._get("speed").value);
			if (this.timer) this.play(true);
		};
	}

	get language() {
		return this._language;
	}

	set language(language) {
		this._language = language;
		this.update();
	}

	/** The run has grown, or the language is another one: keep the place, and draw again. */
	update() {
		const words = dictionary(this._language);
		/** @type {Record<string, [string, string]>} name -> what it shows, its description */
		const labels = {
			first: [`|◀ ${words.first}`, "Home"],
			back: [`◀ ${words.back}`, "←"],
			forward: [`${words.forward} ▶`, "→"],
			fault: [words.nextFault, "f"],
			every: [words.everyEvent, "e"],
			quiz: [words.askMe, "q"],
			text: [words.text, "t"],
		};
		for (const [name, [label, key]] of Object.entries(labels)) {
			// A narrow page shows only the sign; a screen reader gets the word.
			this._get(name).innerHTML = label.replace(
				/ ?[^|◀▶]+ ?/,
				(word) => `<span class="label">${escape(word)}</span>`,
			);
			this._get(name).setAttribute("aria-label", label.replace(/[|◀▶]/g, "").trim());
			this._get(name).title = key;
		}
		this._label();
		this._get("keys").textContent = words.keys;
		this._get("speed").setAttribute("aria-label", words.speed);
		this._get("slider").setAttribute("aria-label", words.step);
		this.root.querySelector("nav")?.setAttribute("aria-label", words.steps_);
		this._get("words-head").textContent = words.textTitle;
		this._get("all-head").textContent = words.allSteps;
		this._get("console-head").textContent = words.console;
		for (const name of ["kernel", "program", "console"])
			this._get(name).setAttribute(
				"aria-label",
				name === "console"
					? words.console
					: name === "kernel"
						? words.kernelSource
						: words.programSource,
			);
		this.steps = this.run.steps();
		this._layout();
		const first = this.n < 0;
		if (first) this.index = this.hash ? (parseInt(location.hash.slice(1), 10) || 1) - 1 : 0;
		this.index = Math.max(0, Math.min(this.index, this.total - 1));
		this._all();
		if (first) this._move(this.index);
		else this._show();
	}

	_label() {
		const words = dictionary(this._language);
		this._get("play").textContent = this.timer ? words.stop : words.play;
	}

	/** Reserve room, so that nothing moves from step to step. */
	_layout() {
		this.laid = this.root.clientWidth;
		this.width = Math.max(
			300,
			Math.floor(this._get("picture").clientWidth || this.root.clientWidth || 1000),
		);
		this.room = reserve(
			this.run,
			this.steps.map((step) => step.end),
			{ width: this.width, language: this._language },
		);
		this._heights();
	}

	/**
	 * Give texts above and below the picture as much room as the longest of them needs. What has not been measured
	 * yet at this width is put into copies of the parts, and all of them are measured at once.
	 */
	_heights() {
		if (!this.laid) return;
		const state = `${this.width} ${this._language}`;
		if (this.measured.state !== state) this.measured = { state, texts: new Set(), heights: {} };
		const { texts, heights } = this.measured;
		const wanted = this.steps.flatMap((step) => this._texts(step));
		const fresh = wanted.filter(([name, text]) => !texts.has(`${name} ${text}`));
		if (!fresh.length) return;
		for (const [name, text] of fresh) texts.add(`${name} ${text}`);
		const widths = Object.fromEntries(
			fresh.map(([name]) => [name, this._get(name).getBoundingClientRect().width]),
		);
		const copies = fresh.map(([name, text]) => ({ name, copy: this._copy(name, text, widths[name]) }));
		for (const { name, copy } of copies)
			heights[name] = Math.max(heights[name] ?? 0, copy.getBoundingClientRect().height);
		for (const { copy } of copies) copy.remove();
		for (const [name, height] of Object.entries(heights)) {
			this._get(name).style.boxSizing = "border-box";
			this._get(name).style.minHeight = `${height}px`;
		}
	}

	/** The texts around the picture of a step, each with the part that it stands in. @param {Step} step @returns {[string, string][]} */
	_texts(step) {
		const { title, detail } = tell(step, this._language);
		return [
			["title", title],
			["detail", detail],
			["kernel-head", kernelHead(step.place, this._language)],
			["program-head", programHead(this.run, step.program, this._language).head],
		];
	}

	/** A part with another text, invisible, to be measured. @param {string} name @param {string} text @param {number} width */
	_copy(name, text, width) {
		const part = this._get(name);
		const copy = /** @type {HTMLElement} */ (part.cloneNode());
		delete copy.dataset.part;
		copy.style.cssText = `position: absolute; visibility: hidden; box-sizing: border-box; min-height: 0; width: ${width}px`;
		copy.textContent = text;
		part.after(copy);
		return copy;
	}

	/** How many steps there are: important ones, or events. */
	get total() {
		return this.every ? Math.max(0, this.run.length - this._begin() + 1) : this.steps.length;
	}

	/** The first event that is shown. */
	_begin() {
		return Math.min(this.run.cast().begin, this.run.length);
	}

	/** The important step that ends at the picture, or null. @returns {Step | null} */
	get step() {
		const chosen = this.every ? undefined : this.steps[this.index];
		return chosen ?? this.steps.find((step) => step.end === this.n) ?? null;
	}

	/** Go to a step (or event, if every event is shown) by its index, and stop playing. @param {number} index */
	go(index) {
		this.play(false);
		if (!this._ask(index)) this._move(index);
	}

	/** Ask before the steps that have a question, or stop asking. @param {boolean} on */
	quiz(on) {
		this.quizzes.on = on;
		this._get("quiz").setAttribute("aria-pressed", String(on));
		if (!on) this.quizzes.close();
	}

	/** Ask before going forward to a step with a question. @param {number} index @returns {boolean} whether the page asks */
	_ask(index) {
		const next = index === this.index + 1 && !this.every;
		return this.quizzes.ask(index, next ? this.steps[index] : undefined, this._language);
	}

	/** Go to the picture after event n. @param {number} n */
	show(n) {
		this.play(false);
		const index = this.steps.findIndex((step) => step.end === n);
		if (index >= 0 && !this.every) {
			this._move(index);
			return;
		}
		if (!this.every) this._toggle(true);
		this._move(n - this._begin());
	}

	/** @param {number} index */
	_move(index) {
		const last = this.total - 1;
		if (last < 0) return;
		this.index = Math.max(0, Math.min(index, last));
		const before = this.n;
		this.n = this.every ? this._begin() + this.index : this.steps[this.index].end;
		this.previous = this.every ? this.n - 1 : this.steps[this.index].begin;
		if (this.hash && !this.every && before >= 0) remember(`#${this.index + 1}`);
		this._show();
		if (before !== this.n)
			this.root.dispatchEvent(new CustomEvent("move", { detail: { n: this.n, step: this.step } }));
	}

	/** @param {boolean} on */
	play(on) {
		if (this.timer) clearInterval(this.timer);
		this.timer = null;
		if (on) {
			if (this.index === this.total - 1) this._move(0);
			this.timer = setInterval(
				() => {
					this._move(this.index + 1);
					if (this.index === this.total - 1) this.play(false);
				},
				PAUSE / this.speed / (this.every ? 4 : 1),
			);
		}
		this._label();
	}

	nextFault() {
		this.play(false);
		const index = this.every
			? this.run.events.findIndex((event) => event.n > this.n && event.ev === "fault") +
				1 -
				this._begin()
			: this.steps.findIndex(
					(step, i) =>
						i > this.index &&
						["fault", "touches", "refused", "copy", "unshared"].includes(step.key),
				);
		if (index > 0) this._move(index);
	}

	/** Show every event, or only the important steps. @param {boolean} on */
	showEvery(on) {
		this.play(false);
		const n = this.n;
		this._toggle(on);
		const near = this.steps.findIndex((step) => step.end >= n);
		this._move(on ? n - this._begin() : near < 0 ? this.steps.length - 1 : near);
	}

	/** @param {boolean} on */
	_toggle(on) {
		this.every = on;
		this._get("every").setAttribute("aria-pressed", String(on));
	}

	/** @param {boolean} on */
	showText(on) {
		this.words = on;
		this._get("words").hidden = !on;
		this._get("text").setAttribute("aria-expanded", String(on));
		if (on) {
			this._text();
			this._get("words").scrollIntoView();
		}
	}

	// ---- showing ---------------------------------------------------------------------------------

	_show() {
		if (this.n < 0) return;
		const words = dictionary(this._language);
		const step = this.step;
		const event = this.run.events[this.n - 1];
		const { title, detail } = step
			? tell(step, this._language)
			: {
					title: event ? sentence(event, this.run, this._language) : "",
					detail: `${words.everyEvent}: ${this.n}`,
				};
		const focus = step?.focus ?? [];
		const options = {
			width: this.width,
			language: this._language,
			previous: this.previous,
			focus,
			reserve: this.room,
			id: "watch-",
			title,
			detail,
		};
		const picture = draw(this.run, this.n, options);
		this.says = picture.says;
		this._get("picture").innerHTML = picture.svg;
		this._get("title").textContent = title;
		this._get("detail").textContent = detail;
		this.panes.show(this.run, this.n, step, this._language);
		const count = `${this.index + 1}/${this.total}`;
		const slider = this._get("slider");
		slider.max = this.total;
		slider.value = this.index + 1;
		slider.setAttribute("aria-valuetext", `${words.step} ${this.index + 1}: ${title}`);
		this._get("count").textContent = count;
		const place = step?.place;
		this._get("said").textContent =
			`${words.step} ${count}. ${title}. ${detail}` +
			(place ? ` ${words.source}: ${place.file}:${place.line} ${place.text}` : "");
		this._get("first").disabled = this._get("back").disabled = this.index === 0;
		this._get("forward").disabled = this.index === this.total - 1;
		for (const link of this._get("all").querySelectorAll("a")) {
			if (!this.every && Number(link.dataset.step) === this.index)
				link.setAttribute("aria-current", "step");
			else link.removeAttribute("aria-current");
		}
		if (this.words) this._text();
		this.panes.scroll();
	}

	_text() {
		this._get("table").innerHTML = table(this.run, this.n, this._language);
		this._get("says").innerHTML = (this.says ?? []).map((line) => `<li>${escape(line)}</li>`).join("");
	}

	/** The list of all steps, with links. */
	_all() {
		const items = this.steps.map((step, i) => {
			const { title, detail } = tell(step, this._language);
			return `<li><a href="#${i + 1}" data-step="${i}">${escape(title)}</a>. ${escape(detail)}${step.file ? ` (${escape(step.file)})` : ""}</li>`;
		});
		this._get("all").innerHTML = items.join("");
		for (const link of this._get("all").querySelectorAll("a"))
			link.onclick = (/** @type {MouseEvent} */ event) => {
				event.preventDefault();
				if (this.every) this._toggle(false);
				this.go(Number(link.dataset.step));
				this.root.scrollIntoView();
			};
	}

	/** @param {KeyboardEvent} event */
	_key(event) {
		if (event.ctrlKey || event.altKey || event.metaKey || !this.root.offsetParent) return;
		const target = /** @type {HTMLElement} */ (event.target);
		const typing =
			target.isContentEditable ||
			["TEXTAREA", "SELECT"].includes(target.tagName) ||
			(target instanceof HTMLInputElement && target.type !== "range");
		if (typing || (["BUTTON", "A", "SUMMARY"].includes(target.tagName) && event.key === " ")) return;
		/** @type {Record<string, () => unknown>} */
		const moves = {
			ArrowRight: () => this.go(this.index + 1),
			PageDown: () => this.go(this.index + 1),
			ArrowLeft: () => this.go(this.index - 1),
			PageUp: () => this.go(this.index - 1),
			Home: () => this.go(0),
			End: () => this.go(this.total - 1),
			" ": () => this.play(!this.timer),
			e: () => this.showEvery(!this.every),
			f: () => this.nextFault(),
			q: () => this.questions && this.quiz(!this.quizzes.on),
			t: () => this.showText(!this.words),
		};
		if (!moves[event.key]) return;
		moves[event.key]();
		event.preventDefault();
	}
}
