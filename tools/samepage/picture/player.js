// SPDX-License-Identifier: GPL-2.0-only
// Plays the steps. A picture is a list of fragments; most are the same from step to step.
"use strict";
(() => {
	const data = JSON.parse(document.getElementById("data").textContent);
	const steps = data.steps;
	const get = (id) => document.getElementById(id);
	let now = -1;
	let timer = null;

	function show(number) {
		number = Math.max(0, Math.min(steps.length - 1, number));
		if (number === now)
			return;
		now = number;
		const step = steps[now];
		get("drawing").innerHTML = step.f.map((i) => data.fragments[i]).join("");
		get("title").textContent = step.title;
		const says = step.says.map((i) => data.lines[i]);
		get("desc").textContent = step.detail + " " + says.join("; ");
		get("slider").value = now + 1;
		get("slider").setAttribute("aria-valuetext", `step ${now + 1}: ${step.title}`);
		get("count").textContent = `${now + 1}/${steps.length}`;
		get("said").textContent = `Step ${now + 1} of ${steps.length}. ${step.title}. ${step.detail}` +
			(step.at ? ` Source: ${step.at} ${step.source}` : "");
		get("says").replaceChildren(...says.map((line) => {
			const item = document.createElement("li");
			item.textContent = line;
			return item;
		}));
		get("first").disabled = get("back").disabled = now === 0;
		get("forward").disabled = now === steps.length - 1;
		for (const link of get("all").querySelectorAll("a"))
			link.toggleAttribute("aria-current", Number(link.dataset.step) === now);
		history.replaceState(null, "", "#" + (now + 1));
	}

	function play(on) {
		clearInterval(timer);
		timer = on ? setInterval(() => {
			show(now + 1);
			if (now === steps.length - 1)
				play(false);
		}, 2500) : null;
		get("play").textContent = on ? "stop" : "play";
	}

	function go(number) {
		play(false);
		show(number);
	}

	function words() {
		const hidden = get("words").toggleAttribute("hidden");
		get("text").setAttribute("aria-expanded", String(!hidden));
		if (!hidden)
			get("words").scrollIntoView();
	}

	get("all").replaceChildren(...steps.map((step, number) => {
		const item = document.createElement("li");
		const link = document.createElement("a");
		link.href = "#" + (number + 1);
		link.dataset.step = number;
		link.textContent = step.title;
		item.append(link, ". " + step.detail + (step.at ? ` (${step.at})` : ""));
		return item;
	}));
	get("first").onclick = () => go(0);
	get("back").onclick = () => go(now - 1);
	get("forward").onclick = () => go(now + 1);
	get("play").onclick = () => {
		if (!timer && now === steps.length - 1)
			show(0);
		play(!timer);
	};
	get("text").onclick = words;
	get("slider").oninput = () => go(Number(get("slider").value) - 1);
	addEventListener("hashchange", () => go((parseInt(location.hash.slice(1), 10) || 1) - 1));
	addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		const moves = {
			ArrowRight: () => go(now + 1), PageDown: () => go(now + 1),
			ArrowLeft: () => go(now - 1), PageUp: () => go(now - 1),
			Home: () => go(0), End: () => go(steps.length - 1),
			" ": () => get("play").click(), t: words,
		};
		const onButton = event.target.tagName === "BUTTON" && event.key === " ";
		if (moves[event.key] && !onButton) {
			moves[event.key]();
			event.preventDefault();
		}
	});
	show((parseInt(location.hash.slice(1), 10) || 1) - 1);
})();
