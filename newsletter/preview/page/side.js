// Beside the frames: the passage that is looked at with its lines, what was found, the outline.

import { $, fill, h, stored, marked } from "./dom.js";
import { fixed } from "./server.js";
import { inLanguage, t } from "./words.js";
import { Writer } from "./write.js";

export const EDITORS = {
  "VS Code": "vscode://file{path}:{line}:{column}",
  "VSCodium": "vscodium://file{path}:{line}:{column}",
  "Cursor": "cursor://file{path}:{line}:{column}",
  "Zed": "zed://file{path}:{line}:{column}",
  "JetBrains": "idea://open?file={path}&line={line}&column={column}",
  "TextMate": "txmt://open?url=file://{path}&line={line}&column={column}",
};

export class Side {
  constructor(view) {
    this.view = view;
    this.writer = null;
    this.at = -1;
    this.passage = h("section", { class: "passage", "aria-labelledby": "passage" });
    this.found = h("section", { class: "found", "aria-labelledby": "found" });
    this.proofs = h("section", { class: "proofs", "aria-labelledby": "proofs", hidden: true });
    this.changes = h("section", { class: "changes", "aria-labelledby": "changes", hidden: true });
    this.outline = h("section", { class: "outline", "aria-labelledby": "outline" });
    this.element = h("aside", { class: "side", "aria-label": t("side"), tabindex: "0" },
      this.passage, this.changes, this.found, this.proofs, this.outline);
    this.know();
  }

  get about() {
    return this.view.about;
  }

  leave() {
    this.writer = null;
    this.at = -1;
    this.know();
  }

  know() {
    this.writer?.changed(this.view.pieces);
    this.selected();
    this.drawFound();
    this.drawChanges();
    this.drawProofs();
    this.drawOutline();
  }

  address(line, column = 1) {
    const pattern = stored("editor", EDITORS["VS Code"]);
    const path = `${this.view.app.folder}/${this.about?.path || `issues/${this.view.issue}`}`;
    const name = path.split("/").map(encodeURIComponent).join("/");
    return pattern.replace("{path}", path.startsWith("/") ? name : `/${name}`).replace("{line}", line).replace("{column}", column || 1);
  }

  // A place in a file: a link that opens the editor there. What is read only has no editor.
  where(one, key) {
    const said = [one.path, one.line, one.column].filter(Boolean).join(":");
    if (fixed || !one.line || !one.path.startsWith("issues/")) return h("code", { class: "where" }, said);
    return h("a", { class: "where", "data-key": key, href: this.address(one.line, one.column), title: t("open.editor") }, said);
  }

  selected() {
    const { piece } = this.view;
    if (this.writer && this.writer.piece.at.join() !== piece?.at.join()) this.writer = null;
    const heading = h("h2", { id: "passage" }, t("selection"));
    if (!piece) {
      fill(this.passage, heading, h("p", { class: "quiet" }, t("selection.none")));
      return;
    }
    if (this.writer) {
      if (!this.writer.element.isConnected) fill(this.passage, heading, this.writer.element);
      return;
    }
    const rows = (this.about?.source || "").split("\n").slice(piece.line - 1, piece.end);
    fill(this.passage, heading,
      h("p", { class: "key" }, h("code", {}, dotted(piece.at)), " ",
        this.where({ path: this.about.path, line: piece.line, column: 1 }, "open")),
      h("ol", { class: "lines yaml", start: piece.line, tabindex: "0", "aria-label": t("lines") },
        rows.map((row, at) => h("li", { value: piece.line + at }, row || "\u200b"))),
      !fixed && h("p", { class: "do" }, h("button", { "data-key": "edit", onclick: () => this.write() }, `${t("edit")} (e)`)));
  }

  write() {
    if (fixed || !this.view.piece) return;
    this.writer = new Writer(this, this.view.piece);
    this.selected();
    this.writer.focus();
  }

  stop() {
    this.writer = null;
    this.selected();
    $('[data-key="edit"]', this.passage)?.focus();
  }

  drawFound() {
    const list = this.about?.findings || [];
    fill(this.found, h("h2", { id: "found" }, t("findings"), list.length ? h("span", { class: "count" }, String(list.length)) : null),
      this.about && !list.length && h("p", { class: "quiet" }, t("findings.none")),
      list.length > 0 && h("ul", { class: "findings" }, list.slice(0, 400).map((one, at) => h("li", { class: one.severity },
        h("button", { "data-key": `finding${at}`, "aria-current": at === this.at ? "true" : null, onclick: () => this.goTo(at) },
          h("span", { class: "severity" }, t(one.severity)), " ", h("span", { class: "message" }, marked(inLanguage(one).message)),
          one.hint && h("span", { class: "hint" }, marked(inLanguage(one).hint))),
        h("p", { class: "at" }, this.where(one, `where${at}`), " ", h("code", { class: "code" }, one.code))))));
  }

  goTo(at) {
    const list = this.about?.findings || [];
    if (!list.length) return;
    this.at = (at + list.length) % list.length;
    const one = list[this.at];
    const piece = this.view.pieceOf(one);
    if (piece) this.view.select(piece);
    this.view.frames.get("source")?.lines(one.line, one.line);
    this.drawFound();
    const button = $(`[data-key="finding${this.at}"]`, this.found);
    button?.focus();
    button?.scrollIntoView({ block: "nearest" });
  }

  drawChanges() {
    const { before } = this.view;
    this.changes.hidden = !before;
    if (!before) return;
    const rev = before.revision;
    fill(this.changes, h("h2", { id: "changes" }, t("against", { rev })),
      before.same && h("p", { class: "quiet" }, t("before.same", { rev })), !before.html && h("p", { class: "quiet" }, t("before.new", { rev })),
      before.changes.length > 0 && h("ol", { class: "lines diff", tabindex: "0", "aria-label": t("against", { rev }) }, before.changes.map((line) =>
        h("li", { class: { "+": "added", "-": "removed", "@": "quiet" }[line[0]] || "" }, line))));
  }

  drawProofs() {
    const list = this.about?.evidence;
    this.proofs.hidden = !list;
    if (!list) return;
    fill(this.proofs, h("h2", { id: "proofs" }, t("evidence"), h("span", { class: "count" }, String(list.length))),
      !list.length && h("p", { class: "quiet" }, t("evidence.none")),
      h("ul", { class: "evidence" }, list.map((one, at) => h("li", { class: one.state },
        h("button", { "data-key": `proof${at}`, onclick: () => this.prove(one) }, h("span", { class: "state" }, t(one.state)), " ", h("b", {}, one.text)),
        h("div", { class: "proof" }, this.proof(one, false))))));
  }

  prove(one) {
    const piece = this.view.pieceOf({ ...one, path: this.about.path });
    if (piece) this.view.select(piece);
  }

  proof(one, alone = true) {
    const seed = one.seed && h("a", { href: `#seeds/${encodeURIComponent(one.seed)}` }, one.seed);
    return h("div", {}, alone ? h("p", {}, h("b", {}, t(one.state)), seed && [" · ", seed]) : seed && h("p", {}, seed),
      one.passage && h("blockquote", {}, one.passage), one.reason && h("p", { class: "quiet" }, inLanguage(one).reason));
  }

  drawOutline() {
    const blocks = this.about?.outline || [];
    fill(this.outline, h("h2", { id: "outline" }, t("outline")), h("ol", {}, blocks.map((one) => this.entry(one))));
  }

  entry(one) {
    const movable = !fixed && typeof one.at.at(-1) === "number";
    const found = (this.about.findings || []).filter((other) => other.path === this.about.path && one.line <= other.line && other.line <= one.end);
    const key = `block${one.at.join(".")}`;
    return h("li", {
      class: one.at.length > 2 ? "inner" : "", draggable: movable ? "true" : null,
      ondragstart: (event) => event.dataTransfer.setData("text/plain", JSON.stringify(one.at)),
      ondragover: (event) => movable && event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        this.drop(JSON.parse(event.dataTransfer.getData("text/plain") || "[]"), one.at);
      },
    },
    h("button", {
      "data-key": key, class: "name", onclick: () => this.visit(one),
      onkeydown: (event) => {
        if (movable && event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
          event.preventDefault();
          event.stopPropagation();
          this.move(one.at, one.at.at(-1) + (event.key === "ArrowUp" ? -1 : 1));
        }
      },
    }, one.title || t(`block.${one.block}`)),
    found.length > 0 && h("span", { class: "count" }, String(found.length)),
    movable && h("span", { class: "moves" },
      h("button", { "data-key": `${key}up`, "aria-label": `${t("move.up")} : ${one.title}`, title: `${t("move.up")} (Alt ↑)`, onclick: () => this.move(one.at, one.at.at(-1) - 1) }, "↑"),
      h("button", { "data-key": `${key}down`, "aria-label": `${t("move.down")} : ${one.title}`, title: `${t("move.down")} (Alt ↓)`, onclick: () => this.move(one.at, one.at.at(-1) + 1) }, "↓")));
  }

  visit(one) {
    const piece = this.view.pieces.find((other) => one.line <= other.line && other.line <= one.end);
    if (piece) this.view.select(piece);
  }

  drop(from, at) {
    if (from.slice(0, -1).join() === at.slice(0, -1).join() && from.length) this.move(from, at.at(-1));
  }

  async move(at, to) {
    const siblings = (this.about?.outline || []).filter((one) => one.at.length === at.length && one.at.slice(0, -1).join() === at.slice(0, -1).join());
    if (to < 0 || to >= siblings.length || to === at.at(-1)) return;
    this.moved = `block${[...at.slice(0, -1), to].join(".")}`;
    const answer = await this.view.change([{ do: "move", at, to }]);
    if (answer.status !== 200) this.view.app.say(inLanguage(answer.problems[0]).message);
    else $(`[data-key="${this.moved}"]`, this.outline)?.focus();
  }
}

function dotted(at) {
  return at.map((part) => (typeof part === "number" ? `[${part + 1}]` : part)).join(".").replaceAll(".[", "[");
}
