// The official client against two nodes. TRANSPORTS is "websocket", "polling" or empty for the client's
// own default, polling with an upgrade; NODE_A and NODE_B are the nodes' addresses.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { io } from "socket.io-client";

const { NODE_A, NODE_B, TRANSPORTS } = process.env;
const WAIT = { timeout: 30_000 };
const open = new Set();

function connect(url = NODE_A, options = {}) {
  const socket = io(url, {
    forceNew: true,
    ...(TRANSPORTS ? { transports: [TRANSPORTS] } : {}),
    ...options,
  });
  open.add(socket);
  return socket;
}

/** The arguments of the next event. */
function next(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
}

async function connected(url, options) {
  const socket = connect(url, options);
  await next(socket, "connect");
  return socket;
}

/** A client in a room of its own name, so that tests do not hear each other. */
let rooms = 0;
const freshRoom = () => `room-${process.pid}-${++rooms}`;

afterEach(() => {
  open.forEach((socket) => socket.disconnect());
  open.clear();
});

test("connects and ends on the transport it wants", WAIT, async () => {
  const socket = await connected();
  const engine = socket.io.engine;
  if (!TRANSPORTS && engine.transport.name !== "websocket") {
    await next(engine, "upgrade");
  }
  assert.equal(engine.transport.name, TRANSPORTS || "websocket");
  assert.equal(socket.id.length, 20);
  assert.ok(!socket.recovered);
});

test("hands its auth over", WAIT, async () => {
  const socket = connect(NODE_A, { auth: { token: "t", deep: { n: [1, null, "é😀"] } } });
  const [auth] = await next(socket, "auth");
  assert.deepEqual(auth, { token: "t", deep: { n: [1, null, "é😀"] } });
});

test("exchanges events with arguments of every kind, in order", WAIT, async () => {
  const socket = await connected();
  const args = [1, -2.5, "text", "é😀\u2028", true, null, [], {}, [1, { a: [null] }]];
  socket.emit("echo", ...args);
  assert.deepEqual(await next(socket, "echo"), args);

  const seen = [];
  const all = new Promise((resolve) =>
    socket.on("echo", (n) => seen.push(n) === 300 && resolve()),
  );
  for (let i = 0; i < 300; i++) socket.emit("echo", i);
  await all;
  assert.deepEqual(seen, [...Array(300).keys()]);
});

test("gets acknowledgements, also bound and written by JSON-B", WAIT, async () => {
  const socket = await connected();
  assert.deepEqual(await socket.emitWithAck("echo-ack", "a"), "a");
  const answers = await new Promise((resolve) =>
    socket.emit("echo-ack", 1, { b: 2 }, (...args) => resolve(args)),
  );
  assert.deepEqual(answers, [1, { b: 2 }]);
  const sum = await socket.emitWithAck("add", { left: 40, right: 2 });
  assert.equal(sum.value, 42);
});

test("gives acknowledgements, and the server notices when it does not", WAIT, async () => {
  const socket = await connected();
  socket.on("question", (question, answer) => answer(question, "yes"));
  socket.emit("ask", { why: "so" });
  assert.deepEqual(await next(socket, "answered"), [{ why: "so" }, "yes"]);
  socket.emit("ask-in-vain");
  assert.deepEqual(await next(socket, "answered"), ["timeout"]);
});

test("exchanges bytes, at any depth, also in acknowledgements", WAIT, async () => {
  const socket = await connected();
  const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
  socket.emit("echo", bytes, { in: [bytes, "x", Buffer.alloc(0)] });
  const [first, second] = await next(socket, "echo");
  assert.deepEqual(Buffer.from(first), bytes);
  assert.deepEqual(Buffer.from(second.in[0]), bytes);
  assert.equal(second.in[1], "x");
  assert.equal(second.in[2].byteLength, 0);
  const back = await socket.emitWithAck("echo-ack", bytes);
  assert.deepEqual(Buffer.from(back), bytes);
  const parcel = await socket.emitWithAck("reverse", "label", bytes);
  assert.equal(parcel.label, "label");
  assert.deepEqual(Buffer.from(parcel.content), Buffer.from([...bytes].reverse()));
  socket.on("question", (question, answer) => answer(question));
  socket.emit("ask", bytes);
  const [answered] = await next(socket, "answered");
  assert.deepEqual(Buffer.from(answered), bytes);
});

test("a payload of nearly 1 MB passes, text and bytes; a larger one ends the connection", WAIT, async () => {
  const socket = await connected();
  const text = "x".repeat(990_000);
  assert.equal(await socket.emitWithAck("echo-ack", text), text);
  // Base64 makes a third more of bytes on polling.
  const bytes = Buffer.alloc(740_000, 7);
  assert.deepEqual(Buffer.from(await socket.emitWithAck("echo-ack", bytes)), bytes);

  const end = next(socket, "disconnect");
  socket.emit("echo", "x".repeat(1_100_000));
  await end;
});

test("joins namespaces over one connection", WAIT, async () => {
  const main = await connected();
  const guarded = main.io.socket("/guarded", { auth: { word: "sesame" } });
  open.add(guarded);
  assert.deepEqual(await next(guarded, "inside"), ["/guarded"]);
  assert.notEqual(guarded.id, main.id);
  guarded.emit("shout", "hello");
  assert.deepEqual(await next(guarded, "shouted"), ["hello"]);
  guarded.disconnect();
  assert.equal(await main.emitWithAck("echo-ack", 1), 1);
});

test("is refused with message and data, and told of a namespace that is not there", WAIT, async () => {
  const guarded = connect(new URL("/guarded", NODE_A).href, { auth: { word: "barley" } });
  const [refusal] = await next(guarded, "connect_error");
  assert.equal(refusal.message, "wrong word");
  assert.deepEqual(refusal.data, { hint: "seeds" });

  const nowhere = connect(new URL("/nowhere", NODE_A).href);
  const [error] = await next(nowhere, "connect_error");
  assert.equal(error.message, "Invalid namespace");
});

test("broadcasts reach the room on both nodes and nobody else", WAIT, async () => {
  const room = freshRoom();
  const [a, a2, b, outsider] = await Promise.all([
    connected(NODE_A), connected(NODE_A), connected(NODE_B), connected(NODE_B),
  ]);
  let heardOutside = 0;
  outsider.on("told", (where) => where === room && heardOutside++);
  for (const socket of [a, a2, b]) {
    assert.ok((await socket.emitWithAck("join", room)).includes(room));
  }
  const heard = Promise.all([a, a2, b].map((socket) => next(socket, "told")));
  const offset = await outsider.emitWithAck("tell", room, { bytes: Buffer.from([1, 2]), n: 1 });
  assert.match(offset, /^\d+-\d+$/);
  for (const [where, text] of await heard) {
    assert.equal(where, room);
    assert.deepEqual(Buffer.from(text.bytes), Buffer.from([1, 2]));
    assert.equal(text.n, 1);
  }
  assert.equal(heardOutside, 0);
});

test("broadcasts leave out exceptions, and rooms can be left", WAIT, async () => {
  const room = freshRoom();
  const [a, b, c] = await Promise.all([connected(NODE_A), connected(NODE_B), connected(NODE_B)]);
  for (const socket of [a, b, c]) await socket.emitWithAck("join", room);
  const seen = { a: [], b: [], c: [] };
  a.on("told", (where, text) => where === room && seen.a.push(text));
  b.on("told", (where, text) => where === room && seen.b.push(text));
  c.on("told", (where, text) => where === room && seen.c.push(text));

  a.emit("tell-except", room, b.id, "not for b");
  await a.emitWithAck("tell", room, "for all");
  while (seen.c.at(-1) !== "for all") await next(c, "told");
  await c.emitWithAck("leave", room);
  await a.emitWithAck("tell", room, "not for c");
  await b.emitWithAck("join", room);
  await a.emitWithAck("tell", room, "last");
  while (seen.b.at(-1) !== "last" || seen.a.at(-1) !== "last") {
    await next(seen.a.at(-1) !== "last" ? a : b, "told");
  }
  assert.deepEqual(seen.a, ["not for b", "for all", "not for c", "last"]);
  assert.deepEqual(seen.b, ["for all", "not for c", "last"]);
  assert.deepEqual(seen.c, ["not for b", "for all"]);
});

test("a server moves and ends the sockets of another node", WAIT, async () => {
  const [from, to] = [freshRoom(), freshRoom()];
  const [a, b] = await Promise.all([connected(NODE_A), connected(NODE_B)]);
  await b.emitWithAck("join", from);
  a.emit("gather", from, to);
  const told = next(b, "told");
  await a.emitWithAck("tell", to, "welcome");
  assert.deepEqual((await told).slice(0, 2), [to, "welcome"]);
  const end = next(b, "disconnect");
  a.emit("expel", to);
  assert.deepEqual((await end)[0], "io server disconnect");
});

test("both nodes deliver in one order", WAIT, async () => {
  const room = freshRoom();
  const [a, b] = await Promise.all([connected(NODE_A), connected(NODE_B)]);
  for (const socket of [a, b]) await socket.emitWithAck("join", room);
  const collect = (socket) =>
    new Promise((resolve) => {
      const seen = [];
      socket.on("told", (where, text) => where === room && seen.push(text) === 200 && resolve(seen));
    });
  const orders = Promise.all([collect(a), collect(b)]);
  for (let i = 0; i < 100; i++) {
    a.emit("tell", room, `a${i}`, () => {});
    b.emit("tell", room, `b${i}`, () => {});
  }
  const [atA, atB] = await orders;
  assert.deepEqual(atA, atB);
  assert.equal(new Set(atA).size, 200);
  assert.deepEqual(atA.filter((text) => text[0] === "a"), [...Array(100).keys()].map((i) => `a${i}`));
});

test("a failing handler harms nobody", WAIT, async () => {
  const socket = await connected();
  socket.emit("fail");
  socket.emit("add", "not a pair");
  assert.equal(await socket.emitWithAck("echo-ack", "alive"), "alive");
});

test("leaving is noticed on the other node, with its reason", WAIT, async () => {
  const watcher = await connected(NODE_B);
  await watcher.emitWithAck("join", "watchers");
  const reasons = new Map();
  watcher.on("left", (id, reason) => reasons.set(id, reason));
  const leaves = async (socket, act) => {
    const { id } = socket;
    act(socket);
    while (!reasons.has(id)) await next(watcher, "left");
    return reasons.get(id);
  };
  assert.equal(
    await leaves(await connected(), (socket) => socket.disconnect()),
    "client namespace disconnect",
  );
  assert.equal(
    await leaves(await connected(), (socket) => socket.io.engine.close()),
    "transport close",
  );
  assert.equal(
    await leaves(await connected(), (socket) => socket.emit("go", false)),
    "server namespace disconnect",
  );
});

test("what a client says just before it leaves is not lost", WAIT, async () => {
  const room = freshRoom();
  const hearer = await connected(NODE_B);
  await hearer.emitWithAck("join", room);
  const heard = [];
  const all = new Promise((resolve) =>
    hearer.on("told", (where, text) => where === room && heard.push(text) === 50 && resolve()),
  );
  for (let i = 0; i < 50; i++) {
    const socket = await connected();
    socket.emit("tell", room, i, () => {});
    socket.disconnect();
  }
  await all;
  assert.deepEqual(heard.sort((x, y) => x - y), [...Array(50).keys()]);
});

test("reconnects by itself after the transport broke", WAIT, async () => {
  const socket = await connected(NODE_A, { reconnectionDelay: 50 });
  const first = socket.id;
  const again = next(socket, "connect");
  socket.io.engine.close();
  await again;
  assert.notEqual(socket.id, first);
  assert.equal(await socket.emitWithAck("echo-ack", 1), 1);
});

after(() => open.forEach((socket) => socket.disconnect()));
