// SPDX-License-Identifier: GPL-2.0-only
// Looks at the drawing of the page: what is wrong with it, and where its arrows lead. Put into
// the page by tests/suite/picture.py; all numbers are pixels of the screen.
window.SMALLEST = 11;
window.look = () => {
	const root = document.getElementById("watch");
	const part = (name) => root.querySelector(`[data-part="${name}"]`);
	const picture = part("picture").querySelector("svg");
	const drawing = picture.querySelector(".drawing");
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
	const page = picture.getBoundingClientRect();

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
			if (!rect)
				return false;
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
	const text = (name) => part(name).textContent;
	const about = picture.querySelector("desc").textContent;
	return {
		wrong: [...wrong, ...window.readable(root)], arrows, changed, keys: [...things.keys()],
		title: text("title"), detail: about, says: about.split("; "), count: text("count"), said: text("said"),
		console: text("console"), kernel: text("kernel"), program: text("program"),
		program_head: text("program-head"), kernel_head: text("kernel-head"),
		here: part("program").querySelector("[aria-current]")?.textContent ?? "",
		size: [page.left, page.top + scrollY, page.width, page.height,
			part("kernel").getBoundingClientRect().top + scrollY].map(Math.round).join(" "),
		scrolls: document.documentElement.scrollWidth > innerWidth ||
			root.querySelector("nav").getBoundingClientRect().bottom > innerHeight + 1,
		height: root.querySelector(".panes").getBoundingClientRect().bottom + scrollY +
			root.querySelector("nav").parentElement.offsetHeight,
	};
};

// Text that is too small to read, or that is cut off. On a wide page, panes of source may be scrolled.
window.readable = (root) => {
	const wrong = [];
	for (const text of root.querySelectorAll("svg text")) {
		const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
		if (text.textContent && text.getClientRects().length && size < SMALLEST - 0.05)
			wrong.push(`"${text.textContent}" is ${size.toFixed(1)} pixels high`);
		if (innerWidth >= 360 && text.textContent.endsWith("…") && !/0x| [0-9a-f][0-9a-f]…$/.test(text.textContent))
			wrong.push(`"${text.textContent}" is cut off`);
	}
	for (const one of root.querySelectorAll("*")) {
		const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
		if (one.closest("svg") || !own || !one.getClientRects().length || one.closest(".hidden"))
			continue;
		if (parseFloat(getComputedStyle(one).fontSize) < SMALLEST)
			wrong.push(`"${one.textContent.slice(0, 30)}" is small`);
		const rect = one.getBoundingClientRect();
		const scrolled = innerWidth > 700 ? ".code, .source, table, select" : "table, select";
		if (!one.closest(scrolled) && (rect.right > innerWidth + 1 || rect.left < -1))
			wrong.push(`"${one.textContent.slice(0, 30)}" leaves the window`);
	}
	return wrong;
};
