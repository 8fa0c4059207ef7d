
// Live: asks for a newer page and replaces the sections that differ; scroll, filters and opened details stay.
const EVERY = 2000;
const badge = () => document.getElementById("live");
let tag = "", waiting = EVERY;

function adopt(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const open = new Set([...document.querySelectorAll("details[open]")].map((node) => node.id));
  const there = new Map([...document.querySelectorAll("[data-section]")].map((node) => [node.dataset.section, node]));
  const [anchor, top] = inView();
  let changed = false, before = null;
  for (const node of fresh.querySelectorAll("[data-section]")) {
    const old = there.get(node.dataset.section), made = document.adoptNode(node);
    there.delete(made.dataset.section);
    if (!old || source(old) !== source(made)) {
      for (const part of made.querySelectorAll("details")) part.open = open.has(part.id);
      if (old) replace(old, made);
      else before.after(made);
      changed = true;
    }
    before = made.isConnected ? made : old;
    if (before.parentElement.matches("section")) before = before.parentElement;
  }
  for (const gone of there.values()) gone.remove();
  document.title = fresh.title;
  if (!changed) return;
  setUp();
  const now = anchor && document.querySelector(`[data-section="${anchor}"]`);
  if (now) window.scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
}

// The section at the top of the window, and where it begins: it stays there when sections above it grow.
function inView() {
  for (const node of document.querySelectorAll("[data-section]")) {
    const box = node.getBoundingClientRect();
    if (box.bottom > 0 && window.scrollY > 0) return [node.dataset.section, box.top];
  }
  return ["", 0];
}

function replace(old, made) {
  const all = (node) => [...node.querySelectorAll("*")], focused = all(old).indexOf(document.activeElement);
  const across = [...old.querySelectorAll(".scroll")].map((node) => node.scrollLeft);
  old.replaceWith(made);
  made.querySelectorAll(".scroll").forEach((node, i) => (node.scrollLeft = across[i] ?? 0));
  if (focused >= 0) all(made)[focused]?.focus({ preventScroll: true });
}

// What the server sent for a section, without what the filters changed since.
const sources = new WeakMap();
function source(node) {
  if (!sources.has(node)) sources.set(node, node.outerHTML);
  return sources.get(node);
}

function say(text, lost) {
  badge().textContent = text;
  badge().classList.toggle("lost", lost);
}

async function look() {
  try {
    const answer = await fetch(location.pathname, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (answer.status === 200) {
      adopt(await answer.text());
      tag = answer.headers.get("ETag") ?? "";
    } else if (answer.status !== 304) throw new Error(answer.status);
    const age = Number(answer.headers.get("X-Run-Age"));
    say(age < 0 ? "live: nothing written yet" : `live: last written ${age < 90 ? `${age} s` : age < 5400 ? `${Math.round(age / 60)} min` : `${Math.round(age / 3600)} h`} ago`, false);
    waiting = EVERY;
  } catch {
    say("heelwork watch does not answer: this is the last state it showed", true);
    waiting = Math.min(30000, waiting * 2);
  }
  setTimeout(look, waiting);
}
setTimeout(look, 0);
