// Elements from plain values. Text goes in as text: nothing on this page is ever parsed as markup.

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat(9).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

// What stands in backticks, as our messages have names of keys and commands, is set as code.
export const marked = (text) => text.split("`").map((part, at) => (at % 2 ? h("code", {}, part) : part));

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Replace what an element holds and give the focus back to the entry that had it, found by its data-key.
export function fill(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const scrolled = element.scrollTop;
  element.replaceChildren(...children.flat(9).filter(Boolean));
  element.scrollTop = scrolled;
  if (focused) $(`[data-key="${CSS.escape(focused)}"]`, element)?.focus({ preventScroll: true });
}

export function stored(key, fallback) {
  try {
    const value = localStorage.getItem(`desk.${key}`);
    return value === null ? fallback : JSON.parse(value);
  } catch {
    return fallback; // storage is off: the desk forgets, and works
  }
}

export function store(key, value) {
  try {
    localStorage.setItem(`desk.${key}`, JSON.stringify(value));
  } catch { /* the same */ }
}
