// SPDX-License-Identifier: GPL-2.0-only
// Looks at the drawing of the page: what is wrong with it, and where its arrows lead. Put into
// the page by tests/suite/picture.py; all numbers are pixels of the screen.
window.look = () => {
	const drawing = document.getElementById("drawing");
	const wrong = [];
	const things = new Map();
	for (const thing of drawing.children)
		things.set(thing.dataset.key, thing);
	const inside = (a, b, slack) => a.left >= b.left - slack && a.right <= b.right + slack &&
		a.top >= b.top - slack && a.bottom <= b.bottom + slack;
	const box = (thing) => {		// the first rectangle that is not the shadow of another
		const rects = [...thing.querySelectorAll("rect")];
		return (thing.querySelector("rect.frame, rect.none") || rects[0])?.getBoundingClientRect();
	};
	const page = document.getElementById("picture").getBoundingClientRect();

	for (const [key, thing] of things) {
		for (const text of thing.querySelectorAll("text")) {
			const place = key === "heading" || key === "legend" || key === "bar" || key === "more" ?
				page : box(thing);
			if (!inside(text.getBoundingClientRect(), place, 2))
				wrong.push(`${key}: "${text.textContent}" is larger than its box`);
		}
		if (!inside(thing.getBoundingClientRect(), page, 2))
			wrong.push(`${key} is not in the picture`);
		const owner = /^(p\d+)\./.exec(key);
		if (owner && things.has(owner[1]) && !inside(box(thing), box(things.get(owner[1])), 2))
			wrong.push(`${key} is not within its process`);
	}
	const boxes = [...things].filter(([key]) => /^(p\d+|frame\.|shm\.|segment\.)/.test(key));
	boxes.forEach(([key, thing], i) => boxes.slice(i + 1).forEach(([other, one]) => {
		const a = box(thing), b = box(one);
		const nested = key.startsWith(other + ".") || other.startsWith(key + ".");
		if (!nested && a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 &&
				b.top < a.bottom - 2)
			wrong.push(`${key} and ${other} overlap`);
	}));

	const arrows = [];
	for (const thing of drawing.querySelectorAll("[data-from]")) {
		const path = thing.querySelector("path");
		const toScreen = (length) => {
			const at = path.getPointAtLength(length).matrixTransform(path.getScreenCTM());
			return { x: at.x, y: at.y };
		};
		const touches = (at, key) => {
			const rect = things.has(key) && box(things.get(key));
			if (!rect)			// a table that stands under its entry has no box of its own
				return key.includes(".table.");
			const outside = Math.max(rect.left - at.x, at.x - rect.right, rect.top - at.y,
				at.y - rect.bottom);
			return Math.abs(outside) <= 1.5;
		};
		const { from, to } = thing.dataset;
		if (!touches(toScreen(0), from))
			wrong.push(`the arrow from ${from} does not begin at it`);
		if (!touches(toScreen(path.getTotalLength()), to))
			wrong.push(`the arrow from ${from} does not end at ${to}`);
		arrows.push([from, to]);
	}
	const changed = [...drawing.querySelectorAll(".changed")].map((thing) => thing.dataset.key);
	return {
		wrong, arrows, changed, keys: [...things.keys()],
		title: document.getElementById("title").textContent,
		detail: document.getElementById("desc").textContent,
		says: [...document.querySelectorAll("#says li")].map((item) => item.textContent),
		count: document.getElementById("count").textContent,
		said: document.getElementById("said").textContent,
		scrolls: document.documentElement.scrollWidth > innerWidth ||
			document.querySelector("nav").getBoundingClientRect().bottom > innerHeight + 1,
	};
};
