// One server of Node: socket.io with @socket.io/redis-streams-adapter, driven by JSON lines. PEER is its configuration
// as JSON; see NodePeer.java. Each line of stdin is a command {"id", "do", …}; each line of stdout its outcome, {"id",
// "result"} or {"id", "error", "responses"}. Bytes are written as {"$bytes": base64}. It ends with its stdin.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Cluster, Redis } from "ioredis";
import { createClient, createCluster, createSentinel } from "redis";
import { Server } from "socket.io";

const { name, client, urls, master, cluster, adapter, namespaces, server: options } = JSON.parse(process.env.PEER);

const places = urls.map((url) => new URL(url)).map((url) => ({ host: url.hostname, port: Number(url.port) }));

function ioredis() {
  if (cluster) return new Cluster(places, { shardedSubscribers: adapter.useShardedPubSub, redisOptions: { connectionName: name } });
  if (master) return new Redis({ sentinels: places, name: master, connectionName: name });
  return new Redis(urls[0], { connectionName: name });
}

function redis() {
  if (cluster) return createCluster({ rootNodes: urls.map((url) => ({ url })), defaults: { name } });
  if (master) return createSentinel({ name: master, sentinelRootNodes: places, nodeClientOptions: { name } });
  return createClient({ url: urls[0], name });
}

const connection = client === "redis" ? redis() : ioredis();
connection.on("error", (error) => console.error("redis:", error.message));
if (client === "redis") await connection.connect();
process.on("unhandledRejection", (error) => console.error("unhandled:", error));

const http = createServer();
const io = new Server(http, { ...options, adapter: createAdapter(connection, adapter) });
const heard = []; // what other servers said to this one
namespaces.forEach((nsp) => io.of(nsp));
await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));

/** Java's hashCode, as the adapter spreads namespaces over streams. */
const hash = (text) => [...Array(text.length).keys()].reduce((h, i) => (h * 31 + text.charCodeAt(i)) | 0, 0);
/** The adapter writes what belongs to a negative hash into a stream that it never reads. */
const isRead = (nsp) => (adapter.streamCount ?? 1) === 1 || hash(nsp) % adapter.streamCount >= 0;

/** Calls itself on both ways until it hears it: the adapter begins with what comes after its first read. */
async function reading(nsp) {
  const own = io.of(nsp).adapter;
  const missing = new Set(isRead(nsp) ? ["stream", "channel"] : ["channel"]);
  own.onMessage = function (message, offset) {
    if (message.uid === `call of ${name}`) missing.delete(offset ? "stream" : "channel");
    else Object.getPrototypeOf(own).onMessage.call(own, message, offset);
  };
  const opts = { rooms: ["nobody is here"], except: [], flags: {} };
  const call = (type, data) => own.doPublish({ uid: `call of ${name}`, nsp, type, data });
  while (missing.size > 0) {
    if (missing.has("stream")) await call(3, { opts, packet: { type: 2, data: ["call"] } });
    if (missing.has("channel")) await call(9, { packet: ["nobody listens"] });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  delete own.onMessage;
}
await Promise.all(namespaces.map(reading));

const pack = (value) => {
  if (ArrayBuffer.isView(value)) return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  if (value instanceof Set || Array.isArray(value)) return [...value].map(pack);
  if (value && typeof value === "object" && typeof value.toJSON !== "function") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pack(inner)]));
  }
  return value;
};
const unpack = (value) => {
  if (Array.isArray(value)) return value.map(unpack);
  if (value && typeof value === "object") {
    if (typeof value.$bytes === "string") return Buffer.from(value.$bytes, "base64");
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
  }
  return value;
};

function operator({ nsp, rooms, except, local, droppable, timeout }) {
  let to = io.of(nsp);
  if (rooms.length > 0) to = to.to(rooms);
  if (except.length > 0) to = to.except(except);
  if (local) to = to.local;
  if (droppable) to = to.volatile;
  if (timeout !== undefined) to = to.timeout(timeout);
  return to;
}

function socket({ nsp, socket: id }) {
  const found = io.of(nsp).sockets.get(id);
  if (!found) throw new Error(`no socket ${id} here`);
  return found;
}

async function remote({ nsp, socket: id, timeout }) {
  const found = await io.of(nsp).in(id).fetchSockets();
  if (found.length !== 1) throw new Error(`${found.length} sockets ${id}`);
  return timeout === undefined ? found[0] : found[0].timeout(timeout);
}

const view = ({ id, rooms, data, handshake }) => ({ id, rooms, data, handshake: JSON.parse(JSON.stringify(handshake)) });

const commands = {
  emit: ({ to, event, args }) => void operator(to).emit(event, ...args),
  emitWithAck: ({ to, event, args }) => operator(to).emitWithAck(event, ...args),
  fetchSockets: async ({ to }) => (await operator(to).fetchSockets()).map(view),
  socketsJoin: ({ to, rooms }) => operator(to).socketsJoin(rooms),
  socketsLeave: ({ to, rooms }) => operator(to).socketsLeave(rooms),
  disconnectSockets: ({ to, close }) => operator(to).disconnectSockets(close),
  serverSideEmit: ({ nsp, event, args }) => void io.of(nsp).serverSideEmit(event, ...args),
  serverSideEmitWithAck: ({ nsp, event, args }) => io.of(nsp).serverSideEmitWithAck(event, ...args),
  serverCount: ({ nsp }) => io.of(nsp).adapter.serverCount(),
  listen: ({ nsp, event, answers, answer }) =>
    void io.of(nsp).on(event, (...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : () => {};
      heard.push({ nsp, event, args });
      if (answers) ack(answer);
    }),
  heard: ({ nsp, event }) => heard.filter((one) => one.nsp === nsp && one.event === event).map(({ args }) => args),
  sockets: ({ nsp }) => [...io.of(nsp).sockets.keys()],
  socket: (command) => view(socket(command)),
  data: (command) => void (socket(command).data = command.data),
  join: (command) => socket(command).join(command.rooms),
  leave: (command) => void command.rooms.forEach((room) => socket(command).leave(room)),
  emitToSocket: (command) => void socket(command).emit(command.event, ...command.args),
  emitToSocketWithAck: (command) =>
    socket(command).timeout(command.timeout).emitWithAck(command.event, ...command.args),
  broadcastFromSocket: (command) => void socket(command).broadcast.emit(command.event, ...command.args),
  remoteEmit: async (command) => void (await remote(command)).emit(command.event, ...command.args),
  remoteEmitWithAck: async (command) => (await remote(command)).emitWithAck(command.event, ...command.args),
  remoteJoin: async (command) => void (await remote(command)).join(command.rooms),
  remoteLeave: async (command) => {
    const found = await remote(command);
    command.rooms.forEach((room) => found.leave(room));
  },
  remoteDisconnect: async (command) => void (await remote(command)).disconnect(command.close),
};

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function run(line) {
  const command = unpack(JSON.parse(line));
  try {
    const result = await commands[command.do](command);
    write({ id: command.id, result: pack(result ?? null) });
  } catch (error) {
    write({ id: command.id, error: error.message ?? String(error), responses: pack(error.responses ?? []) });
  }
}

createInterface({ input: process.stdin }).on("line", run).on("close", () => process.exit());
write({ id: 0, result: http.address().port });
