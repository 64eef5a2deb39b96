// The desk: one page, a few views, and the keys that lead from one to another.

import { $, fill, h, store, stored } from "./dom.js";
import { IssueView } from "./issue.js";
import { Inbox } from "./inbox.js";
import { help } from "./keys.js";
import { Issues, Seeds, beginning } from "./lists.js";
import { ask, connect, fixed, hello, listen, open } from "./server.js";
import { EDITORS } from "./side.js";
import { language, speak, t } from "./words.js";

const THEMES = ["auto", "light", "dark"];

class Desk {
  constructor(told) {
    this.issues = [];
    this.learn(told);
    const mine = navigator.language?.slice(0, 2);
    speak(stored("language", ["fr", "en"].includes(mine) ? mine : told.language));
    this.dress(stored("theme", "auto"));
    this.live = fixed ? "fixed" : "connected";
    this.build();
  }

  learn(told) {
    Object.assign(this, { newsletter: told, folder: told.folder, site: told.site, troubles: told.troubles, start: told.start });
  }

  build() {
    this.view = new IssueView(this);
    this.lists = { issues: new Issues(this), seeds: new Seeds(this), ...(this.newsletter.inbox && !fixed ? { inbox: new Inbox(this) } : {}) };
    this.top = h("header", { class: "top" });
    this.nothing = h("div", { class: "list", hidden: true }, beginning());
    // Every view stays in the page: a frame that is taken out and put back would load again.
    this.main = h("main", {}, this.view.element, this.nothing, Object.values(this.lists).map((one) => one.element));
    this.status = h("p", { class: "toast", role: "status" });
    fill($("#desk"), this.top, this.main, this.status);
    this.drawTop();
  }

  dress(theme) {
    this.theme = theme;
    store("theme", theme);
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  drawTop() {
    const { page } = this.where();
    document.title = `${this.newsletter.title} · ${t(`view.${page}`)}`;
    fill(this.top, h("p", { class: "name" }, this.newsletter.title),
      h("nav", { "aria-label": t("frames") === "Vues" ? "Vues du bureau" : "Views of the desk" }, ["issue", ...Object.keys(this.lists)].map((one) =>
        h("a", { "data-key": `view.${one}`, href: one === "issue" ? `#issue/${encodeURIComponent(this.view.issue || this.start)}` : `#${one}`, "aria-current": one === page ? "page" : null }, t(`view.${one}`)))),
      h("p", { class: `live ${this.live}`, role: "status" }, t(this.live)),
      h("div", { class: "settings" },
        h("button", { "data-key": "language", lang: language() === "fr" ? "en" : "fr", onclick: () => this.speak(language() === "fr" ? "en" : "fr") }, t("language")),
        h("button", { "data-key": "theme", title: t("theme"), onclick: () => { this.dress(THEMES[(THEMES.indexOf(this.theme) + 1) % 3]); this.drawTop(); } }, t(`theme.${this.theme}`)),
        h("button", { "data-key": "help", title: t("keys"), "aria-label": t("keys"), onclick: () => this.help() }, "?")));
  }

  speak(to) {
    store("language", to);
    speak(to);
    const { issue, rendered, about } = this.view;
    this.build();
    Object.assign(this.view, { issue, rendered });
    if (about) this.view.know(about);
    this.route();
  }

  where() {
    const [page, name = ""] = location.hash.slice(1).split("/").map(decodeURIComponent);
    return { page: page === "issue" || this.lists?.[page] ? page : "issue", name };
  }

  go(page, name = "") {
    location.hash = name ? `${page}/${encodeURIComponent(name)}` : page;
  }

  route() {
    const { page, name } = this.where();
    for (const [one, list] of Object.entries(this.lists)) list.element.hidden = one !== page;
    this.view.element.hidden = this.nothing.hidden = true;
    if (page === "issue") {
      const wanted = name || this.view.issue || this.start || this.issues[0]?.issue || "";
      if (wanted) {
        this.view.element.hidden = false;
        if (wanted !== this.view.issue || !this.view.rendered) {
          this.view.open(wanted);
          open(wanted);
        }
        this.view.draw();
      } else {
        this.nothing.hidden = false;
      }
    } else {
      this.lists[page].load().then(() => name && this.lists[page].open?.(name));
    }
    this.drawTop();
  }

  neighbour(by) {
    const at = this.issues.findIndex((one) => one.issue === this.view.issue);
    const next = this.issues[at + by];
    if (next) this.go("issue", next.issue);
  }

  async reload() {
    this.issues = await ask("issues");
    this.start ||= this.issues[0]?.issue || "";
    this.view.draw();
    const { page } = this.where();
    if (page !== "issue") await this.lists[page].load();
    else if (!this.view.issue) this.route();
  }

  // The lines of the list that a save changed; the list is asked for anew only where all may have changed.
  merge({ rows, gone, changed }) {
    if (changed.some((one) => ["issues", "newsletter.toml"].includes(one)) && !rows.length && !gone.length) return this.reload();
    const before = JSON.stringify(this.issues.filter((one) => rows.some((row) => row.issue === one.issue)));
    const others = this.issues.filter((one) => !gone.includes(one.issue) && !rows.some((row) => row.issue === one.issue));
    if (before !== JSON.stringify(rows) || others.length + rows.length !== this.issues.length) {
      this.issues = [...others, ...rows].sort((one, other) => (`${one.date}${one.issue}` < `${other.date}${other.issue}` ? 1 : -1));
    }
    const { page } = this.where();
    if (page !== "issue") return this.lists[page].load();
    if (this.view.issue) return this.view.draw();
    this.start ||= this.issues[0]?.issue || "";
    return this.route();
  }

  take(message) {
    const mine = message.issue === this.view.issue;
    if (["render", "about", "gone", "before"].includes(message.type) && mine) this.view.take(message);
    else if (message.type === "renamed" && mine) {
      this.say(t("renamed", { name: message.now }));
      const { piece } = this.view;
      this.view.issue = message.now;
      this.view.piece = piece;
      history.replaceState(null, "", `#issue/${encodeURIComponent(message.now)}`);
    } else if (message.type === "lists") {
      this.troubles = message.troubles;
      this.merge(message);
      this.view.draw();
      if (message.changed.includes(".newsletter") && !this.lists.inbox) this.welcome();
    } else if (message.type === "hello") {
      this.learn(message);
      this.reload();
    } else if (message.type === "connected" || message.type === "lost") {
      this.live = message.type;
      if (message.again) this.say(t("again"));
      this.drawTop();
    }
  }

  // An inbox that has just come into being gets its place.
  async welcome() {
    this.learn(await hello());
    if (this.newsletter.inbox) this.main.append((this.lists.inbox = new Inbox(this)).element);
    this.route();
    this.drawTop();
  }

  say(text) {
    this.status.textContent = text;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { this.status.textContent = ""; }, 5000);
  }

  help() {
    help(EDITORS, stored("editor", EDITORS["VS Code"]), (pattern) => {
      store("editor", pattern);
      this.view.side.know();
    });
  }

  onkey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, textarea, select, dialog")) return;
    const { page } = this.where();
    if (page !== "issue" && this.lists[page].walk(event)) return;
    const act = this.action(event.key, event);
    if (act) {
      event.preventDefault();
      act();
    }
  }

  action(key, event) {
    const { view } = this;
    const anywhere = {
      "?": () => this.help(), i: () => this.go("issue", view.issue || this.start), l: () => this.go("issues"), s: () => this.go("seeds"), x: () => this.lists.inbox && this.go("inbox"),
      "/": () => $(".list:not([hidden]) input[type=search]", this.main)?.focus(),
    };
    if (anywhere[key]) return anywhere[key];
    if (this.where().page !== "issue" || !view.issue) return null;
    const kinds = ["desktop", "phone", "dark", "images", "styles", "text", "web", "source"];
    if (/^[1-8]$/.test(key)) return () => view.toggle(kinds[key - 1]);
    if (key === " " && !event.target.closest?.("button, a, [tabindex]")) return () => view.scroll(event.shiftKey ? -0.8 : 0.8);
    return {
      "+": () => view.setZoom(1), "=": () => view.setZoom(1), "-": () => view.setZoom(-1), 0: () => view.setZoom(0),
      j: () => view.step(1), k: () => view.step(-1), n: () => view.side.goTo(view.side.at + 1), N: () => view.side.goTo(view.side.at - 1),
      e: () => view.side.write(), o: () => $('[data-key="open"]', view.side.element)?.click(), r: () => view.setStatus(),
      y: () => { if (!view.shown.has("source")) view.toggle("source"); if (view.piece) view.select(view.piece); },
      "[": () => this.neighbour(1), "]": () => this.neighbour(-1),
    }[key];
  }
}

const told = await hello();
const desk = new Desk(told);
listen((message) => desk.take(message));
document.addEventListener("keydown", (event) => desk.onkey(event));
window.addEventListener("hashchange", () => desk.route());
desk.route();
connect();
await desk.reload();
desk.route();
document.documentElement.dataset.ready = "";
