// SPDX-License-Identifier: GPL-2.0-only
/**
 * Draw the middle of a picture: the kernel's data of each segment, and below it its frames.
 *
 *     [ shm_segs[0]           nattch 2 ]
 *     [ id 0, key ..., 128 bytes       ]
 *     [ shm_pages[0]        0x00215000 ]
 *                     |
 *     [[      frame 0x00215000        ]]
 *     [[  count 3: segment, A, B      ]]
 *     [[  Hello World.                ]]
 *     [[  48 65 6c 6c 6f 20 57 ...    ]]
 */

import { GAP, ROW } from "./layout.js";
import { path, rect, text } from "./svg.js";
import { printable, values } from "../model/text.js";

/** @typedef {import("./draw.js").Sheet} Sheet */
/** @typedef {import("./view.js").GroupView} GroupView */
/** @typedef {import("./view.js").FramesView} FramesView */
/** @typedef {import("./words.js").Words} Words */

/** @param {Sheet} sheet @param {import("./view.js").View} view @param {number} x @param {number} y @param {Words} words */
export function drawMiddle(sheet, view, x, y, words) {
	for (const one of view.groups) {
		if (one.title) y = drawCard(sheet, one, x, y);
		for (const frames of one.frames) {
			if (frames.index) y = drawStrip(sheet, frames, x, y);
			if (frames.title) y = drawFrames(sheet, frames, x, y, words);
		}
		y += GAP;
	}
	const { middle } = sheet.layout;
	if (view.more.length)
		sheet.put(
			"more",
			text(x + middle / 2, y + 14, view.more.join("; "), 12, {
				kind: "soft",
				anchor: "middle",
				room: middle,
			}),
		);
}

/** @param {Sheet} sheet @param {GroupView} one @param {number} x @param {number} y */
function drawCard(sheet, one, x, y) {
	const { layout: l } = sheet;
	const width = l.middle;
	const height = l.cardHeight(one);
	let content =
		rect(x, y, width, height, "card", { radius: 6 }) +
		sheet.hatch(one.slot, x + 2, y + 3, 10, height - 6);
	content += text(x + 18, y + 18, one.title, 13, { kind: "mono bold", room: width - 110 });
	if (one.state !== "destroyed")
		content += text(x + width - 8, y + 18, `nattch ${one.nattch}`, 13, { kind: "bold", anchor: "end" });
	const lines =
		one.facts.length > 2 && !l.wideFacts ? [one.facts.slice(0, 2), one.facts.slice(2)] : [one.facts];
	lines.forEach((facts, i) => {
		content += text(x + 18, y + 36 + 18 * i, facts.join(", "), 12, { room: width - 26 });
	});
	sheet.put(one.key, content, { box: [x, y, width, height] });
	return y + height;
}

/** An element of shm_pages[]. @param {Sheet} sheet @param {FramesView} frames @param {number} x @param {number} y */
function drawStrip(sheet, frames, x, y) {
	const width = sheet.layout.middle;
	const key = `shm.${frames.key}`;
	const mono = frames.value.startsWith("0x") ? "mono" : "";
	const content =
		rect(x, y, width, ROW, "row") +
		text(x + 18, y + 15, frames.index, 12, { kind: "mono", room: width * 0.52 }) +
		text(x + width - 8, y + 15, frames.value, 12, { kind: mono, anchor: "end", room: width * 0.42 });
	sheet.put(key, content, { box: [x, y, width, ROW] });
	y += ROW;
	if (!frames.title) return y;
	sheet.put(`a.${key}`, path("step", ["M", x + width / 2, y, "V", y + 14], `${sheet.id}tip`), {
		from: key,
		to: frames.key,
	});
	return y + 14;
}

/** @param {Sheet} sheet @param {FramesView} frames @param {number} x @param {number} y @param {Words} words */
function drawFrames(sheet, frames, x, y, words) {
	const width = sheet.layout.middle;
	const bytes = frames.there ? frames.bytes : null;
	const height = 50 + (bytes === null ? 0 : 38);
	let content = "";
	if (!frames.single && frames.there) content += rect(x + 4, y + 4, width, height, "box", { radius: 2 }); // stands for more frames
	const fill = !frames.there ? "none" : frames.slot === null ? "frame plain" : `frame s${frames.slot % 4}`;
	content += rect(x, y, width, height, fill, { radius: 2 });
	const slot = frames.there ? frames.slot : null;
	content +=
		sheet.hatch(slot, x + 2, y + 2, 11, height - 4) +
		sheet.hatch(slot, x + width - 13, y + 2, 11, height - 4);
	const room = width - 32;
	content += text(x + width / 2, y + 20, frames.title, 13.5, { kind: "bold", anchor: "middle", room });
	content += text(x + width / 2, y + 39, frames.count, 12.5, { anchor: "middle", room });
	sheet.put(frames.key, content, { box: [x, y, width, height] });
	if (bytes !== null) drawBytes(sheet, frames, bytes, x + 16, y + 46, width - 32, words);
	return y + height + 8;
}

/** What is in a frame: as characters, and as numbers. @param {Sheet} sheet @param {FramesView} frames @param {string} bytes @param {number} x @param {number} y @param {number} width @param {Words} words */
function drawBytes(sheet, frames, bytes, x, y, width, words) {
	const key = `bytes.${frames.frame}`;
	const numbers = Math.floor((width - 8) / 11 / 0.605 / 3 + 0.3);
	const shown = values(bytes).slice(0, numbers);
	const long = bytes.length / 2 > numbers;
	let content = rect(x, y, width, 36, "mark", { radius: 3 });
	content += bytes
		? text(x + width / 2, y + 15, printable(bytes.slice(0, 60)), 14, {
				kind: "mono bold",
				anchor: "middle",
				room: width - 6,
			})
		: text(x + width / 2, y + 15, words.zeros, 12, { kind: "soft", anchor: "middle", room: width - 6 });
	const hex = (bytes ? shown : new Array(Math.min(numbers, 8)).fill(0))
		.map((byte) => byte.toString(16).padStart(2, "0"))
		.join(" ");
	content += text(x + width / 2, y + 30, hex + (long && bytes ? "…" : ""), 11, {
		kind: "mono",
		anchor: "middle",
		room: width,
	});
	sheet.put(key, content, { box: [x, y, width, 36], above: sheet.changed.has(frames.key) });
}
