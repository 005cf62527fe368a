// SPDX-License-Identifier: GPL-2.0-only
/* Makes machines of what is in the store. The emulator is loaded when the first machine is made. */

import { join } from "../machine/cpio.js";
import { Decoder } from "../machine/decode.js";
import { Machine } from "../machine/machine.js";
import { Lines, Places } from "../machine/places.js";

/** @typedef {import("./store.js").Store} Store */

/**
 * The emulator's code, its compiled WebAssembly, and the tables: the same for all machines.
 * @type {ReturnType<typeof load> | null}
 */
let parts = null;

/** @param {Store} store */
async function load(store) {
	const [{ V86 }, module, table, places, programs] = await Promise.all([
		import("v86"),
		store.bytes("v86.wasm").then((bytes) => WebAssembly.compile(/** @type {BufferSource} */ (bytes))),
		store.json("trace-table.json"),
		store.json("places.json"),
		store.json("programs.json"),
	]);
	/** @param {WebAssembly.Imports} imports */
	const wasm = async (imports) => (await WebAssembly.instantiate(module, imports)).exports;
	/** @type {Record<string, Lines>} */
	const lines = {};
	for (const [path, rows] of Object.entries(programs)) lines[path] = new Lines(rows);
	return { V86, wasm, table, places: new Places(places), lines };
}

/**
 * A machine, switched on and held before its first instruction.
 * @param {Store} store
 * @param {object} options
 * @param {import("../machine/cpio.js").File[]} [options.files] for the guest
 * @param {string[]} [options.archives] names of more archives in the store
 * @param {Record<string, Lines>} [options.programs] lines of programs that are not in the store
 * @param {string} [options.words]
 * @param {boolean} [options.trace]
 * @param {(event: any, sight: any) => void} [options.onevent]
 * @param {(text: string) => void} [options.onconsole]
 * @param {(byte: number) => void} [options.onbyte]
 * @param {(death: import("../machine/machine.js").Death) => void} [options.ondeath]
 */
export async function start(
	store,
	{ files = [], archives = [], programs = {}, onevent = () => {}, ...options },
) {
	parts ??= load(store);
	parts.catch(() => (parts = null)); // so that it can be tried again
	const [{ V86, wasm, table, places, lines }, kernel, ...initrds] = await Promise.all([
		parts,
		store.bytes("samepage.elf"),
		store.bytes("initrd.cpio"),
		...archives.map((name) => store.bytes(name)),
	]);
	const machine = new Machine({
		V86,
		wasm,
		kernel,
		initrd: join(initrds, files),
		decoder: new Decoder(table, places),
		programs: { ...lines, ...programs },
		onevent,
		...options,
	});
	await machine.start();
	return machine;
}
