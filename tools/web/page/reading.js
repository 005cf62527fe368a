// SPDX-License-Identifier: GPL-2.0-only
/* The book and the core, which need no machine: their run was recorded when the page was built. */

import { bookHtml, coreHtml, listen } from "../book/book.js";
import { Run } from "../model/run.js";

const WIDEST = 960; // pixels, of a picture
const NARROWEST = 300;
const BORDER = 2;

export class Reading {
	/** @param {import("./main.js").Page} page */
	constructor(page) {
		this.page = page;
		this.made = ""; // for which language and width
		/** @type {Promise<{ run: Run, core: any[] }> | null} */
		this.loaded = null;
	}

	async #load() {
		const { store } = this.page;
		const [recorded, sources, core] = await Promise.all([
			store.json("book.json"),
			store.json("sources.json"),
			store.json("core.json"),
		]);
		return { run: Run.from({ ...recorded, sources }), core };
	}

	/** Shows both, and scrolls to an element. @param {string} [id] */
	async show(id = "") {
		this.loaded ??= this.#load();
		const { run, core } = await this.loaded;
		const { page } = this;
		const [book, list] = [page.by("book"), page.by("core")];
		const room = Math.max(book.clientWidth, list.clientWidth) - BORDER;
		const width = Math.max(NARROWEST, Math.min(room, WIDEST));
		const made = `${page.language} ${width}`;
		if (made !== this.made) {
			this.made = made;
			const names = new Set(core.map(({ name }) => name));
			book.innerHTML = bookHtml(run, page.language, width, names);
			list.innerHTML = coreHtml(run, core, page.language);
			for (const part of [book, list])
				listen(part, page.language, (step) => page.showRecorded(run, step));
		}
		const target = id ? document.getElementById(id) : null;
		if (target instanceof HTMLDetailsElement) target.open = true;
		if (target) target.scrollIntoView();
	}
}
