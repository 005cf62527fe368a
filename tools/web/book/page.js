// SPDX-License-Identifier: GPL-2.0-only
/**
 * The page of a recorded run: its parts are the pictures, the book and the core. The address says what is open:
 * #7 a step, #chapter-3, #core-shm_nopage; ?lang=zh chooses the language.
 */

import { Run } from "../model/run.js";
import { remember } from "../draw/address.js";
import { dictionary } from "../draw/words.js";
import { Watch } from "../draw/watch.js";
import { PLANS, chapters, question } from "./chapters.js";
import { bookHtml, coreHtml, listen } from "./book.js";

const PARTS = ["watch", "book", "core"];

/** @param {string} id */
const get = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const recorded = JSON.parse(get("run").textContent ?? "");
const run = Run.from(recorded);
const core = recorded.core ?? [];
let language =
	new URLSearchParams(location.search).get("lang") ??
	stored() ??
	(navigator.language.startsWith("zh") ? "zh" : "en");
const made = new Set(); // parts whose contents are there
const has = { watch: true, book: chapters(run).length === PLANS.length, core: core.length > 0 };

/** What the reader chose the last time, if the browser keeps it. */
function stored() {
	try {
		return localStorage.getItem("samepage-language");
	} catch {
		return null;
	}
}

/** The question of the chapter whose moment a step shows. @param {import("../model/story.js").Step} step @param {string} language */
function asked(step, language) {
	const chapter = chapters(run).find((one) => run.steps().find(({ end }) => end >= one.n) === step);
	return chapter ? question(chapter, run, language) : null;
}

const questions = has.book ? asked : undefined;
const watch = new Watch(get("watch"), run, { language, hash: true, questions });
if (recorded.every) watch.showEvery(true);

/** @param {string} part */
function make(part) {
	if (made.has(part) || part === "watch") return;
	made.add(part);
	const root = get(part);
	if (part === "book") {
		const width = Math.max(300, Math.min(root.clientWidth || innerWidth, 960) - 22);
		root.innerHTML = bookHtml(
			run,
			language,
			width,
			new Set(core.map((/** @type {{ name: string }} */ one) => one.name)),
		);
	} else root.innerHTML = coreHtml(run, core, language);
	listen(root, language, (step) => {
		open("watch");
		watch.go(step);
		scrollTo(0, 0);
	});
}

/** @param {string} part */
function open(part) {
	for (const name of PARTS) {
		get(name).hidden = name !== part;
		const tab = get(`tab-${name}`);
		tab.setAttribute("aria-selected", String(name === part));
		tab.tabIndex = name === part ? 0 : -1;
	}
	make(part);
	if (part === "watch") watch.update();
}

/** Show what the address names. */
function follow() {
	const name = location.hash.slice(1);
	const part =
		name.startsWith("chapter") || name === "book" ? "book" : name.startsWith("core") ? "core" : "watch";
	open(has[part] ? part : "watch");
	if (part === "watch") {
		const step = parseInt(name, 10);
		if (step && step - 1 !== watch.index) watch.go(step - 1);
		return;
	}
	const target = document.getElementById(name);
	if (target instanceof HTMLDetailsElement) target.open = true;
	target?.scrollIntoView();
}

function label() {
	const words = dictionary(language);
	document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
	for (const name of /** @type {const} */ (["watch", "book", "core"])) {
		get(`tab-${name}`).textContent = words[name];
		get(`tab-${name}`).hidden = !has[name];
	}
	const title = core.length ? words.demonstration : run.title;
	get("heading").textContent = document.title = title;
	const other = language === "zh" ? "en" : "zh";
	get("language").textContent = dictionary(other).language;
	get("language").lang = other;
}

get("language").onclick = () => {
	language = language === "zh" ? "en" : "zh";
	try {
		localStorage.setItem("samepage-language", language);
	} catch {
		// A page from a file may have no storage.
	}
	label();
	watch.language = language;
	made.clear();
	make(PARTS.find((part) => !get(part).hidden) ?? "watch");
};
for (const name of PARTS) {
	get(`tab-${name}`).onclick = () => {
		remember(name === "watch" ? `#${watch.index + 1}` : `#${name}`);
		open(name);
	};
	get(`tab-${name}`).onkeydown = (event) => {
		const shown = PARTS.filter((part) => !get(`tab-${part}`).hidden);
		const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
		if (!move) return;
		const next = get(`tab-${shown[(shown.indexOf(name) + move + shown.length) % shown.length]}`);
		next.focus();
		next.click();
		event.preventDefault();
		event.stopPropagation();
	};
}
addEventListener("hashchange", follow);
label();
follow();
