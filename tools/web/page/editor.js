// SPDX-License-Identifier: GPL-2.0-only
/* An editor for C: CodeMirror. Loaded when it is first shown. */

import { cpp } from "@codemirror/lang-cpp";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { indentUnit } from "@codemirror/language";

/** @typedef {{ line: number, severity: "error" | "warning" | "info", message: string }} Message */

/**
 * @param {HTMLElement} place
 * @param {object} options
 * @param {(text: string) => void} options.onchange
 * @param {() => void} options.onrun Ctrl-Enter
 * @param {() => string} options.label for screen readers
 */
export function editor(place, { onchange, onrun, label }) {
	const run = () => {
		onrun();
		return true;
	};
	const extensions = [
		keymap.of([{ key: "Mod-Enter", run }]),
		basicSetup,
		cpp(),
		lintGutter(),
		indentUnit.of("\t"),
		EditorState.tabSize.of(4),
		EditorView.lineWrapping,
		EditorView.contentAttributes.of(() => ({ "aria-label": label() })),
		EditorView.updateListener.of((update) => {
			if (update.docChanged) onchange(update.state.doc.toString());
		}),
	];
	const view = new EditorView({ parent: place, state: EditorState.create({ extensions }) });
	return {
		/** Shows another file. @param {string} text */
		open(text) {
			view.setState(EditorState.create({ doc: text, extensions }));
		},
		/** Puts messages at their lines. @param {Message[]} messages */
		mark(messages) {
			const { doc } = view.state;
			const marks = messages.map(({ line, severity, message }) => {
				const { from, to } = doc.line(Math.max(1, Math.min(line, doc.lines)));
				return { from, to, severity, message };
			});
			view.dispatch(setDiagnostics(view.state, marks));
		},
		focus: () => view.focus(),
		/** Replaces the text, as typing does. @param {string} text */
		type(text) {
			view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
		},
	};
}
