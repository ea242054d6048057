// SPDX-License-Identifier: GPL-3.0-or-later
// Steps through a lesson's page: keys, a slider, or reading on; the picture that belongs to a step is marked, and
// the style puts it beside the text where there is room.  Without this all steps stand in order as they are.
(function () {
	"use strict";
	var root = document.documentElement, bar = document.getElementById("bar");
	var steps = Array.prototype.slice.call(document.querySelectorAll(".step"));
	if (!bar || steps.length < 2) return;
	var slider = bar.querySelector("input"), output = bar.querySelector("output");
	var buttons = bar.querySelectorAll("button");
	var now = -1, shown = null, rest = NaN; // rest: where the window was moved to for a step

	// The picture that stands there: the step's own, or the last one before it; none where the page has none.
	function pictureAt(i) {
		for (; i >= 0 && !steps[i].hasAttribute("data-bare"); i--) {
			var figure = steps[i].querySelector("figure");
			if (figure) return figure;
		}
		return null;
	}

	function show(i, moves) {
		i = Math.max(0, Math.min(steps.length - 1, i));
		if (i !== now) {
			if (now >= 0) steps[now].classList.remove("now");
			now = i;
			steps[now].classList.add("now");
			var picture = pictureAt(now);
			if (shown) shown.classList.remove("shown");
			shown = picture;
			if (shown) shown.classList.add("shown");
			var title = steps[now].parentNode.querySelector("h2");
			slider.value = now + 1;
			output.textContent = (now + 1) + " / " + steps.length;
			slider.setAttribute("aria-valuetext", output.textContent + (title ? ", " + title.textContent : ""));
			buttons[0].disabled = now === 0;
			buttons[1].disabled = now === steps.length - 1;
		}
		if (!moves) return;
		steps[now].scrollIntoView();
		rest = window.scrollY;
		try { history.replaceState(null, "", "#" + steps[now].id); } catch (e) { /* a page from a file */ }
	}

	// The step that is being read: the last one that begins in the upper part of the window.
	function read() {
		if (Math.abs(window.scrollY - rest) < 2) return; // nobody has scrolled since
		rest = NaN;
		var line = window.innerHeight * 0.3, at = 0;
		steps.forEach(function (step, i) { if (step.getBoundingClientRect().top <= line) at = i; });
		show(at, false);
	}

	function go(way) { show(now + way, true); }

	document.addEventListener("keydown", function (event) {
		if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.target.tagName === "INPUT") return;
		var box = event.target.closest ? event.target.closest("pre, .math") : null;
		if (box && box.scrollWidth > box.clientWidth) return; // the arrows move what is in it
		if (event.key === "ArrowRight") go(1);
		else if (event.key === "ArrowLeft") go(-1);
		else return;
		event.preventDefault();
	});
	buttons[0].addEventListener("click", function () { go(-1); });
	buttons[1].addEventListener("click", function () { go(1); });
	slider.addEventListener("input", function () { show(slider.value - 1, true); });
	var waits = false;
	window.addEventListener("scroll", function () {
		if (waits) return;
		waits = true;
		requestAnimationFrame(function () { waits = false; read(); });
	}, { passive: true });

	// What scrolls by itself can be reached with the keys, and nothing else need be.
	function mark() {
		Array.prototype.forEach.call(document.querySelectorAll("pre, .math"), function (box) {
			if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
			else box.removeAttribute("tabindex");
		});
	}
	window.addEventListener("resize", mark);
	mark();

	// On paper nothing is folded.
	var folded = [];
	window.addEventListener("beforeprint", function () {
		folded = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
		folded.forEach(function (part) { part.open = true; });
	});
	window.addEventListener("afterprint", function () {
		folded.forEach(function (part) { part.open = false; });
	});

	slider.max = steps.length;
	bar.hidden = false;
	root.classList.add("stepping");
	function arrive() {
		var there = -1;
		steps.forEach(function (step, i) { if ("#" + step.id === location.hash) there = i; });
		if (there >= 0) show(there, true);
		else read();
	}
	window.addEventListener("hashchange", arrive);
	arrive();
})();

// The links to the program open it in a pane beside the text, where the window has room for both and the program lies on
// the same host.  Elsewhere, and without this, they lead to its own page.
(function () {
	"use strict";
	var pane = document.getElementById("pane"), root = document.documentElement, frame = null, opener = null;
	if (!pane) return;
	var wide = window.matchMedia("(min-width: 60rem)");

	function open(link) {
		opener = link;
		if (!frame) {
			frame = document.createElement("iframe");
			frame.title = pane.getAttribute("aria-label");
			frame.allow = "clipboard-read; clipboard-write";
			pane.appendChild(frame);
		}
		if (frame.getAttribute("src") !== link.href) frame.src = link.href;
		var top = link.getBoundingClientRect().top;
		pane.hidden = false;
		root.classList.add("beside");
		window.scrollBy(0, link.getBoundingClientRect().top - top); // the text stays where it was read
		frame.focus();
	}

	function close() {
		pane.hidden = true;
		root.classList.remove("beside");
		if (opener) opener.scrollIntoView({ block: "center" });
		if (opener) opener.focus();
	}

	Array.prototype.forEach.call(document.querySelectorAll(".here"), function (link) {
		link.addEventListener("click", function (event) {
			var isElsewhere = link.origin !== location.origin || location.protocol === "file:";
			if (!wide.matches || isElsewhere || event.ctrlKey || event.metaKey || event.shiftKey) return;
			event.preventDefault();
			open(link);
		});
	});
	pane.querySelector("button").addEventListener("click", close);
})();
