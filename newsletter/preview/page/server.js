// The way to the server and back: questions, edits, and the socket that tells of every save.

export const fixed = document.documentElement.dataset.desk === "static";
const listeners = new Set();
let token = "";
let socket = null;
let opened = "";
let wait = 0;
let lost = false;

export const listen = (listener) => listeners.add(listener);
const tell = (message) => listeners.forEach((listener) => listener(message));

export async function ask(path) {
  const answer = await fetch(fixed ? `data/${path}.json` : `api/${path}`);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

export async function hello() {
  const told = await ask("hello");
  token = told.token || "";
  return told;
}

export async function send(path, body) {
  const headers = { "content-type": "application/json", "x-desk-token": token };
  const answer = await fetch(`api/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  let told = {};
  try {
    told = JSON.parse(text);
  } catch {
    told = { problems: [{ message: text, hint: "" }] };
  }
  return { status: answer.status, ...told };
}

export async function open(name) {
  opened = name;
  if (fixed) {
    if (name) for (const message of await ask(`issues/${name}`)) tell(message);
  } else if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ open: name }));
  }
}

export function connect() {
  if (fixed) return;
  const url = new URL("live", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.search = "";
  socket = new WebSocket(url);
  socket.onopen = () => {
    socket.send(JSON.stringify({ token, open: opened }));
    tell({ type: "connected", again: lost });
    lost = false;
    wait = 0;
  };
  socket.onmessage = (event) => tell(JSON.parse(event.data));
  socket.onclose = () => {
    if (!lost) tell({ type: "lost" });
    lost = true;
    wait = Math.min(2000, wait * 1.6 + 100);
    setTimeout(again, wait);
  };
}

// A server that was started again has another token.
async function again() {
  try {
    tell({ type: "hello", ...(await hello()) });
    connect();
  } catch {
    wait = Math.min(2000, wait * 1.6 + 100);
    setTimeout(again, wait);
  }
}
