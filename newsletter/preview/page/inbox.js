// The inbox: what came in, by story; picked with one key.

import { fill, h } from "./dom.js";
import { ask, send } from "./server.js";
import { inLanguage, t } from "./words.js";

export class Inbox {
  constructor(app) {
    this.app = app;
    this.stories = [];
    this.rows = [];
    this.unfolded = new Set();
    this.picked = new Map(); // uid → seed, of this visit
    this.filter = h("input", { type: "search", "aria-label": t("filter"), placeholder: t("filter"), oninput: () => this.later() });
    this.body = h("ol", { class: "stories" });
    this.text = h("article", { class: "seed", hidden: true, tabindex: "-1" });
    this.start = h("p", { class: "do" });
    this.element = h("div", { class: "list inbox" },
      h("div", { class: "title" }, h("h1", {}, t("view.inbox")), this.filter), this.start, this.body, this.text);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 120);
  }

  async load() {
    this.stories = await ask(`inbox?words=${encodeURIComponent(this.filter.value)}`);
    this.rows = this.stories.flatMap((one) => one.articles);
    this.draw();
  }

  draw() {
    const mine = [...this.picked.values()];
    const seeds = [...new Set(this.rows.map((row) => this.seedOf(row)).filter((seed) => mine.includes(seed)))];
    fill(this.start, seeds.length > 0 && h("button", { class: "main", "data-key": "begin", onclick: () => this.begin(seeds) }, t("inbox.begin", { count: seeds.length, s: seeds.length > 1 ? "s" : "" })));
    fill(this.body, this.stories.map(({ articles: [first, ...others], why }) => h("li", {}, this.line(first, others.length, why),
      this.unfolded.has(first.id) && h("ol", {}, others.map((one) => h("li", {}, this.line(one, 0)))))));
    if (!this.rows.length) fill(this.body, h("li", { class: "quiet" }, t("inbox.none")));
  }

  seedOf(row) {
    return this.picked.get(row.id) ?? row.seed;
  }

  line(row, others, why = []) {
    const seed = this.seedOf(row);
    return h("div", { class: `story${seed ? " picked" : ""}` },
      h("button", { class: "first", "data-key": row.id, "data-id": row.id, "data-url": row.url || "", onclick: () => this.read(row.id) }, row.title),
      h("p", { class: "quiet" }, [row.site, row.published?.slice(0, 10), ...why.map(({ code, value }) => t(`why.${code}`, { value }))].filter(Boolean).join(" · "),
        seed && h("b", {}, ` · ${t("inbox.picked")} ${seed}`), row.used_in.length ? ` · ${t("used")} ${row.used_in.join(", ")}` : ""),
      others > 0 && h("button", { class: "fold", "data-key": `fold${row.id}`, "aria-expanded": String(this.unfolded.has(row.id)), onclick: () => this.fold(row.id) }, `+${others}`));
  }

  fold(id) {
    if (!this.unfolded.delete(id)) this.unfolded.add(id);
    this.draw();
  }

  async read(id) {
    const one = await ask(`inbox/${encodeURIComponent(id)}`);
    fill(this.text, h("h2", {}, one.title), one.url && /^https?:/.test(one.url) && h("p", {}, h("a", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, one.url)),
      one.text.split(/\n{2,}/).map((part) => h("p", {}, part)));
    this.text.hidden = false;
    this.text.scrollTop = 0;
  }

  async pick(id) {
    const answer = await send("pick", { id });
    if (answer.status !== 200) return this.app.say(inLanguage(answer.problems[0]).message);
    this.picked.set(id, answer.seed);
    this.app.say(`${t("inbox.picked")} ${answer.seed}`);
    return this.draw();
  }

  async unpick(id) {
    const seed = this.seedOf(this.rows.find((row) => row.id === id));
    if (!seed) return;
    const answer = await send("unpick", { id, seed });
    if (answer.status !== 200) return void this.app.say(`${inLanguage(answer.problems[0]).message} ${inLanguage(answer.problems[0]).hint}`);
    this.picked.delete(id);
    await this.load();
  }

  async begin(seeds) {
    const answer = await send("begin", { seeds });
    if (answer.status !== 200) return this.app.say(inLanguage(answer.problems[0]).message);
    this.picked.clear();
    await this.app.reload();
    return this.app.go("issue", answer.issue);
  }

  walk(event) {
    const lines = [...this.body.querySelectorAll("button.first")];
    const at = lines.indexOf(document.activeElement);
    const id = lines[at]?.dataset.id;
    const acts = {
      j: () => lines[Math.min(lines.length - 1, at + 1)]?.focus(), k: () => lines[Math.max(0, at - 1)]?.focus(),
      o: () => id && this.read(id), p: () => id && this.pick(id), u: () => id && this.unpick(id),
    };
    if (!acts[event.key]) return false;
    event.preventDefault();
    acts[event.key]();
    return true;
  }
}
