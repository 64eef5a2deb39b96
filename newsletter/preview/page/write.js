// A text of the issue, written in place. The file is the truth: what changed there meanwhile is never written over.

import { fill, h, marked } from "./dom.js";
import { inLanguage, t } from "./words.js";

export class Writer {
  constructor(side, piece) {
    this.side = side;
    this.piece = piece;
    this.text = h("textarea", { "aria-label": t("edit.label"), rows: String(Math.min(24, 3 + Math.ceil(piece.value.length / 50))), spellcheck: "true" });
    this.text.value = piece.value;
    this.text.lang = side.view.app.newsletter?.language || "";
    this.told = h("div", { class: "told", role: "alert" });
    this.element = h("form", { class: "writer", onsubmit: (event) => { event.preventDefault(); this.save(); } },
      this.text, this.told, h("p", { class: "do" },
        h("button", { class: "main", type: "submit", title: "Ctrl ⏎" }, t("save")),
        h("button", { type: "button", title: "Esc", onclick: () => side.stop() }, t("cancel"))));
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.save();
      if (event.key === "Escape") side.stop();
    });
  }

  focus() {
    this.text.focus();
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
  }

  // The file changed while this text is being written: elsewhere in it is no conflict, here it is.
  changed(pieces) {
    const now = pieces.find((one) => one.at.join() === this.piece.at.join());
    if (!now && !pieces.length) return;
    if (now?.value === this.piece.value || now?.value === this.text.value) {
      this.piece = now;
    } else if (!this.saving) {
      this.conflict(now ? now.value : null, t("changed.here"));
    }
  }

  async save() {
    const value = this.text.value.replace(/\s+$/, "");
    if (value === this.piece.value) return this.side.stop();
    if (this.theirs !== undefined && !this.keep) return this.text.focus();
    this.saving = true;
    const answer = await this.side.view.change([{ do: "set", at: this.piece.at, value }]);
    this.saving = false;
    if (answer.status === 200) {
      this.side.view.app.say(t("saved"));
      return this.side.stop();
    }
    if (answer.status === 409) return this.conflict(answer.theirs ?? null, t("conflict"));
    fill(this.told, answer.problems.map((one) => h("p", {}, marked(inLanguage(one).message), " ", h("span", { class: "quiet" }, marked(inLanguage(one).hint)))));
    return null;
  }

  // Both are shown, and nothing is lost whatever is chosen.
  conflict(theirs, why) {
    this.theirs = theirs;
    fill(this.told, h("p", {}, why), h("h3", {}, t("conflict.theirs")),
      h("blockquote", { class: "theirs" }, theirs ?? t("conflict.gone")),
      h("p", { class: "do" },
        theirs !== null && h("button", { type: "button", onclick: () => this.overwrite() }, t("conflict.keep")),
        h("button", { type: "button", onclick: () => this.side.stop() }, t("conflict.take"))),
      h("h3", {}, t("conflict.mine")));
  }

  async overwrite() {
    this.keep = true;
    this.piece = this.side.view.pieces.find((one) => one.at.join() === this.piece.at.join()) || this.piece;
    await this.save();
    this.keep = false;
  }
}
