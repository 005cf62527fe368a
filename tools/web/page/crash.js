// SPDX-License-Identifier: GPL-2.0-only
/* A crash is a lesson: what happened when a machine ended, in words. */

/** @param {string} text */
const escape = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? c);

/** @param {number} value */
const hex = (value) => "0x" + value.toString(16).padStart(8, "0");

/**
 * HTML for the end of a machine.
 * @param {import("../machine/machine.js").Death} death
 * @param {import("../machine/machine.js").Machine | null} machine
 * @param {Record<string, any>} words of this page
 * @param {string} before a sentence about the last event
 */
export function explain(death, machine, words, before) {
	const parts = [
		`<h2>${escape(words[`dead.${death.kind}`])}</h2><p>${escape(words[`dead.${death.kind}.text`])}</p>`,
	];
	if (death.text) parts.push(`<pre>${escape(death.text)}</pre>`);
	if (death.kind === "emulator" && machine) {
		const registers = machine.registers;
		const rows = ["eip", "esp", "cr2", "cr3"].map(
			(name) =>
				`<tr><th scope="row">${name}</th><td>${hex(registers[/** @type {"eip"} */ (name)])}</td><td>${escape(words[`register.${name}`])}</td></tr>`,
		);
		parts.push(`<table><caption>${escape(words.registers)}</caption>${rows.join("")}</table>`);
	}
	if (before) parts.push(`<p>${escape(words.lastEvent(before))}</p>`);
	return parts.join("");
}
