// The issue: frames side by side, what is found beside them, and the words that tie the two together.

import { $, fill, h, store, stored, marked } from "./dom.js";
import { Frame, KINDS, Lines } from "./frames.js";
import { fixed, send } from "./server.js";
import { Side } from "./side.js";
import { inLanguage, t } from "./words.js";

const ORDER = Object.keys(KINDS);
const NEAR = 20; // issues before and after, in the choice
const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2];

export class IssueView {
  constructor(app) {
    this.app = app;
    this.frames = new Map();
    this.zoom = stored("zoom", 1);
    this.shown = new Set(stored("frames", ["desktop", "phone"]).filter((kind) => ORDER.includes(kind)));
    this.issue = "";
    this.rendered = null;
    this.about = null;
    this.piece = null;
    this.side = new Side(this);
    this.notice = h("div", { class: "notice", hidden: true });
    this.stage = h("div", { class: "stage" });
    this.bar = h("div", { class: "bar" });
    this.tip = h("div", { class: "tip", hidden: true, role: "tooltip" });
    this.heading = h("h1", { class: "unseen" });
    this.element = h("div", { class: "issue" }, this.heading, this.bar,
      h("div", { class: "columns" }, h("div", { class: "left" }, this.notice, this.stage), this.side.element), this.tip);
    this.draw();
  }

  get pieces() {
    return this.about?.pieces || [];
  }

  // What there is to look at: a comparison only where one was made.
  get kinds() {
    return ORDER.filter((kind) => kind !== "before" || this.before?.html);
  }

  compare(message) {
    this.before = message;
    if (message.html && !message.same) this.shown.add("before");
    const frame = this.frames.get("before");
    if (frame) this.paint(frame);
    this.side.drawChanges();
  }

  // The document in the order in which it is read: what j and k walk through.
  get walk() {
    const frame = [...this.frames.values()].find((one) => one instanceof Frame && one.document?.body);
    const read = frame ? [...new Set(frame.anchors().pieceOf.values())] : [];
    return read.length ? read : this.pieces;
  }

  open(name) {
    if (name === this.issue) return;
    Object.assign(this, { issue: name, rendered: null, about: null, piece: null, gone: false, before: null });
    this.side.leave();
    this.draw();
  }

  take(message) {
    if (message.type === "render") this.render(message);
    if (message.type === "about") this.know(message);
    if (message.type === "before") this.compare(message);
    if (message.type === "gone") Object.assign(this, { gone: true });
    if (message.type === "render") requestAnimationFrame(() => setTimeout(() => this.draw())); // the eye first
    else this.draw();
  }

  // The bytes go into the frames before anything else is done: this is the way from a save to the eye.
  async render(message) {
    this.gone = false;
    this.rendered = message;
    await Promise.all([...this.frames.values()].map((frame) => this.paint(frame)));
  }

  paint(frame) {
    const { rendered, about } = this;
    if (frame.rules?.of === "html" && rendered?.html) return frame.show(rendered.folder, rendered.html);
    if (frame.rules?.of === "web" && about?.web && rendered?.folder) {
      return frame.show(rendered.folder, about.web);
    }
    if (frame.kind === "before" && this.before?.html && rendered?.folder) return frame.show(rendered.folder, this.before.html);
    if (frame.kind === "text" && about) frame.show(about.text);
    if (frame.kind === "source" && about) frame.show(about.source);
    return null;
  }

  async know(message) {
    this.about = message;
    for (const frame of this.frames.values()) {
      frame.found = null;
      if (["web", "text", "source"].includes(frame.kind)) await this.paint(frame);
    }
    if (this.piece) this.piece = this.pieces.find((one) => one.at.join() === this.piece.at.join()) || null;
    this.side.know();
    this.annotate();
    this.draw();
  }

  annotate() {
    const marks = [];
    for (const found of this.about?.findings || []) {
      const piece = this.pieceOf(found);
      const words = found.excerpt.slice(found.column - 1, found.column - 1 + found.length);
      if (piece && words.trim()) marks.push({ name: found.severity === "error" ? "error" : "warning", piece, words, found });
    }
    for (const one of this.about?.evidence || []) {
      const piece = this.pieceOf({ ...one, path: this.about.path });
      if (piece) marks.push({ name: one.state, piece, words: one.text, evidence: one });
    }
    for (const frame of this.frames.values()) {
      if (frame instanceof Frame && frame.document?.body) {
        frame.underline(marks);
        frame.mark(this.piece, false);
      }
      if (frame.kind === "source") {
        frame.severities((this.about?.findings || []).filter((one) => one.path === this.about.path));
        if (this.piece) frame.lines(this.piece.line, this.piece.end, { scroll: false });
      }
    }
  }

  pieceOf(found) {
    if (found.path !== this.about?.path) return null;
    return this.pieces.find((one) => one.line <= found.line && found.line <= one.end) || null;
  }

  select(piece, { from = null, scroll = true } = {}) {
    this.piece = piece;
    for (const frame of this.frames.values()) {
      if (frame instanceof Frame) frame.mark(piece, scroll && frame !== from);
      if (frame.kind === "source" && piece) frame.lines(piece.line, piece.end);
    }
    this.side.selected();
  }

  step(by) {
    const walk = this.walk;
    if (!walk.length) return;
    const at = walk.findIndex((one) => one.at.join() === this.piece?.at.join());
    this.select(walk[Math.max(0, Math.min(walk.length - 1, at < 0 ? 0 : at + by))]);
  }

  point(frame, event) {
    const under = frame.under(event);
    if (!under) {
      this.tip.hidden = true;
      return;
    }
    const { found, evidence } = under.mark;
    const box = frame.iframe.getBoundingClientRect();
    const scale = box.width / frame.rules.width;
    fill(this.tip, evidence ? this.side.proof(evidence) : h("p", {}, marked(`${inLanguage(found).message} ${inLanguage(found).hint}`)));
    this.tip.hidden = false;
    this.tip.style.left = `${Math.min(box.left + event.clientX * scale, innerWidth - 340)}px`;
    this.tip.style.top = `${box.top + event.clientY * scale + 18}px`;
  }

  toggle(kind) {
    if (this.shown.has(kind)) this.shown.delete(kind);
    else this.shown.add(kind);
    store("frames", [...this.shown]);
    this.draw();
  }

  setZoom(by) {
    const at = ZOOMS.indexOf(this.zoom);
    this.zoom = by === 0 ? 1 : ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at + by))];
    store("zoom", this.zoom);
    for (const frame of this.frames.values()) frame.fit(this.zoom);
    this.draw();
  }

  scroll(part) {
    for (const frame of this.frames.values()) {
      const view = frame instanceof Frame ? frame.iframe.contentWindow : frame.list;
      view?.scrollBy({ top: (frame instanceof Frame ? view.innerHeight : view.clientHeight) * part });
    }
  }

  async change(changes) {
    const answer = await send("edit", { issue: this.issue, read: this.about.read, changes });
    if (answer.read) this.about.read = answer.read;
    return answer;
  }

  async setStatus() {
    if (fixed || !this.about?.status) return;
    const to = this.about.status === "ready" ? "draft" : "ready";
    const answer = await this.change([{ do: "set", at: ["status"], value: to }]);
    if (answer.status === 200) this.app.say(t(`status.${to}`));
    else this.app.say(inLanguage(answer.problems[0]).message);
  }

  draw() {
    this.drawBar();
    this.drawNotice();
    for (const kind of ORDER) {
      const there = this.frames.get(kind);
      if (!this.shown.has(kind) || !this.issue || !this.kinds.includes(kind)) {
        there?.close();
        this.frames.delete(kind);
      } else if (!there) {
        this.add(kind);
      }
    }
  }

  add(kind) {
    const desk = {
      site: this.app.site,
      pieces: () => this.pieces,
      onselect: (piece, from) => this.select(piece, { from }),
      onkey: (event) => this.app.onkey(event),
      onpoint: (frame, event) => this.point(frame, event),
      online: (line) => {
        const piece = this.pieces.find((one) => one.line <= line && line <= one.end);
        if (piece) this.select(piece);
      },
    };
    const frame = KINDS[kind].width ? new Frame(kind, desk) : new Lines(kind, desk);
    frame.rules ||= KINDS[kind];
    this.frames.set(kind, frame);
    const next = ORDER.slice(ORDER.indexOf(kind) + 1).map((one) => this.frames.get(one)).find(Boolean);
    this.stage.insertBefore(frame.element, next?.element || null);
    frame.fit(this.zoom);
    Promise.resolve(this.paint(frame)).then(() => this.annotate());
  }

  drawBar() {
    const { rendered, about } = this;
    const known = this.app.issues.find((one) => one.issue === this.issue);
    const status = about?.status || known?.status || "";
    this.heading.textContent = rendered?.subject || known?.title || t("view.issue");
    fill(this.bar,
      h("div", { class: "which" },
        h("button", { "data-key": "previous", title: `${t("previous")} [`, "aria-label": t("previous"), onclick: () => this.app.neighbour(1) }, "‹"),
        this.choice(),
        h("button", { "data-key": "next", title: `${t("next")} ]`, "aria-label": t("next"), onclick: () => this.app.neighbour(-1) }, "›"),
        status && (fixed ? h("span", { class: `status ${status}` }, t(`status.${status}`)) : h("button", {
          "data-key": "status", class: `status ${status}`, onclick: () => this.setStatus(),
          title: `${t(status === "ready" ? "set.draft" : "set.ready")} (r)`,
        }, t(`status.${status}`)))),
      h("div", { class: "kinds", role: "group", "aria-label": t("frames") }, this.kinds.map((kind, at) => h("button", {
        "data-key": kind, "aria-pressed": String(this.shown.has(kind)), title: String(at + 1), onclick: () => this.toggle(kind),
      }, t(`frame.${kind}`)))),
      h("div", { class: "zoom", role: "group", "aria-label": t("zoom") },
        h("button", { "data-key": "out", title: "-", "aria-label": t("zoom.out"), onclick: () => this.setZoom(-1) }, "−"),
        h("button", { "data-key": "reset", title: "0", "aria-label": `${Math.round(this.zoom * 100)} % · ${t("zoom.reset")}`, onclick: () => this.setZoom(0) }, `${Math.round(this.zoom * 100)} %`),
        h("button", { "data-key": "in", title: "+", "aria-label": t("zoom.in"), onclick: () => this.setZoom(1) }, "+")),
      rendered?.sha256 && this.meter(rendered));
  }

  // The neighbours only: a browser measures every option of a list, and a newsletter may have a thousand issues.
  choice() {
    const at = Math.max(0, this.app.issues.findIndex((one) => one.issue === this.issue));
    const near = this.app.issues.slice(Math.max(0, at - NEAR), at + NEAR);
    return h("select", { "data-key": "issue", "aria-label": t("issue"), onchange: (event) => this.app.go("issue", event.target.value) },
      near.map((one) => h("option", { value: one.issue, selected: one.issue === this.issue }, `${one.number ?? "?"} · ${one.date} · ${one.title || one.issue}`)));
  }

  meter({ bytes, clipped, sha256 }) {
    const told = `${Math.round(bytes / 1000)} / ${Math.round(clipped / 1000)} ${t("kb")}`;
    return h("div", { class: "weight" },
      h("meter", { min: 0, max: clipped, high: clipped * 0.8, optimum: 0, value: Math.min(bytes, clipped), "aria-label": t("size"), title: t("clipped", { limit: Math.round(clipped / 1000) }) }, told),
      h("span", { class: bytes > clipped ? "over" : "" }, told),
      h("code", { class: "hash", title: `${t("hash")}\n${sha256}`, "data-sha256": sha256 }, sha256.slice(0, 12)));
  }

  drawNotice() {
    const { rendered, gone } = this;
    const troubles = this.app.troubles || [];
    const errors = rendered?.stale ? rendered.problems.filter((one) => one.severity === "error") : troubles;
    this.notice.hidden = !gone && !errors.length;
    if (this.notice.hidden) return;
    const head = gone ? t("gone") : rendered?.html ? t("stale") : t("never");
    fill(this.notice, h("p", { class: "head", role: "alert" }, head), h("ul", {}, errors.slice(0, 8).map((one, at) => h("li", {},
      this.side.where(one, `notice${at}`), h("span", { class: "message" }, marked(inLanguage(one).message), " ", h("span", { class: "quiet" }, marked(inLanguage(one).hint))),
      one.excerpt && h("pre", {}, `${one.excerpt}\n${" ".repeat(Math.max(0, one.column - 1))}${"^".repeat(Math.max(1, Math.min(one.length, 80)))}`)))));
  }
}
