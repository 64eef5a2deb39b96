// Search over the archive without a server: classic scripts only, so that it works from a folder too.
(() => {
  "use strict";
  const box = document.querySelector(".search");
  if (!box) return;
  const field = box.querySelector("input"), said = box.querySelector("[role=status]"), list = box.querySelector("ol");
  const years = box.dataset.years.split(" "), most = 30;
  const issues = []; // the newest first: [name, label, date, title, blocks, language]; a block: [anchor, heading, text, both folded]
  let loaded = 0, loading = false;

  const fold = (text) => text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").replaceAll("ß", "ss")
    .normalize("NFD").replace(/\p{M}/gu, "");
  const words = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  // An elided article says nothing: who writes « l’IA » looks for « IA ».
  const wanted = () => words(field.value.replace(/(^|[^\p{L}])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]/giu, "$1"));
  const spaced = (text) => ` ${words(text).join(" ")} `;
  const begins = (word) => (word.length < 3 ? ` ${word} ` : ` ${word}`);

  window.newsletterSearch = (rows) => {
    for (const [name, label, date, title, blocks, language] of rows) {
      const parts = blocks.map(([anchor, heading, text]) => [anchor, heading, text, spaced(anchor ? heading : title), spaced(text)]);
      issues.push({ name, label, date, title, language, folded: spaced(title), parts });
    }
  };

  function load() {
    if (loading || loaded === years.length) return;
    loading = true;
    const script = document.createElement("script");
    script.src = `${box.dataset.folder}/${years[loaded]}.js`;
    script.onload = script.onerror = () => {
      loading = false;
      loaded += 1;
      show();
    };
    document.head.append(script);
  }

  const worth = (text, word, weight) => (text.includes(` ${word} `) ? weight : text.includes(begins(word)) ? weight / 2 : 0);

  // Every word must be in the block, its heading or the issue's title, and one of them in the block itself.
  function score(issue, [, , , heading, text], query) {
    let sum = 0, own = 0;
    for (const word of query) {
      const here = worth(heading, word, 6) + worth(text, word, 2), above = worth(issue.folded, word, 3);
      if (!here && !above) return 0;
      sum += here + above;
      own += here;
    }
    return own ? sum : 0;
  }

  function marked(text, query) {
    const found = [...text.matchAll(/[\p{L}\p{N}]+/gu)].filter(({ 0: word }) => query.some((one) => begins(one).endsWith(" ") ? fold(word) === one : fold(word).startsWith(one)));
    const from = found.length ? Math.max(text.lastIndexOf(" ", Math.max(found[0].index - 70, 0)), 0) : 0;
    const end = from + 200 < text.length ? text.lastIndexOf(" ", from + 200) : text.length;
    const nodes = [from ? "… " : ""];
    let at = from;
    for (const { 0: word, index } of found.filter((one) => one.index < end)) {
      const mark = document.createElement("mark");
      mark.textContent = word;
      nodes.push(text.slice(at, index), mark);
      at = index + word.length;
    }
    return [...nodes, text.slice(at, end), end < text.length ? " …" : ""];
  }

  function made(tag, className, ...children) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children);
    return element;
  }

  function result({ issue, part: [anchor, heading, text] }, query) {
    const link = made("a", "", ...marked(heading || issue.title, query));
    link.href = `issues/${issue.name}/index.html${anchor ? `#${anchor}` : ""}`;
    const lines = [made("p", "title", link), made("p", "", ...marked(text, query))];
    const facts = made("p", "facts", [issue.date, ...(heading ? [issue.title] : [])].join(" · "));
    const item = made("li", "", made("span", "number", issue.label), made("div", "", ...lines, facts));
    if (issue.language && issue.language !== document.documentElement.lang) item.lang = issue.language;
    return item;
  }

  function show() {
    const query = wanted();
    list.hidden = said.hidden = !query.length;
    if (!query.length) return;
    const hits = issues.flatMap((issue) => issue.parts.map((part) => ({ issue, part, score: score(issue, part, query) })))
      .filter((hit) => hit.score).sort((one, other) => other.score - one.score);
    if (hits.length < most) load(); // older years only while there is room for what they hold
    list.replaceChildren(...hits.slice(0, most).map((hit) => result(hit, query)));
    const form = hits.length > 1 ? box.dataset.many : hits.length ? box.dataset.one : loading ? "" : box.dataset.none;
    const told = form.replace("{count}", hits.length).replace("{query}", field.value.trim());
    said.textContent = loading ? `${told} …` : told;
  }

  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", show);
  field.value = new URLSearchParams(location.search).get("q") || field.value;
  show();
})();
