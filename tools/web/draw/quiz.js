// SPDX-License-Identifier: GPL-2.0-only
/** The panel that asks before a step is shown: what will the picture show? */

import { escape } from "./svg.js";
import { dictionary } from "./words.js";

/** @typedef {import("../model/story.js").Step} Step */

/**
 * The question before a step, or null.
 * @typedef {{ ask: string, answers: { text: string, right: boolean }[], why: string,
 *   lines: import("../model/place.js").SourcePlace[] }} Question
 * @typedef {(step: Step, language: string) => Question | null} Questions
 */

export class Quiz {
	/**
	 * @param {HTMLElement} panel an element that this fills @param {Questions | undefined} questions
	 * @param {(index: number) => void} go shows a step
	 */
	constructor(panel, questions, go) {
		this.panel = panel;
		this.questions = questions;
		this.go = go;
		this.on = false; // ask before a step that has a question
		this.pending = -1; // the step before which the page asks now
	}

	/** No question is open. */
	close() {
		this.pending = -1;
		this.panel.hidden = true;
	}

	/**
	 * Ask before a step that has a question. Going there once more, without an answer, skips the question.
	 * @param {number} index @param {Step | undefined} step @param {string} language
	 * @returns {boolean} whether the page asks
	 */
	ask(index, step, language) {
		const known = index === this.pending || !this.on || !step;
		const question = known ? null : this.questions?.(step, language);
		this.close();
		if (!question) return false;
		this.pending = index;
		this.panel.hidden = false;
		this._fill(question, index, language);
		/** @type {HTMLElement} */ (this.panel.querySelector("button")).focus();
		return true;
	}

	/** @param {Question} question @param {number} index @param {string} language */
	_fill({ ask, answers, why, lines }, index, language) {
		const words = dictionary(language);
		const { panel } = this;
		const items = answers.map(
			({ text }, i) => `<li><button data-answer="${i}">${escape(text)}</button></li>`,
		);
		panel.innerHTML =
			`<h3>${escape(words.predict)}</h3><p>${escape(ask)}</p><ol>${items.join("")}</ol>` +
			`<p data-part="why" role="status"></p><p><button data-part="skip">${escape(words.skip)}</button></p>`;
		const part = (/** @type {string} */ name) =>
			/** @type {HTMLElement} */ (panel.querySelector(`[data-part="${name}"]`));
		const places = lines.map((line) => `${line.function}(): ${line.text}`).join("; ");
		part("skip").onclick = () => this.go(index);
		for (const button of /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-answer]")))
			button.onclick = () => {
				const { right } = answers[Number(button.dataset.answer)];
				button.classList.add(right ? "right" : "wrong");
				part("why").textContent = right
					? `${words.right} ${why.replace(/`/g, "")} (${places})`
					: words.notRight;
				if (right) part("skip").textContent = words.goOn;
			};
	}
}
