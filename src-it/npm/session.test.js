// A node of Node restores the session that a node of ours saved, and saves one for ours. REDIS is the address of their
// Redis, CLIENT the package that speaks to it, PID and OFFSET are what a client of ours would bring along.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { Server } from "socket.io";

const { REDIS, CLIENT, PID, OFFSET } = process.env;
const WAIT = { timeout: 60_000 };

let client;
let io;
let adapter;

before(async () => {
  client = CLIENT === "redis" ? await createClient({ url: REDIS }).connect() : new Redis(REDIS);
  const http = createServer();
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  io = new Server(http, {
    adapter: createAdapter(client),
    connectionStateRecovery: { maxDisconnectionDuration: 60_000 },
  });
  adapter = io.of("/").adapter;
}, WAIT);

after(async () => {
  await io.close();
  if (CLIENT === "redis") client.destroy();
  else client.disconnect();
});

test("restores what a node of ours saved", WAIT, async () => {
  const session = await adapter.restoreSession(PID, OFFSET);
  assert.equal(session.sid, "java-sid");
  assert.equal(session.pid, PID);
  assert.deepEqual(session.rooms, ["java-sid", "room", "日本"]);
  assert.deepEqual(session.data, {
    user: "bob",
    numbers: [1, -7, 1.5, 4294967296],
    bytes: Buffer.from([1, 2, 255]),
    date: new Date("2023-11-14T22:13:20.123Z"),
    none: null,
  });
  assert.deepEqual(
    session.missedPackets.map((packet) => packet.slice(0, 2)),
    [["hello", "missed"]],
  );
});

test("has taken it away", WAIT, async () => {
  await assert.rejects(adapter.restoreSession(PID, OFFSET), (reason) => /not found/.test(reason));
});

test("saves one for a node of ours", WAIT, async () => {
  const data = {
    user: "ann",
    numbers: [1, -7, 1.5, 4294967296],
    bytes: Buffer.from([1, 2, 255]),
    date: new Date("2023-11-14T22:13:20.123Z"),
    none: undefined,
  };
  adapter.persistSession({ sid: "node-sid", pid: `node-${PID}`, rooms: ["node-sid", "room"], data });
  while (!(await client.exists(`sio:session:node-${PID}`))) await new Promise((resolve) => setTimeout(resolve, 10));
});
