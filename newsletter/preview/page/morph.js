// One document made into another by touching only what differs, so that scroll, images and selection stay.

const keyOf = (node) => (node.nodeType === 1 ? `${node.nodeName}#${node.id}` : node.nodeName);

export function morph(from, to) {
  if (from.isEqualNode(to)) return from;
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
    const fresh = from.ownerDocument.importNode(to, true);
    from.replaceWith(fresh);
    return fresh;
  }
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return from;
  }
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  children(from, to);
  return from;
}

function children(from, to) {
  const old = [...from.childNodes];
  const wanted = [...to.childNodes];
  let head = 0;
  while (head < old.length && head < wanted.length && old[head].isEqualNode(wanted[head])) head++;
  let tail = 0;
  while (
    tail < old.length - head && tail < wanted.length - head
    && old[old.length - 1 - tail].isEqualNode(wanted[wanted.length - 1 - tail])
  ) tail++;
  const gone = old.slice(head, old.length - tail);
  const coming = wanted.slice(head, wanted.length - tail);
  const before = old[old.length - tail] || null;
  const shared = Math.min(gone.length, coming.length);
  for (let index = 0; index < shared; index++) {
    if (keyOf(gone[index]) === keyOf(coming[index])) morph(gone[index], coming[index]);
    else gone[index].replaceWith(from.ownerDocument.importNode(coming[index], true));
  }
  for (const node of gone.slice(shared)) node.remove();
  for (const node of coming.slice(shared)) from.insertBefore(from.ownerDocument.importNode(node, true), before);
}
