"use strict";
// Filters of the table and marks on differing words. Without this script the page shows all rows.
const page = document.documentElement;
page.classList.add("js");
const form = document.querySelector("[data-filters]");
const rowsOf = () => [...document.querySelectorAll(".answers tbody tr")];
const cellsOf = (row) => [...row.querySelectorAll("td[data-model]")];
const modelsOf = () => [...document.querySelectorAll(".answers thead th")].slice(1).map((cell) => cell.textContent);

function offer(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  select.value = options.some(([value]) => value === chosen) ? chosen : "";
  select.parentElement.hidden = options.length < 2;
}

function setUp() {
  if (!form) return;
  const rows = rowsOf(), models = modelsOf(), fields = form.elements;
  form.hidden = !rows.length;
  const behaviours = [...new Set(rows.map((row) => row.dataset.behaviour))].filter(Boolean);
  offer(fields.behaviour, [["", "all"], ...behaviours.map((name) => [name, name])]);
  const judged = new Set(), cut = new Set();
  for (const cell of document.querySelectorAll(".answers td[data-model]")) {
    if (cell.dataset.verdict) judged.add(cell.dataset.model);
    if ("cut" in cell.dataset) cut.add(cell.dataset.model);
  }
  const outcomes = [["", "all"]];
  if (judged.size) outcomes.push(["any:fail", "a model fails"]);
  for (const name of models.filter((m) => judged.has(m)))
    outcomes.push([`fail:${name}`, `${name} fails`], [`pass:${name}`, `${name} passes`]);
  const both = models.filter((m) => judged.has(m));
  if (both.length > 1) {
    const [first, last] = [both[0], both[both.length - 1]];
    outcomes.push(["change:worse", `worse: ${first} passes, ${last} fails`], ["change:better", `better: ${first} fails, ${last} passes`]);
  }
  for (const name of models.filter((m) => cut.has(m))) outcomes.push([`cut:${name}`, `${name} is cut`]);
  offer(fields.outcome, outcomes);
  offer(fields.against, models.length > 1 ? [["", "nothing"], ...models.map((name) => [name, name])] : [["", "nothing"]]);
  apply();
}

function holds(outcome, row) {
  if (!outcome) return true;
  const at = outcome.indexOf(":"), kind = outcome.slice(0, at), name = outcome.slice(at + 1);
  const cells = cellsOf(row), judged = cells.filter((cell) => cell.dataset.verdict);
  const first = judged[0]?.dataset.verdict, last = judged[judged.length - 1]?.dataset.verdict;
  if (kind === "any") return judged.some((cell) => cell.dataset.verdict === "fail");
  if (kind === "change") return name === "worse" ? first === "pass" && last === "fail" : first === "fail" && last === "pass";
  const cell = cells.find((c) => c.dataset.model === name);
  return kind === "cut" ? cell !== undefined && "cut" in cell.dataset : cell?.dataset.verdict === kind;
}

function apply() {
  const { text, behaviour, outcome, against, count } = form.elements;
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean), rows = rowsOf();
  let shown = 0;
  for (const row of rows) {
    mark(row, "");
    const whole = row.textContent.toLowerCase();
    row.hidden = !((!behaviour.value || row.dataset.behaviour === behaviour.value) && holds(outcome.value, row) && words.every((w) => whole.includes(w)));
    if (row.hidden) continue;
    shown += 1;
    if (against.value) mark(row, against.value);
  }
  count.textContent = `${shown} of ${rows.length} rows`;
}

// The longest common subsequence of words; everything is put into the page as text, never as markup.
function mark(row, against) {
  const texts = new Map(cellsOf(row).map((cell) => [cell.dataset.model, cell.querySelector(".answer")]));
  for (const node of texts.values()) if (node && node.original !== undefined) node.textContent = node.original;
  const base = texts.get(against);
  if (!base) return;
  const from = split(base.textContent);
  for (const [name, node] of texts) {
    if (!node || name === against) continue;
    node.original = node.textContent;
    node.replaceChildren(...merged(from, split(node.original)));
  }
}

const split = (text) => text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];

function merged(a, b) {
  const key = (word) => word.trim(), width = b.length + 1, table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] = key(a[i]) === key(b[j]) ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  const out = [];
  const put = (tag, word) => {
    const last = out[out.length - 1];
    if (last && last.tag === tag) last.words.push(word);
    else out.push({ tag, words: [word] });
  };
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && key(a[i]) === key(b[j])) put("", b[j++], i++);
    else if (j < b.length && (i === a.length || table[i * width + j + 1] >= table[(i + 1) * width + j])) put("ins", b[j++]);
    else put("del", a[i++]);
  }
  return out.map(({ tag, words }) => {
    const text = words.join(""), word = text.trimStart();
    if (!tag) return [text];
    const node = document.createElement(tag);
    node.textContent = word;
    return [text.slice(0, text.length - word.length) || (tag === "del" ? " " : ""), node];  // the space between is not marked
  }).flat();
}

if (form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  document.addEventListener("click", (event) => {
    const model = event.target.closest?.("[data-show-failures]")?.dataset.showFailures;
    if (model === undefined) return;
    form.elements.outcome.value = `fail:${model}`;
    apply();
    form.scrollIntoView({ block: "nearest" });
  });
  setUp();
}
