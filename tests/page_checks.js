// What a reader must never meet, looked for in a page as it is laid out. Gives one sentence for each finding.
() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  const say = (what, node, more = "") => {
    const text = (node.textContent || "").trim().replace(/\s+/g, " ").slice(0, 60);
    found.push(`${what}: <${(node.nodeType === 3 ? node.parentElement : node).tagName.toLowerCase()}> ${text} ${more}`);
  };

  if (document.documentElement.scrollWidth > window.innerWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width + 1);
    say("scrolls sideways", wide.at(-1) || document.body, `${document.documentElement.scrollWidth} > ${window.innerWidth}`);
  }

  const hidden = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return true;
      if (one.classList.contains("skip")) return true; // shown on focus, at the left of the page until then
    }
    return false;
  };

  // The lines of every text, each a box around its letters: the middle of a line box, for boxes of tight lines touch.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim() || ["STYLE", "SCRIPT", "TITLE"].includes(text.parentElement.tagName)) continue;
    if (hidden(text.parentElement)) continue;
    if (parseFloat(getComputedStyle(text.parentElement).fontSize) < 14) say("is small print", text);
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      if (box.left < -0.5 || box.right > width + 0.5) say("leaves the page", text, `${box.left}..${box.right} of ${width}`);
      const inset = box.height * 0.25;
      lines.push({ text, left: box.left + 1, right: box.right - 1, top: box.top + inset, bottom: box.bottom - inset });
    }
  }
  lines.sort((one, other) => one.top - other.top);
  lines.forEach((one, index) => {
    for (let next = index + 1; next < lines.length && lines[next].top < one.bottom; next++) {
      const other = lines[next];
      if (other.text !== one.text && other.left < one.right && one.left < other.right) say("overlaps", one.text, `and ${other.text.data.trim().slice(0, 40)}`);
    }
  });

  for (const one of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(one);
    const cuts = style.overflowX !== "visible" || style.overflowY !== "visible" || style.textOverflow === "ellipsis";
    const cut = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    if (cuts && cut && one.textContent.trim() && !hidden(one)) say("is cut", one);
  }

  for (const one of document.querySelectorAll("a.action, .poll li a, .edge > a")) {
    const box = one.getBoundingClientRect();
    if (box.height < 44 || box.width < 44) say("is a small target", one, `${box.width} x ${box.height}`);
  }
  return { found: [...new Set(found)], text: document.body.innerText };
}
