// SPDX-License-Identifier: GPL-2.0-only
/** The bytes of frames, which are kept in hexadecimal with the zeros at the end cut off. */

/** The values of the bytes. @param {string} hex @returns {number[]} */
export function values(hex) {
	const found = [];
	for (let i = 0; i + 1 < hex.length; i += 2) found.push(parseInt(hex.slice(i, i + 2), 16));
	return found;
}

/** Bytes as characters; a dot for what cannot be printed. @param {string} hex */
export function printable(hex) {
	return values(hex)
		.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "."))
		.join("");
}

/**
 * What has been written between two states of a frame: where it begins, how many bytes, and the text.
 * null if nothing has changed.
 * @param {string} before @param {string} now @returns {{ offset: number, length: number, text: string } | null}
 */
export function arrived(before, now) {
	const length = Math.max(before.length, now.length) / 2;
	const at = (/** @type {string} */ hex, /** @type {number} */ i) => hex.slice(2 * i, 2 * i + 2) || "00";
	let [first, last] = [0, length - 1];
	while (first < length && at(before, first) === at(now, first)) first++;
	if (first === length) return null;
	while (at(before, last) === at(now, last)) last--;
	const text = printable(now.slice(2 * first, 2 * last + 2)).replace(/\.+$/, "");
	return { offset: first, length: last - first + 1, text };
}
