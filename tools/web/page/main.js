// SPDX-License-Identifier: GPL-2.0-only
/* The page: its views, its language, its address, and the bar of the machine. */

import { EXPECTED, FIRST, firstFiles, firstWords } from "../machine/first.js";
import { compare } from "../machine/memory.js";
import { Run } from "../model/run.js";
import { chapters, question } from "../book/chapters.js";
import { sentence } from "../draw/words.js";
import { explain } from "./crash.js";
import { LESSONS } from "./lessons.js";
import * as link from "./link.js";
import { LiveWatch } from "./live.js";
import { Player } from "./player.js";
import { Reading } from "./reading.js";
import { Store } from "./store.js";
import { WORDS } from "./words.js";
import { Write } from "./write.js";

const VIEWS = ["watch", "try", "write", "book", "core"];
const INSIDE = /^#(chapter|core)-/; // an address of a place in the book or in the core
const PROMPT = /(^|\n)# /; // what a program in the background prints may follow it
const INTERRUPT = "\x03";

export class Page {
	store = new Store();
	language = "en";
	view = "watch";
	lesson = "";
	/** @type {ReturnType<typeof import("./terminal.js").terminal> | null} */
	terminal = null;
	said = ""; // what the guest's terminal has received, for a terminal that is shown later
	booted = ""; // for which view the machine was started

	/** @param {string} id @returns {HTMLElement} */
	by = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
	/** @param {string} id @returns {HTMLInputElement} */
	input = (id) => /** @type {HTMLInputElement} */ (this.by(id));

	get words() {
		return WORDS[this.language];
	}

	constructor() {
		this.watch = new LiveWatch(this.by("watch"), new Run(), {
			questions: (step) => this.#question(step),
		});
		this.watch.empty = () => ({ title: this.words.nothingYet, detail: this.words.nothingYetText });
		this.player = new Player(this.store, this.watch);
		this.player.addEventListener("change", () => this.#machine());
		this.player.onconsole = (text) => this.#heard(text);
		this.writing = new Write(this);
		this.reading = new Reading(this);
		const { lang, view } = link.read();
		this.language = lang in WORDS ? lang : navigator.language.startsWith("zh") ? "zh" : "en";
		this.view = VIEWS.includes(view) ? view : "watch";
		this.#wire();
		this.#translate();
	}

	/** Shows the recorded run, and then what the address says. */
	async start() {
		const run = Run.from(await this.store.json("demo.json"));
		this.demonstration = run;
		this.player.recorded(run, 0);
		performance.mark("picture");
		this.store.json("sources.json").then((sources) => {
			run.sources = sources;
			if (this.player.run === run) this.watch.update();
		});
		await this.#follow();
	}

	/**
	 * What to ask before a step is shown, if the reader wants to be asked: the question of the book's chapter.
	 * @param {import("../model/story.js").Step} step @returns {ReturnType<typeof question> | null}
	 */
	#question(step) {
		const { run } = this.watch;
		const steps = run.steps();
		const chapter = chapters(run).find((one) => steps.find(({ end }) => end >= one.n) === step);
		return chapter ? question(chapter, run, this.language) : null;
	}

	/** Goes to what the address says. */
	#follow() {
		const [, part] = INSIDE.exec(location.hash) ?? [];
		if (!part) return this.open(link.read());
		return this.open({ view: part === "core" ? "core" : "book", place: location.hash.slice(1) });
	}

	/** Goes to a view. @param {Record<string, string>} where */
	async open({ view = "watch", lesson = "", files, place }) {
		this.view = VIEWS.includes(view) ? view : "watch";
		this.lesson = LESSONS.some(({ id }) => id === lesson) ? lesson : "";
		this.#translate();
		if (this.view === "watch" && this.booted !== "watch") await this.#bootWatch();
		if (this.view === "try") await this.#try();
		if (this.view === "write") {
			await this.#showTerminal();
			await this.writing.show(files);
		}
		if (this.view === "book" || this.view === "core") await this.reading.show(place);
	}

	/** Shows a step of a run that was recorded. @param {Run} run @param {number} step */
	async showRecorded(run, step) {
		this.booted = "watch"; // it is what this view shows
		this.view = "watch";
		this.#remember();
		this.#translate();
		this.watch.like = null;
		await this.player.recorded(run, step);
		scrollTo(0, 0);
	}

	/** A new machine for a view. @param {import("./player.js").Plan} plan */
	async boot(plan) {
		this.said = "";
		this.terminal?.clear();
		this.booted = this.view;
		this.watch.like = this.view === "watch" ? (this.demonstration ?? null) : null;
		try {
			await this.player.boot(plan);
		} catch (error) {
			this.by("state").textContent = this.words.loadFailed(String(error));
		}
	}

	async #bootWatch() {
		if (typeof WebAssembly === "undefined" || typeof DecompressionStream === "undefined") {
			this.by("state").textContent = this.words.unsupported;
			return;
		}
		await this.boot({
			expected: EXPECTED,
			words: firstWords,
			files: firstFiles(FIRST),
			until: ({ ev, path }) => ev === "exec" && path.endsWith("/process_a"),
		});
		performance.mark("held");
	}

	async #try() {
		await this.#showTerminal();
		const lesson = LESSONS.find(({ id }) => id === this.lesson);
		if (this.booted === "try" && !lesson) return;
		await this.boot({ archives: ["lessons.cpio"], expected: lesson?.expected, until: null });
		if (!lesson || this.player.state !== "waiting") return;
		const held = this.player.live(lesson.until);
		for (const command of lesson.commands) {
			if (!(await this.#prompt())) break;
			this.player.machine?.type(`${command}\n`);
			this.said = "";
		}
		await held;
	}

	/** Waits for the shell's prompt; false if the machine stands still before. */
	async #prompt() {
		while (!PROMPT.test(this.said)) {
			if (!["running", "waiting"].includes(this.player.state)) return false;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		return true;
	}

	async #showTerminal() {
		if (this.terminal) return;
		const { terminal } = await import("./terminal.js");
		if (this.terminal) return;
		this.terminal = terminal(this.by("terminal"), (text) => this.player.type(text), this.words.terminal);
		this.terminal.write(this.said);
	}

	/** @param {string} text from the guest */
	#heard(text) {
		this.said += text;
		this.terminal?.write(text);
	}

	// ---- What the reader does -------------------------------------------------------------------

	#wire() {
		for (const view of VIEWS) this.by(`tab-${view}`).onclick = () => this.#go(view);
		const tabs = /** @type {HTMLElement} */ (document.querySelector('[role="tablist"]'));
		tabs.onkeydown = (event) => this.#tabKey(event);
		this.by("language").onclick = () => {
			this.language = this.language === "en" ? "zh" : "en";
			this.#remember();
			this.#translate();
		};
		this.by("go").onclick = () => this.player.live();
		this.by("hold").onclick = () => this.player.hold();
		this.by("interrupt").onclick = () => this.player.type(INTERRUPT);
		this.by("restore").onclick = () => this.player.restore();
		this.by("again").onclick = () => this.#again();
		const licences = document.getElementById("licences-text"); // in the one-file form
		if (licences) {
			const text = new Blob([licences.textContent ?? ""], { type: "text/plain" });
			/** @type {any} */ (this.by("licences")).href = URL.createObjectURL(text);
		}
		addEventListener("hashchange", () => this.#follow());
		addEventListener(
			"error",
			(event) => this.player.failed(event.error ?? event.message) && event.preventDefault(),
		);
		addEventListener(
			"unhandledrejection",
			(event) => this.player.failed(event.reason) && event.preventDefault(),
		);
		document.addEventListener("visibilitychange", () => {
			if (document.hidden) this.player.machine?.pause();
			else this.player.machine?.resume();
		});
	}

	/** @param {string} view @param {string} [lesson] */
	#go(view, lesson = "") {
		this.view = view;
		this.lesson = lesson;
		this.#remember();
		this.open({ view, lesson });
	}

	/** @param {KeyboardEvent} event the arrow keys move between tabs */
	#tabKey(event) {
		const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
		if (!step) return;
		const next = VIEWS[(VIEWS.indexOf(this.view) + step + VIEWS.length) % VIEWS.length];
		event.stopPropagation();
		event.preventDefault();
		this.#go(next);
		this.by(`tab-${next}`).focus();
	}

	#again() {
		if (this.view === "write") return this.writing.run();
		this.booted = "";
		return this.open({ view: this.view, lesson: this.lesson });
	}

	#remember() {
		link.write({ view: this.view, lesson: this.lesson, lang: this.language });
	}

	// ---- What the reader sees -------------------------------------------------------------------

	#translate() {
		const { words } = this;
		document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
		document.title = words.title;
		document.body.dataset.view = this.view;
		for (const element of document.querySelectorAll("[data-word]"))
			element.textContent = /** @type {any} */ (words)[
				/** @type {HTMLElement} */ (element).dataset.word ?? ""
			];
		for (const element of document.querySelectorAll("[data-label]"))
			element.setAttribute(
				"aria-label",
				/** @type {any} */ (words)[/** @type {HTMLElement} */ (element).dataset.label ?? ""],
			);
		this.by("language").lang = this.language === "zh" ? "en" : "zh-CN";
		for (const view of VIEWS) {
			const tab = this.by(`tab-${view}`);
			tab.setAttribute("aria-selected", String(view === this.view));
			tab.tabIndex = view === this.view ? 0 : -1;
		}
		this.by("panel").setAttribute("aria-labelledby", `tab-${this.view}`);
		this.by("intro").textContent = /** @type {any} */ (words)[`${this.view}.intro`] ?? "";
		this.#lessons();
		this.writing.translate();
		if (this.watch.language !== this.language) this.watch.language = this.language;
		this.#machine();
		if (this.reading.made) this.reading.show();
	}

	/** Each lesson is a link, which opens the page in that state. */
	#lessons() {
		const words = /** @type {any} */ (this.words);
		this.by("lessons").replaceChildren(
			...LESSONS.map(({ id }) => {
				const anchor = document.createElement("a");
				anchor.textContent = words[`lesson.${id}`];
				anchor.href = link.address({ view: "try", lesson: id, lang: this.language });
				if (id === this.lesson) anchor.setAttribute("aria-current", "true");
				anchor.onclick = (event) => {
					event.preventDefault();
					this.#go("try", id);
				};
				return anchor;
			}),
		);
		const lesson = LESSONS.find(({ id }) => id === this.lesson);
		this.by("lesson").textContent = lesson
			? `${words[`lesson.${lesson.id}.text`]} ${words.typed(lesson.commands.join("; "))}`
			: "";
	}

	/** The bar of the machine: what it does, and which of machine and picture has moved. */
	#machine() {
		const { words, player } = this;
		const { state, how, run } = player;
		const shown = this.watch.n;
		const last = this.watch.index >= this.watch.total - 1;
		const past = shown >= 0 && (state === "held" ? shown < run.length : !last);
		let text = /** @type {any} */ (words)[`state.${state}`] ?? "";
		if (state === "held")
			text = how === "restored" && !past ? words.restored(run.length) : words.held(run.length);
		if (past && !["recorded", "starting", "running"].includes(state))
			text = words.past(shown, run.length);
		if (state === "busy") text = /** @type {any} */ (words)["state.busy"];
		this.by("state").textContent = text;
		this.by("lamp").dataset.state = state;
		const saved = player.restorable();
		const can = Boolean(player.machine) && state !== "starting";
		this.input("go").disabled = !can || !["held", "busy"].includes(state);
		this.by("go").textContent = state === "busy" ? words.goOn : words.run;
		this.input("hold").disabled = !["running", "waiting"].includes(state) || how === "step";
		this.by("interrupt").hidden = state !== "busy";
		this.input("restore").disabled =
			!can || !saved || saved.n === run.length || !(past || state === "dead");
		this.by("restore").textContent =
			saved && !this.input("restore").disabled ? words.restoreTo(saved.n) : words.restore;
		this.#trouble();
		this.#check(state === "held" && !past);
	}

	/** The end of a machine, explained. */
	#trouble() {
		const { words, player } = this;
		const box = this.by("trouble");
		box.hidden = !player.death;
		if (!player.death) return;
		const last = player.run.events[player.run.length - 1];
		const before = last ? sentence(last, player.run, this.language) : "";
		const html = explain(player.death, player.machine, words, before);
		if (box.dataset.html === html) return;
		box.dataset.html = html;
		const button = Object.assign(document.createElement("button"), { textContent: words.before });
		button.onclick = () => {
			this.watch.end();
			this.watch.go(this.watch.index);
			this.by("watch").scrollIntoView();
		};
		box.innerHTML = html;
		box.append(button);
	}

	/** What is drawn is compared with the guest's own memory. @param {boolean} now */
	#check(now) {
		const { words, player } = this;
		const place = this.by("check");
		if (!now || !player.machine) {
			place.textContent = "";
			return;
		}
		const { compared, differences } = compare(player.run.last, player.machine.read);
		place.textContent = differences.length ? words.differs(differences[0]) : words.checked(compared);
	}
}

const page = new Page();
/** @type {any} */ (globalThis).samepage = page; // for tests, and for readers with a console
page.start();
