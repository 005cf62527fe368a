// SPDX-License-Identifier: GPL-2.0-only
/**
 * Write SVG: text that stays inside its box, boxes and arrows, and the style of all pictures. Processes and
 * segments are distinguishable without colour: a process has a letter and a line style, a segment has its number
 * and a hatching.
 *
 * The colours are Okabe and Ito's set for colour blindness, darkened on white paper and lightened on black.
 */

export const SMALLEST = 11; // no text is smaller, in pixels
const FONT =
	"'DejaVu Sans','Verdana','Segoe UI','Helvetica Neue','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',Arial,sans-serif";
export const MONO =
	"'DejaVu Sans Mono','Menlo','Consolas','Liberation Mono','Noto Sans Mono CJK SC',monospace";
const WIDTHS = { mono: 0.605, bold: 0.67, sans: 0.59 }; // of a character, in font sizes
const WIDE = /[\u1100-\u11ff\u2e80-\uffef]/; // such a character is as wide as the font is high

/** The dashes of the arrows of each place. */
export const DASHES = ["", "9 5", "2 5", "11 4 2 4", "6 4", "12 3 2 3 2 3", "2 3", "8 3 2 3"];
export const SEGMENTS = 4; // hatchings

/** @type {Record<string, string>} */
const LIGHT = {
	paper: "#ffffff",
	ink: "#111111",
	soft: "#4a4a4a",
	edge: "#333333",
	line: "#999999",
	head: "#ececec",
	none: "#fafafa",
	card: "#f4f4f4",
	changed: "#ffe98a",
	strong: "#000000",
	step: "#555555",
	free: "#ffffff",
	kernel: "#8c8c8c",
	other: "#d4d4d4",
	plain: "#f2f2f2",
	badge: "#ffffff",
	s0: "#fff3cf",
	s1: "#dcecfb",
	s2: "#e2f3de",
	s3: "#f9e1ee",
	p0: "#00558c",
	p1: "#a84300",
	p2: "#006b4e",
	p3: "#85306d",
	p4: "#6b4a00",
	p5: "#2f3e4c",
	p6: "#8c1c1c",
	p7: "#3f3a9e",
};
/** @type {Record<string, string>} */
const DARK = {
	paper: "#15181c",
	ink: "#ececec",
	soft: "#b4bac0",
	edge: "#9aa2aa",
	line: "#5d656d",
	head: "#2b3138",
	none: "#1b1f24",
	card: "#22272d",
	changed: "#4a3b00",
	strong: "#ffffff",
	step: "#a8b0b8",
	free: "#15181c",
	kernel: "#7d848c",
	other: "#474e56",
	plain: "#262b31",
	badge: "#101214",
	s0: "#3a3112",
	s1: "#16304a",
	s2: "#1c3a22",
	s3: "#43203a",
	p0: "#6cbcf0",
	p1: "#f5a35c",
	p2: "#4fd0a5",
	p3: "#e59ad0",
	p4: "#dcbc55",
	p5: "#b4c3d1",
	p6: "#ff9a8c",
	p7: "#b0a9ff",
};

/** @param {Record<string, string>} colours */
const properties = (colours) =>
	Object.entries(colours)
		.map(([name, value]) => `--${name}:${value}`)
		.join(";");

/** The colours as custom properties of a page, which follow what the reader prefers. Print is always light. */
export const COLOURS = `:root{color-scheme:light dark;${properties(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{${properties(DARK)}}}
`;

const RULES = `
text{fill:var(--ink)}.mono{font-family:${MONO}}.bold{font-weight:bold}
.soft text,text.soft{fill:var(--soft)}text.badge{fill:var(--badge)}
.box{fill:var(--paper);stroke:var(--edge);stroke-width:1.2}
.row{fill:var(--paper);stroke:var(--line);stroke-width:1}
.head{fill:var(--head);stroke:var(--edge);stroke-width:1.2}
.none{fill:var(--none);stroke:var(--line);stroke-width:1.2;stroke-dasharray:3 4}
.frame{stroke:var(--ink);stroke-width:2}
.card{fill:var(--card);stroke:var(--edge);stroke-width:1.2}
.arrow{fill:none;stroke-width:2.4}.step{fill:none;stroke:var(--step);stroke-width:1.4}
.changed>.row,.changed>.box,.changed>.frame,.changed>.none,.changed>.card,.changed>.head{stroke:var(--strong);stroke-width:3;stroke-dasharray:none}
.changed>.row,.changed>.card{fill:var(--changed)}.changed>.mark{fill:var(--changed);stroke:var(--strong);stroke-width:1}
.mark{fill:none}.changed>.arrow{stroke-width:4}
.h{stroke:var(--edge);fill:none;stroke-linecap:round}
${DASHES.map((_, i) => `.p${i}{stroke:var(--p${i})}.f${i}{fill:var(--p${i})}`).join("")}
${[0, 1, 2, 3].map((i) => `.s${i}{fill:var(--s${i})}`).join("")}.plain{fill:var(--plain)}
.m0{fill:var(--free)}.m1{fill:var(--kernel)}.m2{fill:var(--other)}.tip{fill:var(--step)}.on{fill:var(--paper)}
`;

/** The colours of light and of dark pages. */
export const THEMES = { light: LIGHT, dark: DARK };

/** The style of the pictures; it applies to nothing else in a page. */
export const STYLE =
	`.picture{font-family:${FONT};background:var(--paper)}` +
	RULES.replace(
		/([^{}]+)\{/g,
		(_, selectors) =>
			`${selectors
				.trim()
				.split(",")
				.map((/** @type {string} */ one) => `.picture ${one}`)
				.join(",")}{`,
	);

/** STYLE with the colours of white paper written out, for programs that do not know custom properties. */
export const PLAIN_STYLE = STYLE.replace(/var\(--(\w+)\)/g, (_, name) => LIGHT[name]);

/** @param {unknown} text */
export const escape = (text) =>
	String(text).replace(/[&<>"']/g, (c) =>
		c === "&" ? "&amp;" : c === "<" ? "&lt;" : c === ">" ? "&gt;" : c === '"' ? "&quot;" : "&#39;",
	);

/** @param {number} value */
const short = (value) => String(Math.round(value * 10) / 10);

/** The arrow heads of processes. @param {string} id makes their names unique in the page */
export function defs(id) {
	const head = (/** @type {string} */ name, /** @type {string} */ kind, /** @type {number} */ size) =>
		`<marker id="${id}${name}" viewBox="0 0 10 10" refX="9" refY="5" orient="auto" markerUnits="userSpaceOnUse" markerWidth="${size}" markerHeight="${size}"><path d="M0 0L10 5L0 10z" class="${kind}"/></marker>`;
	return `<defs>${DASHES.map((_, i) => head(`head${i}`, `f${i}`, 11)).join("")}${head("tip", "tip", 8)}</defs>`;
}

/**
 * The hatching that marks everything of one segment: lines up, dots, lines down, level lines. It is drawn as
 * single lines, because browsers print patterns very slowly.
 * @param {number} slot @param {number} x @param {number} y @param {number} width @param {number} height
 */
export function hatch(slot, x, y, width, height) {
	const kind = slot % SEGMENTS;
	let d = "";
	if (kind === 0 || kind === 2)
		for (let start = -width; start < height; start += 8) {
			// The line leads from one side to the other, from start to start + width; only what is inside is drawn.
			const [from, to] = [Math.max(0, -start), Math.min(width, height - start)];
			if (to - from < 1) continue;
			const [a, b] =
				kind === 2 ? [start + from, start + to] : [height - start - from, height - start - to];
			d += `M${short(x + from)} ${short(y + a)}L${short(x + to)} ${short(y + b)}`;
		}
	else if (kind === 1)
		for (let row = 3; row < height - 1; row += 5)
			for (let at = row % 2 ? 3 : 6; at < width - 1; at += 6)
				d += `M${short(x + at)} ${short(y + row)}v.1`;
	else for (let row = 3; row < height - 1; row += 5) d += `M${short(x)} ${short(y + row)}h${short(width)}`;
	return (
		rect(x, y, width, height, `s${kind}`) +
		`<path d="${d}" class="h" stroke-width="${kind === 1 ? 2.6 : 1.5}"/>`
	);
}

/** The width of a text, rather too large than too small. @param {string} content @param {number} size @param {string} [kind] */
export function textWidth(content, size, kind = "") {
	const each = kind.includes("mono") ? WIDTHS.mono : kind.includes("bold") ? WIDTHS.bold : WIDTHS.sans;
	let width = 0;
	for (const c of content) width += WIDE.test(c) ? 1.02 : each;
	return width * size;
}

/**
 * A line of text. If it may be wider than `room`, it is made smaller, and cut only if it would become
 * smaller than SMALLEST.
 * @param {number} x @param {number} y @param {string} content @param {number} size
 * @param {{ kind?: string, anchor?: "middle" | "end", room?: number }} [more]
 */
export function text(x, y, content, size, { kind = "", anchor, room } = {}) {
	if (!content) return "";
	if (room !== undefined && textWidth(content, size, kind) > room) {
		size = Math.max(SMALLEST, (size * room) / textWidth(content, size, kind));
		if (textWidth(content, size, kind) > room + 0.5) {
			while (content.length > 1 && textWidth(`${content}…`, size, kind) > room)
				content = content.slice(0, -1);
			content += "…";
		}
	}
	const more = (kind ? ` class="${kind}"` : "") + (anchor ? ` text-anchor="${anchor}"` : "");
	return `<text x="${short(x)}" y="${short(y)}" font-size="${short(size)}"${more} xml:space="preserve">${escape(content)}</text>`;
}

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} kind @param {{ radius?: number }} [more] */
export function rect(x, y, width, height, kind, { radius = 0 } = {}) {
	const more = (kind ? ` class="${kind}"` : "") + (radius ? ` rx="${radius}"` : "");
	return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"${more}/>`;
}

/** A path with an arrow head. @param {string} kind @param {(string | number)[]} d @param {string} marker @param {string} [dashes] */
export function path(kind, d, marker, dashes = "") {
	const line = d.map((one) => (typeof one === "number" ? short(one) : one)).join(" ");
	return `<path class="${kind}" marker-end="url(#${marker})"${dashes ? ` stroke-dasharray="${dashes}"` : ""} d="${line}"/>`;
}

/** A group with a key, by which the page and the tests find it. @param {string} key @param {string} content @param {{ kind?: string, from?: string, to?: string }} [more] */
export function group(key, content, { kind = "", from, to } = {}) {
	const ends = from !== undefined ? ` data-from="${escape(from)}" data-to="${escape(to)}"` : "";
	return `<g data-key="${escape(key)}"${kind.trim() ? ` class="${kind.trim()}"` : ""}${ends}>${content}</g>`;
}
