// SPDX-License-Identifier: GPL-2.0-only
/* "Write your own": the reader's files, the editor, the compiler in the guest. */

import { HOME, compile, programOf } from "./compile.js";
import * as link from "./link.js";
import { firstFiles, firstWords } from "../machine/first.js";

const KEPT = "samepage.files"; // in the browser's storage
const NAME = /^[\w-]{1,40}\.[ch]$/;
const EXAMPLES = ["process_a.c + process_b.c", "attach.c", "counter.c", "inherit.c"];
/** @type {Record<string, { from: string[], command: string }>} */
const RECIPES = {
	"process_a.c + process_b.c": {
		from: ["user/process_a.c", "user/process_b.c"],
		command: "hold ./process_a ./process_b; ipcrm -a",
	},
	"attach.c": { from: ["user/attach.c"], command: "process_a; ./attach 0 & sleep 1; ipcs -m" },
	"counter.c": { from: ["user/counter.c"], command: "./counter none 2 20; ./counter lock 2 20" },
	"inherit.c": { from: ["user/inherit.c"], command: "./inherit" },
};

/** @typedef {{ name: string, text: string }} Source */
/** @typedef {{ files: Source[], command: string, open: string }} Work */

export class Write {
	/** @param {import("./main.js").Page} page */
	constructor(page) {
		this.page = page;
		/** @type {Work} */
		this.work = { files: [], command: "", open: "" };
		/** @type {ReturnType<typeof import("./editor.js").editor> | null} */
		this.editor = null;
		/** @type {import("./compile.js").Compiled | null} */
		this.result = null;
		this.took = 0;
		this.state = ""; // "", "compiling", "done"
		const { by } = page;
		by("new-file").onclick = () => this.#add();
		by("delete-file").onclick = () => this.#delete();
		by("compile").onclick = () => this.run();
		by("share").onclick = () => this.#share();
		by("example").onchange = () => this.example(page.input("example").value);
		by("command").oninput = () => this.#keep({ command: page.input("command").value });
	}

	/** Shows the editor. Loads it at the first time. @param {string} [packed] files from a link */
	async show(packed) {
		const { page } = this;
		if (!this.work.files.length) await this.#restore(packed);
		if (!this.editor) {
			const { editor } = await import("./editor.js");
			if (this.editor) return;
			this.editor = editor(page.by("editor"), {
				onchange: (text) => this.#changed(text),
				onrun: () => this.run(),
				label: () => `${page.words.editor}: ${this.work.open}`,
			});
			this.#open(this.work.open);
		}
		this.page.store.bytes("compiler.cpio").catch(() => {}); // it will be wanted soon
	}

	/** @param {string} [packed] */
	async #restore(packed) {
		try {
			const work = packed
				? await link.unpack(packed)
				: JSON.parse(localStorage.getItem(KEPT) ?? "null");
			if (
				work?.files?.length &&
				work.files.every((/** @type {Source} */ { name }) => NAME.test(name))
			) {
				this.work = work;
				this.translate();
				return;
			}
		} catch {
			// What is there cannot be read: begin with the example.
		}
		await this.example(EXAMPLES[0]);
	}

	/** @param {string} name */
	async example(name) {
		const sources = await this.page.store.json("sources.json");
		const { from, command } = RECIPES[name] ?? RECIPES[EXAMPLES[0]];
		const files = from.map((path) => ({ name: path.replace(/^.*\//, ""), text: sources[path] }));
		this.#keep({ files, command, open: files[0].name });
		this.#open(files[0].name);
	}

	/** @param {Partial<Work>} change */
	#keep(change) {
		this.work = { ...this.work, ...change };
		try {
			localStorage.setItem(KEPT, JSON.stringify(this.work));
		} catch {
			// A page from a file may have no storage: the text stays as long as the page.
		}
		this.translate();
	}

	/** @param {string} text */
	#changed(text) {
		const files = this.work.files.map((file) =>
			file.name === this.work.open ? { ...file, text } : file,
		);
		this.#keep({ files });
	}

	/** @param {string} name */
	#open(name) {
		const file = this.work.files.find((one) => one.name === name) ?? this.work.files[0];
		this.work.open = file.name;
		this.editor?.open(file.text);
		this.#mark();
		this.translate();
	}

	#add() {
		const name = prompt(this.page.words.newName, "c.c");
		if (!name) return;
		if (!NAME.test(name) || this.work.files.some((file) => file.name === name)) {
			alert(this.page.words.badName);
			return;
		}
		this.#keep({ files: [...this.work.files, { name, text: "" }] });
		this.#open(name);
	}

	#delete() {
		const { files, open } = this.work;
		if (files.length < 2 || !confirm(this.page.words.reallyDelete(open))) return;
		this.#keep({ files: files.filter(({ name }) => name !== open) });
		this.#open(this.work.files[0].name);
	}

	async #share() {
		const { page } = this;
		const files = await link.pack(this.work);
		link.write({ view: "write", lang: page.language, files });
		await navigator.clipboard?.writeText(location.href).catch(() => {});
		page.by("compile-state").textContent = page.words.copied;
	}

	/** Compiles, and runs the command in a new machine if everything was compiled. */
	async run() {
		const { page } = this;
		if (this.state === "compiling") return;
		this.state = "compiling";
		this.result = null;
		this.translate();
		const before = performance.now();
		try {
			this.result = await compile(page.store, this.work.files);
		} catch (error) {
			this.state = "";
			page.by("compile-state").textContent = page.words.loadFailed(String(error));
			return;
		}
		this.took = performance.now() - before;
		this.state = "done";
		this.#mark();
		this.translate();
		if (this.result.ok) await this.#start(this.result);
	}

	/** @param {import("./compile.js").Compiled} compiled */
	async #start({ programs, lines }) {
		const { files, command } = this.work;
		const script = `cd ${HOME}\n${command}\n`;
		const own = new Set(Object.keys(programs));
		await this.page.boot({
			title: command,
			expected: Object.keys(programs),
			words: firstWords,
			files: [
				{ path: `${HOME}/`, data: "" },
				...Object.entries(programs).map(([name, data]) => ({
					path: `${HOME}/${name}`,
					data,
					mode: 0o755,
				})),
				...firstFiles(script),
			],
			programs: lines,
			sources: Object.fromEntries(files.map(({ name, text }) => [name, text])),
			until: ({ ev, path }) => ev === "exec" && own.has(programOf(path.replace(/^.*\//, ""))),
		});
		await this.page.player.live();
	}

	#mark() {
		const messages = this.result?.messages.filter(({ file }) => file === this.work.open) ?? [];
		this.editor?.mark(messages);
	}

	/** Shows what there is, in the page's language. */
	translate() {
		const { page, work } = this;
		const { words } = page;
		page.by("files").replaceChildren(
			...work.files.map(({ name }) => {
				const button = Object.assign(document.createElement("button"), { textContent: name });
				button.setAttribute("aria-pressed", String(name === work.open));
				button.onclick = () => this.#open(name);
				return button;
			}),
		);
		if (page.input("command").value !== work.command) page.input("command").value = work.command;
		/** @type {any} */ (page.by("delete-file")).disabled = work.files.length < 2;
		/** @type {any} */ (page.by("compile")).disabled = this.state === "compiling";
		page.by("example").replaceChildren(
			new Option(words.example, ""),
			...EXAMPLES.map((name) => new Option(name, name)),
		);
		const { result } = this;
		page.by("compile-state").textContent =
			this.state === "compiling"
				? words.compiling
				: result
					? (result.ok ? words.compiled(this.took) : words.failed) +
						(result.output ? "" : ` ${words.noMessages}`)
					: "";
		page.by("messages").replaceChildren(
			...(result?.messages ?? []).map((message) => this.#message(message)),
		);
	}

	/** @param {import("./compile.js").Message} message */
	#message({ file, line, severity, message }) {
		const item = document.createElement("li");
		const there = Object.assign(document.createElement("button"), {
			textContent: this.page.words.messageAt(file, line),
		});
		there.onclick = () => {
			this.#open(file);
			this.editor?.focus();
		};
		item.append(there, ` ${severity}: ${message}`);
		return item;
	}
}
