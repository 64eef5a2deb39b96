// The keys, as they are pressed and as the help lists them.

import { h } from "./dom.js";
import { t } from "./words.js";

export const HELP = [
  ["?", "key.help"], ["1 … 8", "key.frames"], ["+  −  0", "key.zoom"], ["j  k", "key.pieces"], ["n  N", "key.findings"],
  ["e", "key.edit"], ["o", "key.open"], ["y", "key.lines"], ["r", "key.status"], ["[  ]", "key.issue"], ["i  l  s  x", "key.views"],
  ["o  p  u", "key.inbox"], ["Alt ↑  Alt ↓", "key.move"], ["Space  ⇧ Space", "key.scroll"], ["Ctrl ⏎  Esc", "key.save"],
];

export function help(editors, chosen, choose) {
  const dialog = h("dialog", { class: "help", "aria-labelledby": "help" },
    h("h2", { id: "help" }, t("keys")),
    h("dl", {}, HELP.map(([keys, what]) => [h("dt", {}, keys.split("  ").map((key) => [h("kbd", {}, key), " "])), h("dd", {}, t(what))])),
    h("label", {}, `${t("editor")} `, h("select", { onchange: (event) => choose(event.target.value) },
      Object.entries(editors).map(([name, pattern]) => h("option", { value: pattern, selected: pattern === chosen }, name)))),
    h("form", { method: "dialog" }, h("button", { autofocus: true }, t("close"))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
