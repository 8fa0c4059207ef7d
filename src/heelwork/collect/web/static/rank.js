// Places of answers: radio buttons hold them; keys, taps on the rail and dragging only set radio buttons.

const form = document.getElementById("task");

/** The place of an answer, 0 = none yet. */
export const placeOf = (slot) => Number(form.querySelector(`input[name="rank_${slot}"]:checked`)?.value ?? 0);

const slots = [...form.querySelectorAll(".answer[data-slot]")].map((answer) => Number(answer.dataset.slot));

/** All places, in the order shown. */
export const places = () => slots.map(placeOf);

export const letter = (slot) => String.fromCharCode(65 + slot);

/** Set all places at once and redraw. */
export function setPlaces(values) {
  values.forEach((place, slot) => {
    for (const radio of form.querySelectorAll(`input[name="rank_${slot}"]`)) radio.checked = Number(radio.value) === place;
  });
  draw();
}

/** Places with `slot` put in as a tier of its own before `place`; the tiers close up. */
export function inserted(values, slot, place) {
  const tiers = [...new Set(values.filter((value, other) => value && other !== slot))].sort((a, b) => a - b);
  const at = tiers.filter((tier) => tier < place).length;
  const rank = (value) => tiers.indexOf(value) + 1 + (tiers.indexOf(value) >= at ? 1 : 0);
  return values.map((value, other) => (other === slot ? at + 1 : value ? rank(value) : 0));
}

/** Show the radio buttons' state on the rail. */
export function draw() {
  const had = document.activeElement?.classList.contains("chip") ? document.activeElement.dataset.slot : null;
  for (const place of form.querySelectorAll(".place")) {
    const chips = slots.filter((slot) => placeOf(slot) === Number(place.dataset.place)).map(chip);
    place.querySelector(".chips").replaceChildren(...chips);
    place.classList.toggle("full", chips.length > 0);
  }
  if (had !== null) form.querySelector(`.chip[data-slot="${had}"]`)?.focus();
}

function chip(slot) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "chip";
  made.dataset.slot = slot;
  made.textContent = letter(slot);
  made.setAttribute("aria-label", `Answer ${letter(slot)}: read it`);
  return made;
}

/** What a screen reader says after a change. */
export function spoken(slot) {
  const own = placeOf(slot);
  const ranked = places().filter(Boolean).length;
  const tied = slots.filter((other) => other !== slot && own && placeOf(other) === own).map(letter);
  const where = own ? `place ${own}${tied.length ? `, tied with ${tied.join(" and ")}` : ""}` : "no place";
  return `Answer ${letter(slot)}: ${where}. ${ranked} of ${slots.length} placed.`;
}

/** Drag letters by mouse, pen or finger. change(slot, newPlaces) is called when one is dropped; pick(slot) on a click. */
export function dragging(change, pick) {
  let held = null;

  const place = (x, y) => document.elementFromPoint(x, y)?.closest(".place") ?? null;

  /** Where a drop would go: a tier, or the gap before or after a tier that is not empty. */
  function target(x, y) {
    const found = place(x, y);
    if (!found) return null;
    const number = Number(found.dataset.place);
    const others = [...found.querySelectorAll(".chip")].some((one) => one.dataset.slot !== held.slot);
    if (!number || !others) return { found, number, mode: "over" };
    const box = found.getBoundingClientRect();
    const across = getComputedStyle(found.parentElement).gridAutoFlow.startsWith("column");
    const share = across ? (x - box.left) / box.width : (y - box.top) / box.height;
    return { found, number, mode: share < 0.2 ? "before" : share > 0.8 ? "after" : "over" };
  }

  const clear = () => {
    for (const one of form.querySelectorAll(".place")) one.classList.remove("over", "before", "after");
  };

  const end = () => {
    clear();
    held?.ghost?.remove();
    held?.source.classList.remove("held");
    held = null;
  };

  form.addEventListener("pointerdown", (event) => {
    const source = event.target.closest(".chip, .badge[data-slot]");
    if (!source || event.button) return;
    event.preventDefault();
    held = { source, slot: source.dataset.slot, id: event.pointerId, x: event.clientX, y: event.clientY, ghost: null };
    source.setPointerCapture(event.pointerId);
  });

  form.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    if (!held.ghost) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < 5) return;
      held.ghost = chip(Number(held.slot));
      held.ghost.classList.add("ghost");
      document.body.append(held.ghost);
      held.source.classList.add("held");
    }
    held.ghost.style.transform = `translate(${event.clientX - 18}px, ${event.clientY - 44}px)`;
    clear();
    const aim = target(event.clientX, event.clientY);
    aim?.found.classList.add(aim.mode);
  });

  form.addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const slot = Number(held.slot);
    const moved = held.ghost !== null;
    const aim = moved ? target(event.clientX, event.clientY) : null;
    end();
    if (!moved) pick(slot);
    else if (aim) {
      const now = places();
      const number = aim.number + (aim.mode === "after" ? 1 : 0);
      change(slot, aim.mode === "over" ? now.with(slot, aim.number) : inserted(now, slot, number));
    }
  });

  form.addEventListener("pointercancel", end);
  form.addEventListener("click", (event) => {
    const pressed = event.target.closest(".chip");
    if (pressed && event.detail === 0) pick(Number(pressed.dataset.slot)); // by Enter or a screen reader, not by pointer
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
}
