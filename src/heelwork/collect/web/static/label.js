// One item on the screen: keys, what can be taken back, a draft that survives a reload, and sending that loses nothing.
import * as rank from "./rank.js";

const form = document.getElementById("task");
const kind = ["rank", "pair", "edit"].find((name) => form.classList.contains(name));
const live = document.getElementById("live");
const count = Number(form.dataset.count);
const began = performance.now();
const draftKey = `heelwork-draft-${form.dataset.item}`;
const history = [];
let last = null;
let current = 0;
let sending = false;

const say = (text) => {
  live.textContent = text;
};
const answerOf = (slot) => document.getElementById(`answer-${slot}`);

function go(slot, { focus = true } = {}) {
  if (slot < 0 || slot >= count || !answerOf(slot)) return;
  for (const other of form.querySelectorAll(".answer")) other.classList.remove("current");
  current = slot;
  answerOf(slot).classList.add("current");
  if (focus) {
    answerOf(slot).focus({ preventScroll: true });
    answerOf(slot).scrollIntoView({ block: "nearest" });
  }
}

// -- what is chosen, and taking it back

const chosen = () => (kind === "rank" ? rank.places() : form.querySelector("input[name=choice]:checked")?.value ?? null);

function choose(value) {
  if (kind === "rank") rank.setPlaces(value);
  else for (const radio of form.querySelectorAll("input[name=choice]")) radio.checked = radio.value === value;
  last = chosen();
  save();
}

/** Keep what was chosen before a change. */
function remember() {
  history.push(last);
  const button = form.querySelector("[data-does=back]");
  if (button) button.disabled = false;
}

function back() {
  if (!history.length) return say("Nothing to take back on this page.");
  choose(history.pop());
  form.querySelector("[data-does=back]").disabled = !history.length;
  say("Taken back.");
}

function place(slot, value) {
  remember();
  choose(value);
  say(rank.spoken(slot));
}

// -- drafts: of this browser tab only

function save() {
  const kept = [...new FormData(form)].filter(([name]) => !["csrf", "key", "item", "seconds"].includes(name));
  sessionStorage.setItem(draftKey, JSON.stringify(kept));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(draftKey) ?? "null");
  if (!kept) return;
  for (const [name, value] of kept) {
    const fields = form.elements[name];
    if (!fields) continue;
    for (const field of fields instanceof RadioNodeList ? fields : [fields]) {
      if (["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  for (const more of form.querySelectorAll(".more")) {
    more.open ||= [...more.querySelectorAll("input:checked, textarea")].some((field) => field.type !== "textarea" || field.value);
  }
}

// -- sending

async function send(event) {
  event.preventDefault();
  if (sending) return;
  sending = true;
  form.elements.seconds.value = Math.min(86400, Math.round((performance.now() - began) / 100) / 10);
  say("Sending…");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.ok) {
      sessionStorage.removeItem(draftKey);
      location.assign(form.dataset.next ?? "/label");
      return;
    }
    const problem = await answer.json().catch(() => null);
    fail(problem?.detail ?? `The server answered ${answer.status}. Your answer is kept here; try again.`);
  } catch {
    fail("The server cannot be reached. Your answer is kept here; try again in a moment.");
  }
  sending = false;
}

function fail(text) {
  let box = form.querySelector(".problem");
  if (!box) {
    box = document.createElement("p");
    box.className = "problem";
    box.setAttribute("role", "alert");
    form.querySelector(".submit").before(box);
  }
  box.textContent = typeof text === "string" ? text : "The answer was not accepted; check it and try again.";
}

function submit() {
  if (kind === "rank") {
    const open = rank.places().findIndex((value) => !value);
    if (open >= 0) {
      go(open);
      return say(`Answer ${rank.letter(open)} has no place yet.`);
    }
  }
  form.requestSubmit();
}

// -- keys

const keysOn = document.getElementById("keys-on");
keysOn.checked = localStorage.getItem("heelwork-keys") !== "off";
keysOn.addEventListener("change", () => localStorage.setItem("heelwork-keys", keysOn.checked ? "on" : "off"));

const typing = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
const pressable = (target) => target.matches("button, a, summary, input[type=checkbox]");

function digit(number, shift) {
  if (kind === "rank" && number <= count) {
    const slot = current;
    const now = rank.places();
    place(slot, shift && number ? rank.inserted(now, slot, number) : now.with(slot, number));
    const open = rank.places().findIndex((value) => !value);
    if (number && open >= 0) go(open);
  } else if (kind === "pair" && !shift) {
    const radios = [...form.querySelectorAll("input[name=choice]")];
    const radio = number ? radios[number - 1] : radios.at(-1);
    if (!radio || (number && radio.value === "bad")) return;
    remember();
    choose(radio.value);
    say(radio.parentElement.textContent.trim());
  }
}

const plain = {
  z: back,
  m: () => {
    const more = answerOf(current)?.querySelector(".more");
    if (!more) return;
    more.open = true;
    more.querySelector("input").focus();
  },
  r: () => {
    const rules = document.querySelector(".guidelines");
    rules.open = !rules.open;
    rules.querySelector("summary").focus();
  },
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return submit();
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing(event.target)) {
    event.preventDefault();
    return back();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "Enter" && kind !== "edit" && !pressable(event.target)) {
    event.preventDefault();
    return submit();
  }
  if (!keysOn.checked) return;
  const number = /^(Digit|Numpad)(\d)$/.exec(event.code)?.[2];
  const key = event.key.toLowerCase();
  const slot = key.length === 1 ? key.charCodeAt(0) - 97 : -1;
  if (number !== undefined) digit(Number(number), event.shiftKey);
  else if (event.shiftKey && key !== "?") return;
  else if (kind !== "edit" && slot >= 0 && slot < count) go(slot);
  else if (plain[key]) plain[key]();
  else {
    const other = document.querySelector(`form[data-key="${CSS.escape(key)}"] button:not(:disabled)`);
    if (!other) return;
    other.click();
  }
  event.preventDefault();
});

// -- wiring

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
form.querySelector("[data-does=back]")?.addEventListener("click", back);
form.querySelector("[data-does=restore]")?.addEventListener("click", () => {
  const text = form.elements.text;
  text.value = text.defaultValue;
  save();
});
form.addEventListener("submit", send);
form.addEventListener("input", save);
form.addEventListener("focusin", (event) => {
  const answer = event.target.closest(".answer[data-slot]");
  if (answer) go(Number(answer.dataset.slot), { focus: false });
});
form.addEventListener("click", (event) => {
  const answer = event.target.closest(".answer[data-slot]");
  if (answer) go(Number(answer.dataset.slot), { focus: false });
});

restore();
last = chosen();
// A radio button that a person set themselves.
form.addEventListener("change", (event) => {
  const name = event.target.name ?? "";
  if (!name.startsWith("rank_") && name !== "choice") return;
  remember();
  last = chosen();
  if (kind !== "rank") return;
  rank.draw();
  say(rank.spoken(Number(name.slice(5))));
});
if (kind === "rank") {
  rank.dragging(place, go);
  rank.draw();
}
if (kind !== "edit") go(0, { focus: false });
document.body.classList.add("live");
