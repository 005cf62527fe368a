// SPDX-License-Identifier: GPL-2.0-only
/** Write the book and the reading list of the core as HTML, and let the reader answer the questions. */

import { draw, reserve } from "../draw/draw.js";
import { escape } from "../draw/svg.js";
import { dictionary, tell } from "../draw/words.js";
import { chapters, question, text } from "./chapters.js";

/** @typedef {import("../model/run.js").Run} Run */
/** A function of the core, as tools/core --json prints it. @typedef {{ title: string, file: string, name: string, line: number, count: number, text: string }} CoreFunction */

/** `code` between backquotes, the rest escaped. @param {string} paragraph */
const prose = (paragraph) => escape(paragraph).replace(/`([^`]+)`/g, "<code>$1</code>");

/** Escape text for the attribute id. @param {string} name */
export const anchor = (name) => `core-${name.replace(/\W/g, "_")}`;

/**
 * The whole book.
 * @param {Run} run @param {string} language @param {number} width of a picture, in pixels
 * @param {Set<string>} [core] functions to which a name can lead
 */
export function bookHtml(run, language, width, core = new Set()) {
	const words = dictionary(language);
	const all = chapters(run);
	const steps = run.steps();
	const contents = all.map(
		(chapter, i) => `<li><a href="#chapter-${i + 1}">${escape(text(chapter, language).title)}</a></li>`,
	);
	const parts = all.map((chapter, i) => {
		const { title, paragraphs } = text(chapter, language);
		const asked = question(chapter, run, language);
		const before = chapter.step.begin;
		const also = chapter.facts.address ? [chapter.facts.address] : [];
		const room = reserve(run, [before, chapter.n], { width, language, also });
		const index = steps.findIndex((step) => step.end >= chapter.n);
		const picture = (
			/** @type {number} */ n,
			/** @type {string} */ id,
			/** @type {number | undefined} */ previous,
		) =>
			draw(run, n, {
				also,
				width,
				language,
				previous,
				focus: previous === undefined ? [] : chapter.step.focus,
				reserve: room,
				id,
				title,
			}).svg;
		const told = tell(chapter.step, language);
		const lines = asked.lines.map((line) => {
			const name = core.has(line.function)
				? `<a href="#${anchor(line.function)}">${escape(line.function)}()</a>`
				: `${escape(line.function)}()`;
			return `<li>${name}, ${escape(line.file)}:${line.line}<pre>${escape(line.text)}</pre></li>`;
		});
		const next = all[i + 1]
			? `<a href="#chapter-${i + 2}">${escape(words.next)}: ${escape(text(all[i + 1], language).title)}</a>`
			: "";
		return `<article class="chapter" id="chapter-${i + 1}" data-chapter="${chapter.id}">
<h2>${i + 1}. ${escape(title)}</h2>
${paragraphs.map((one) => `<p>${prose(one)}</p>`).join("\n")}
<div class="drawn before">${picture(before, `c${i}b-`, undefined)}</div>
<section class="question" aria-label="${escape(words.predict)}"><h3>${escape(words.predict)}</h3><p>${prose(asked.ask)}</p>
<ol class="answers">${asked.answers.map((one, j) => `<li><button data-answer="${j}" data-right="${one.right}">${prose(one.text)}</button></li>`).join("")}</ol>
<p class="verdict" role="status"></p><button class="reveal">${escape(words.show)}</button></section>
<div class="after" hidden>
<p><strong>${prose(asked.answers.find((one) => one.right)?.text ?? "")}</strong> ${prose(asked.why)}</p>
<h3>${escape(words.because)}</h3><ul class="lines">${lines.join("")}</ul>
<div class="drawn">${picture(chapter.n, `c${i}-`, before)}</div>
<p class="told"><strong>${escape(told.title)}.</strong> ${escape(told.detail)} <a href="#${index + 1}" data-step="${index}">${escape(words.openMoment)}</a></p>
</div>
<p class="onward">${next}</p>
</article>`;
	});
	return `<ol class="contents">${contents.join("")}</ol>${parts.join("\n")}`;
}

/** @param {Element} root @param {string} selector @returns {NodeListOf<HTMLElement>} */
const each = (root, selector) => root.querySelectorAll(selector);

/** Let the reader answer. @param {HTMLElement} root which has the book's HTML @param {string} language @param {(step: number) => void} open */
export function listen(root, language, open) {
	const words = dictionary(language);
	for (const chapter of each(root, ".chapter")) {
		const [after, verdict, more] = [".after", ".verdict", ".reveal"].map(
			(name) => each(chapter, name)[0],
		);
		const reveal = () => {
			more.hidden = true;
			after.hidden = false;
			for (const button of each(chapter, ".answers button"))
				button.classList.toggle("right", button.dataset.right === "true");
		};
		for (const button of each(chapter, ".answers button"))
			button.onclick = () => {
				verdict.textContent = button.dataset.right === "true" ? words.right : words.notRight;
				button.classList.add("chosen");
				reveal();
			};
		more.onclick = reveal;
	}
	for (const link of each(root, "a[data-step]"))
		link.onclick = (event) => {
			event.preventDefault();
			open(Number(link.dataset.step));
		};
}

/** The reading list of the core. @param {Run} run @param {CoreFunction[]} core @param {string} language */
export function coreHtml(run, core, language) {
	const words = dictionary(language);
	const known = new Map(core.map((one) => [one.name, one]));
	const names = new RegExp(
		`\\b(${[...known.keys()].map((name) => name.replace(/\W/g, "\\$&")).join("|")})\\b`,
		"g",
	);
	const steps = run.steps();
	let [total, title] = [0, ""];
	const parts = core.map((one, i) => {
		total += one.count;
		const last = one.line + one.text.split("\n").length - 1;
		const here = steps.flatMap((step, j) =>
			step.place?.file === one.file && step.place.line >= one.line && step.place.line <= last
				? [[step, j]]
				: [],
		);
		const linked = (/** @type {string} */ line) =>
			escape(line).replace(names, (name) =>
				name === one.name || known.get(name) === undefined
					? name
					: `<a href="#${anchor(name)}">${name}</a>`,
			);
		const marked = new Set(
			here.map(([step]) => /** @type {import("../model/story.js").Step} */ (step).place?.line),
		);
		const source = one.text
			.split("\n")
			.map(
				(line, j) =>
					`<li value="${one.line + j}"${marked.has(one.line + j) ? ' class="met"' : ""}>${linked(line) || " "}</li>`,
			);
		const links = here
			.slice(0, 6)
			.map(
				([step, j]) =>
					`<li><a href="#${Number(j) + 1}" data-step="${j}">${escape(tell(/** @type {any} */ (step), language).title)}</a></li>`,
			);
		const head = one.title === title ? "" : `<h2>${escape(words.coreParts[one.title] ?? one.title)}</h2>`;
		title = one.title;
		const double = core.findIndex((other) => other.name === one.name) < i; // main() of another program
		return `${head}<details class="function" id="${anchor(one.name)}${double ? `-${i}` : ""}"><summary><code>${escape(one.name)}()</code> <span>${escape(one.file)}:${one.line}</span> <span class="count">${escape(words.lines(one.count, total))}</span></summary>
${links.length ? `<p>${escape(words.stepsHere)}:</p><ul>${links.join("")}</ul>` : ""}<ol class="source">${source.join("")}</ol></details>`;
	});
	return `<p>${escape(words.coreIntro)}</p>${parts.join("\n")}`;
}
