// SPDX-License-Identifier: GPL-2.0-only
/* The guest's terminal: xterm.js on COM1. Loaded when it is first shown. */

import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
// @ts-ignore: the builder makes a text of it
import style from "@xterm/xterm/css/xterm.css";

const LINES = 18;

/**
 * @param {HTMLElement} place
 * @param {(text: string) => void} type what the reader types
 * @param {string} label for screen readers
 */
export function terminal(place, type, label) {
	document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
	const term = new Terminal({
		rows: LINES,
		fontSize: 13,
		fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
		convertEol: false,
		screenReaderMode: true,
		theme: { background: "#101418", foreground: "#e6e6e6" },
	});
	const fit = new FitAddon();
	term.loadAddon(fit);
	term.open(place);
	term.onData(type);
	// Escape leaves the terminal, so that the keyboard is not caught in it.
	term.attachCustomKeyEventHandler((event) => {
		if (event.type === "keydown" && event.key === "Escape") term.blur();
		return event.key !== "Escape";
	});
	const resize = () => {
		const size = fit.proposeDimensions();
		if (size && size.cols > 10) term.resize(size.cols, LINES);
	};
	new ResizeObserver(resize).observe(place);
	resize();
	place.querySelector("textarea")?.setAttribute("aria-label", label);
	return {
		/** @param {string} text */
		write: (text) => term.write(text),
		clear: () => term.reset(),
		focus: () => term.focus(),
		/** What is shown, for tests. */
		text() {
			const buffer = term.buffer.active;
			return Array.from(
				{ length: buffer.length },
				(_, i) => buffer.getLine(i)?.translateToString(true) ?? "",
			).join("\n");
		},
	};
}
