// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files that the page is made of. They lie beside the page, or, in the one-file form, in elements
 * of the page: <script type="text/plain" id="file:NAME">, in base64. All are compressed.
 */

export class Store {
	constructor() {
		/** @type {Map<string, Promise<Uint8Array>>} */
		this.loaded = new Map();
		/** @type {Map<string, Promise<any>>} */
		this.parsed = new Map();
	}

	/** @param {string} name without ".gz" @returns {Promise<Uint8Array>} */
	bytes(name) {
		let bytes = this.loaded.get(name);
		if (!bytes) {
			bytes = this.#load(name);
			this.loaded.set(name, bytes);
			bytes.catch(() => this.loaded.delete(name)); // so that it can be tried again
		}
		return bytes;
	}

	/** The same object each time: it must not be changed. @param {string} name @returns {Promise<any>} */
	json(name) {
		let parsed = this.parsed.get(name);
		if (!parsed) {
			parsed = this.bytes(name).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
			this.parsed.set(name, parsed);
			parsed.catch(() => this.parsed.delete(name));
		}
		return parsed;
	}

	/** @param {string} name */
	async #load(name) {
		const inside = document.getElementById(`file:${name}`)?.textContent;
		const packed = inside ? decode(inside) : await fetched(`data/${name}.gz`);
		// Some servers announce the compression, and the browser has undone it already.
		if (packed[0] !== 0x1f || packed[1] !== 0x8b) return packed;
		const stream = new Blob([/** @type {BlobPart} */ (packed)])
			.stream()
			.pipeThrough(new DecompressionStream("gzip"));
		return new Uint8Array(await new Response(stream).arrayBuffer());
	}
}

/** @param {string} text */
function decode(text) {
	const binary = atob(text);
	const bytes = new Uint8Array(binary.length);
	for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
	return bytes;
}

/** @param {string} path */
async function fetched(path) {
	const answer = await fetch(new URL(path, document.baseURI));
	if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
	return new Uint8Array(await answer.arrayBuffer());
}
