// All issues with their state, and all seeds: tables that answer to a few letters.

import { fill, h } from "./dom.js";
import { ask, fixed } from "./server.js";
import { language, t } from "./words.js";

class List {
  constructor(app, name) {
    this.app = app;
    this.rows = [];
    this.filter = h("input", { type: "search", "aria-label": t("filter"), placeholder: t("filter"), oninput: () => this.draw() });
    this.body = h("div", { class: "table" });
    this.element = h("div", { class: `list ${name}` }, h("div", { class: "title" }, h("h1", {}, t(`${name}.title`)), this.filter), this.body);
  }

  wanted() {
    const words = this.filter.value.toLowerCase().split(/\s+/);
    return this.rows.filter((row) => words.every((word) => JSON.stringify(row).toLowerCase().includes(word)));
  }

  // Arrow keys go from row to row.
  walk(event) {
    const links = [...this.body.querySelectorAll("tbody tr a.first")];
    const at = links.indexOf(document.activeElement);
    if (["ArrowDown", "j"].includes(event.key)) links[Math.min(links.length - 1, at + 1)]?.focus();
    else if (["ArrowUp", "k"].includes(event.key)) links[Math.max(0, at - 1)]?.focus();
    else return false;
    event.preventDefault();
    return true;
  }
}

export class Issues extends List {
  constructor(app) {
    super(app, "issues");
    this.counts = new Map();
    this.seen = new IntersectionObserver((entries) => entries.filter((one) => one.isIntersecting).forEach((one) => {
      this.seen.unobserve(one.target);
      this.count(one.target.dataset.issue, one.target);
    }));
  }

  async load(changed = true) {
    if (changed) this.rows = this.app.issues;
    this.counts.clear();
    this.draw();
  }

  async count(name, cell) {
    try {
      if (!this.counts.has(name)) this.counts.set(name, ask(`issues/${encodeURIComponent(name)}/count`));
      const { error, warning } = await this.counts.get(name);
      const told = [error && `${error} ${t("error")}${error > 1 ? "s" : ""}`, warning && `${warning} ${t("warning")}${warning > 1 ? "s" : ""}`];
      cell.textContent = told.filter(Boolean).join(", ") || "–";
      cell.className = error ? "error" : warning ? "warning" : "quiet";
    } catch {
      cell.textContent = "?";
    }
  }

  draw() {
    if (!this.app.issues.length) {
      fill(this.body, beginning());
      return;
    }
    fill(this.body, h("table", { class: "issues" },
      h("thead", {}, h("tr", {}, ["number", "date", "title", "state", "due", "findings"].map((one) => h("th", { scope: "col" }, t(one))))),
      h("tbody", {}, this.wanted().map((row) => {
        const state = row.broken ? "broken" : row.status;
        const count = h("td", { "data-issue": row.issue, class: "quiet" }, "…");
        this.seen.observe(count);
        return h("tr", { class: row.issue === this.app.view.issue ? "here" : "" },
          h("td", { class: "number" }, String(row.number ?? "")), h("td", {}, row.date),
          h("th", { scope: "row" }, h("a", { class: "first", "data-key": row.issue, href: `#issue/${encodeURIComponent(row.issue)}` }, row.title || row.issue),
            row.changed && h("span", { class: "changed" }, t("changed"))),
          h("td", {}, h("span", { class: `status ${state}` }, t(`status.${state}`))),
          h("td", {}, due(row)), count);
      }))));
  }
}

function due(row) {
  if (!row.due) return t("due.none");
  const when = new Date(row.due);
  const shown = when.toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });
  if (when > new Date()) {
    const days = Math.ceil((when - new Date()) / 86400000);
    return `${shown} · ${new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(days, "day")}`;
  }
  return `${shown} · ${t(row.status === "draft" ? "due.late" : "due.past")}`;
}

// What a newsletter without issues shows: how to begin.
export function beginning() {
  const date = new Date().toISOString().slice(0, 10);
  const lines = language() === "fr"
    ? `number: 1\ndate: ${date}\nsubject: Bonjour\nhook: |\n  Une ligne qui donne envie de lire.\n\n  Une question ?\nnews:\n  - title: Une première nouvelle\n    intro: |\n      Ce qui s’est passé.\n    essential:\n      - Un point.\n      - Un autre.\n`
    : `number: 1\ndate: ${date}\nsubject: Hello\nhook: |\n  A line that makes one want to read on.\n\n  A question?\nnews:\n  - title: A first piece of news\n    intro: |\n      What happened.\n    essential:\n      - One point.\n      - Another.\n`;
  return h("div", { class: "beginning" }, h("h2", {}, t("issues.none")), h("p", {}, t("issues.start", { date })),
    h("pre", { tabindex: "0" }, lines), !fixed && h("button", { onclick: () => navigator.clipboard?.writeText(lines) }, t("copy")));
}

export class Seeds extends List {
  constructor(app) {
    super(app, "seeds");
    this.text = h("article", { class: "seed", hidden: true, tabindex: "-1" });
    this.element.append(this.text);
  }

  async load() {
    this.rows = await ask("seeds");
    this.draw();
  }

  async open(name) {
    const seed = await ask(`seeds/${encodeURIComponent(name)}`);
    const block = (one) => (one.startsWith("#") ? h("h3", {}, one.replace(/^#+ */, "")) : h("p", {}, one));
    fill(this.text, h("h2", {}, seed.title), seed.body.split(/\n{2,}/).map(block));
    this.text.hidden = false;
    this.text.focus({ preventScroll: true }); // a text taller than the window would be centred
    this.text.scrollIntoView({ block: "start" });
  }

  draw() {
    fill(this.body, !this.rows.length ? h("p", { class: "quiet" }, t("seeds.none")) : h("table", {},
      h("thead", {}, h("tr", {}, ["date", "title", "source", "used"].map((one) => h("th", { scope: "col" }, t(one))))),
      h("tbody", {}, this.wanted().map((row) => h("tr", {},
        h("td", {}, row.date || ""),
        h("th", { scope: "row" }, h("a", { class: "first", "data-key": row.seed, href: `#seeds/${encodeURIComponent(row.seed)}` }, row.title || row.seed),
          row.broken ? h("span", { class: "status broken" }, t("status.broken")) : null),
        h("td", {}, [row.site, row.words && `${row.words} ${t("words")}`].filter(Boolean).join(" · ")),
        h("td", {}, row.used.map((one) => h("a", { href: `#issue/${encodeURIComponent(one)}` }, String(this.app.issues.find((other) => other.issue === one)?.number ?? one), " "))))))));
  }
}
