// The frames in which an issue is looked at. What they hold runs no script: the sandbox has none, nor has the policy.

import { h } from "./dom.js";
import { index, rangeOf } from "./anchors.js";
import { morph } from "./morph.js";
import { t } from "./words.js";

export const KINDS = {
  desktop: { width: 1200, of: "html" },
  phone: { width: 375, of: "html" },
  dark: { width: 600, of: "html", dark: true },
  images: { width: 600, of: "html", images: false },
  styles: { width: 600, of: "html", styles: false },
  text: { of: "text" },
  web: { width: 1200, of: "web" },
  source: { of: "source" },
  before: { width: 600, of: "before" },
};

const SHEET = `
  [data-desk] { outline: 2px solid #2f7d85 !important; outline-offset: 3px !important; }
  body * { cursor: default; }
  ::highlight(error) { text-decoration: underline wavy #c0392b; }
  ::highlight(warning) { text-decoration: underline wavy #b07a10; }
  ::highlight(traced) { text-decoration: underline 2px #3c8c5a; text-underline-offset: 3px; }
  ::highlight(waived) { text-decoration: underline dotted 2px #77736b; text-underline-offset: 3px; }
  ::highlight(computed) { text-decoration: underline double #3c8c5a; text-underline-offset: 3px; }
  ::highlight(untraced) { text-decoration: underline dashed 2px #c0392b; text-underline-offset: 3px; }
  ::highlight(spot) { background-color: #ffe08a; color: #1f1d1a; }
`;

export class Frame {
  constructor(kind, desk) {
    this.kind = kind;
    this.rules = KINDS[kind];
    this.desk = desk; // { site, onselect, onkey, onpoint, pieces() }
    this.found = null;
    this.ready = null;
    this.at = "";
    this.iframe = h("iframe", { sandbox: "allow-same-origin", title: t(`frame.${kind}`), "data-kind": kind });
    this.view = h("div", { class: "view", role: "group", tabindex: "0", "aria-label": t(`frame.${kind}`) }, this.iframe);
    this.label = h("span", { class: "measure" });
    this.element = h("figure", { class: "frame", "data-frame": kind },
      h("figcaption", {}, h("span", {}, t(`frame.${kind}`)), this.label), this.view);
    this.element.style.flexGrow = this.rules.width;
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.view);
  }

  get document() {
    return this.iframe.contentDocument;
  }

  fit(zoom = this.zoom || 1) {
    this.zoom = zoom;
    const { width } = this.rules;
    const scale = Math.min(1, this.view.clientWidth / width) * zoom;
    if (!scale) return;
    Object.assign(this.iframe.style, {
      width: `${width}px`, height: `${this.view.clientHeight / scale}px`, transform: `scale(${scale})`,
    });
    this.label.textContent = `${width} px · ${Math.round(scale * 100)} %`;
  }

  // The frame stands at the place, so that the web copy finds its images and its style sheet.
  async place(folder) {
    if (this.at === folder) return this.ready;
    this.at = folder;
    this.ready = new Promise((resolve) => {
      this.iframe.addEventListener("load", () => resolve(this.dress()), { once: true });
    });
    this.iframe.src = `frames/issues/${encodeURIComponent(folder)}/`;
    return this.ready;
  }

  dress() {
    const doc = this.document;
    const sheet = new this.iframe.contentWindow.CSSStyleSheet();
    sheet.replaceSync(`${SHEET} :root { color-scheme: ${this.rules.dark ? "dark" : "light"} !important; }`);
    doc.adoptedStyleSheets = [sheet];
    doc.addEventListener("click", (event) => this.clicked(event));
    doc.addEventListener("auxclick", (event) => event.preventDefault());
    doc.addEventListener("submit", (event) => event.preventDefault());
    doc.addEventListener("keydown", (event) => this.desk.onkey(event));
    doc.addEventListener("mousemove", (event) => this.desk.onpoint(this, event), { passive: true });
  }

  // It is parsed as the frame's own, under the frame's policy: the desk's allows no style in markup.
  async show(folder, html) {
    if (this.at !== folder || !this.settled) {
      await this.place(folder);
      this.settled = true;
    }
    const wanted = this.adapt(new this.iframe.contentWindow.DOMParser().parseFromString(html, "text/html"));
    const { scrollX, scrollY } = this.iframe.contentWindow;
    morph(this.document.documentElement, wanted.documentElement);
    this.iframe.contentWindow.scrollTo(scrollX, scrollY);
    this.found = null;
  }

  // What a client would change. Images come from the newsletter's folder, not from where they will be published.
  adapt(doc) {
    const { dark, images, styles } = this.rules;
    const site = `${this.desk.site}/`;
    for (const image of doc.images) {
      const src = image.getAttribute("src") || "";
      if (images === false) image.removeAttribute("src");
      else if (src.startsWith(site)) image.setAttribute("src", new URL(`frames/${src.slice(site.length)}`, document.baseURI));
      image.removeAttribute("srcset");
    }
    for (const sheet of doc.querySelectorAll("link[rel~=stylesheet], style")) {
      if (styles === false) sheet.remove();
      else if (sheet.nodeName === "LINK") {
        const href = (sheet.getAttribute("href") || "").replace("assets/", `assets/${dark ? "dark" : "light"}/`);
        sheet.setAttribute("href", href);
      } else {
        const never = dark ? "all" : "not all";
        sheet.textContent = sheet.textContent.replace(/\(prefers-color-scheme:\s*dark\)/g, never);
      }
    }
    return doc;
  }

  anchors() {
    this.found ||= index(this.document, this.desk.pieces());
    return this.found;
  }

  pieceAt(node) {
    const { pieceOf } = this.anchors();
    for (let one = node; one; one = one.parentElement) if (pieceOf.has(one)) return pieceOf.get(one);
    return null;
  }

  clicked(event) {
    event.preventDefault();
    const link = event.target.closest?.("a[href]");
    if (link && (event.ctrlKey || event.metaKey) && /^https?:/.test(link.href)) {
      window.open(link.href, "_blank", "noopener,noreferrer");
      return;
    }
    const piece = this.pieceAt(event.target);
    if (piece) this.desk.onselect(piece, this);
  }

  mark(piece, scroll) {
    for (const one of this.document?.querySelectorAll("[data-desk]") || []) one.removeAttribute("data-desk");
    const elements = (piece && this.anchors().elementsOf.get(piece.at.join("."))) || [];
    for (const one of elements) one.setAttribute("data-desk", "");
    if (scroll && elements[0]) {
      const box = elements[0].getBoundingClientRect();
      const space = this.iframe.contentWindow.innerHeight;
      if (box.top < 0 || box.bottom > space) {
        this.iframe.contentWindow.scrollBy({ top: box.top - space / 3, behavior: "instant" });
      }
    }
  }

  // Underline words: `marks` are { name, piece, words }. Gives the ranges, for what happens under the pointer.
  underline(marks) {
    const registry = this.iframe.contentWindow?.CSS?.highlights;
    if (!registry) return [];
    registry.clear();
    const placed = [];
    for (const mark of marks) {
      for (const element of this.anchors().elementsOf.get(mark.piece.at.join(".")) || []) {
        const range = rangeOf(element, mark.words);
        if (range) placed.push({ mark, range });
      }
    }
    for (const name of new Set(placed.map((one) => one.mark.name))) {
      const ranges = placed.filter((one) => one.mark.name === name).map((one) => one.range);
      registry.set(name, new this.iframe.contentWindow.Highlight(...ranges));
    }
    this.placed = placed;
    return placed;
  }

  under(event) {
    return (this.placed || []).find(({ range }) => [...range.getClientRects()].some((box) =>
      event.clientX >= box.left - 1 && event.clientX <= box.right + 1
      && event.clientY >= box.top - 1 && event.clientY <= box.bottom + 3));
  }

  close() {
    this.observer.disconnect();
    this.element.remove();
  }
}

// Text and source: what is read as lines.
export class Lines {
  constructor(kind, desk) {
    this.kind = kind;
    this.desk = desk;
    this.list = h("ol", { class: `lines ${kind}`, tabindex: "0", "aria-label": t(`frame.${kind}`) });
    this.element = h("figure", { class: "frame", "data-frame": kind },
      h("figcaption", {}, h("span", {}, t(`frame.${kind}`))), this.list);
    this.element.style.flexGrow = 600;
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row && kind === "source") this.desk.online([...this.list.children].indexOf(row) + 1);
    });
  }

  fit() {}

  show(text) {
    if (text === this.said) return;
    this.said = text;
    const scrolled = this.list.scrollTop;
    const rows = text.replace(/\n$/, "").split("\n");
    while (this.list.children.length > rows.length) this.list.lastChild.remove();
    rows.forEach((row, at) => {
      const there = this.list.children[at];
      if (!there) this.list.append(h("li", {}, row || "\u200b"));
      else if (there.textContent !== (row || "\u200b")) there.textContent = row || "\u200b";
    });
    this.list.scrollTop = scrolled;
  }

  lines(from, to, { scroll = true } = {}) {
    for (const row of this.list.querySelectorAll(".on")) row.classList.remove("on");
    for (let at = from; at <= to; at++) this.list.children[at - 1]?.classList.add("on");
    const row = this.list.children[from - 1];
    if (scroll && row) this.list.scrollTop = row.offsetTop - this.list.offsetTop - this.list.clientHeight / 3;
  }

  severities(found) {
    for (const row of this.list.querySelectorAll("[data-severity]")) row.removeAttribute("data-severity");
    for (const one of found) this.list.children[one.line - 1]?.setAttribute("data-severity", one.severity);
  }

  close() {
    this.element.remove();
  }
}
