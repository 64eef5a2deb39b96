// The words of a page lead back to the file: each paragraph is found by what it says, not by marks in the bytes.

const BLOCKS = "p,h1,h2,h3,h4,h5,h6,li,td,th,dt,dd,blockquote,figcaption,caption,footer,summary,address,pre,div,a";
const DROPPED = /[\s\u00ad\u200b-\u200d\u034f\u2060*_`\\]/u;

export function squeeze(text) {
  let out = "";
  for (const letter of text) if (!DROPPED.test(letter)) out += letter === "’" ? "'" : letter.toLowerCase();
  return out;
}

// Give for a document the piece of each element that carries one, and the elements of each piece.
export function index(doc, pieces) {
  const exact = new Map();
  const long = [];
  for (const piece of pieces) {
    for (const said of piece.read) {
      const key = squeeze(said);
      if (!key) continue;
      if (!exact.has(key)) exact.set(key, []);
      exact.get(key).push(piece);
      if (key.length > 5) long.push([key, piece]);
    }
  }
  long.sort((one, other) => other[0].length - one[0].length);
  const pieceOf = new Map();
  const elementsOf = new Map();
  for (const element of carriers(doc)) {
    const key = squeeze(element.textContent);
    const twins = exact.get(key);
    let piece = twins && (twins.length > 1 ? twins.shift() : twins[0]);
    piece ||= long.find(([said]) => key.includes(said) && key.length < said.length * 2 + 30)?.[1];
    if (!piece) continue;
    pieceOf.set(element, piece);
    const id = piece.at.join(".");
    if (!elementsOf.has(id)) elementsOf.set(id, []);
    elementsOf.get(id).push(element);
  }
  return { pieceOf, elementsOf };
}

function carriers(doc) {
  const found = new Set();
  if (!doc?.body) return found;
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim()) continue;
    const block = text.parentElement.closest(BLOCKS);
    if (block?.nodeName === "A") found.add(block.parentElement.closest(BLOCKS.replace(",a", "")) || block);
    if (block) found.add(block);
  }
  return found;
}

// Give the range of some words inside an element, whatever blanks and signs stand between them.
export function rangeOf(element, words) {
  const wanted = squeeze(words);
  if (!wanted) return null;
  const places = [];
  let said = "";
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    for (let offset = 0; offset < text.data.length; offset++) {
      const letter = squeeze(text.data[offset]);
      for (let _ = 0; _ < letter.length; _++) places.push([text, offset]);
      said += letter;
    }
  }
  const start = said.indexOf(wanted);
  if (start < 0) return null;
  const range = element.ownerDocument.createRange();
  range.setStart(...places[start]);
  const [last, offset] = places[start + wanted.length - 1];
  range.setEnd(last, offset + 1);
  return range;
}
