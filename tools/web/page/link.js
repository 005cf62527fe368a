// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of the page in its address: #view=try&lesson=fork&lang=zh. The text of a reader's files is
 * part of such a link, compressed; no server ever sees it, because it comes after the #.
 */

import { remember } from "../draw/address.js";

/** @returns {Record<string, string>} */
export function read() {
	return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** @param {Record<string, string | undefined>} values undefined: leave out */
export function address(values) {
	const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
	return "#" + new URLSearchParams(/** @type {[string, string][]} */ (kept)).toString();
}

/** @param {Record<string, string | undefined>} values */
export function write(values) {
	remember(address(values));
}

/** @param {any} value @returns {Promise<string>} */
export async function pack(value) {
	const stream = new Blob([JSON.stringify(value)])
		.stream()
		.pipeThrough(new CompressionStream("deflate-raw"));
	const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text of pack() @returns {Promise<any>} */
export async function unpack(text) {
	const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
	const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
	return JSON.parse(await new Response(stream).text());
}
