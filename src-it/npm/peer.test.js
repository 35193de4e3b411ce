// Three servers of ours and two of Node, one with each client for Redis, are one cluster. NODE_A and NODE_B, both on
// WildFly, and PAYARA are the addresses of ours, REDIS that of their Redis. Every test is driven from each of the five
// in turn and looks at two clients of each.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, describe, test } from "node:test";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { Server } from "socket.io";
import { io } from "socket.io-client";

const { NODE_A, NODE_B, PAYARA, REDIS } = process.env;
const WAIT = { timeout: 60_000 };
const SERVERS = ["a", "b", "payara", "redis", "ioredis"];
const OURS = ["a", "b", "payara"];

const urls = { a: NODE_A, b: NODE_B, payara: PAYARA };
const drivers = {}; // by server: a client that is in no room
const servers = {}; // those of Node
const closing = [];
let ioredis;
const open = new Set();

/** The events of it/app/Main.java and Guarded.java, as far as they are used here. */
function serve(server, node) {
  const main = server.of("/");
  main.on("connection", (socket) => {
    socket.on("join", (room, ack) => {
      socket.join(room);
      ack([...socket.rooms]);
    });
    socket.on("leave", (room, ack) => {
      socket.leave(room);
      ack([...socket.rooms]);
    });
    socket.on("tell", (room, text) => main.to(room).emit("told", room, text, node));
    socket.on("tell-either", (one, two, text) =>
      main.to(one).to(two).emit("told", `${one} ${two}`, text, node),
    );
    socket.on("tell-except", (room, except, text) =>
      main.to(room).except(except).emit("told", room, text, node),
    );
    socket.on("tell-volatile", (room, text) =>
      main.volatile.to(room).emit("told", room, text, node),
    );
    socket.on("tell-others", (text) => socket.broadcast.emit("told", "*", text, node));
    socket.on("tell-here", (text) => main.local.emit("told", "here", text, node));
    socket.on("gather", (from, to) => main.in(from).socketsJoin(to));
    socket.on("dismiss", (from, room) => main.in(from).socketsLeave(room));
    socket.on("expel", (room) => main.in(room).disconnectSockets(false));
    socket.on("cut-off", (room) => main.in(room).disconnectSockets(true));

    const view = ({ id, rooms, data, handshake: { headers, query, auth, address, issued, secure, xdomain, url } }) => ({
      id, rooms: [...rooms], data, headers, query, auth, address, issued, secure, xdomain, url,
    });
    const one = async (id) => (await main.in(id).fetchSockets())[0];
    const tell = (answers, ack) =>
      answers.then((all) => ack([null, all]), (error) => ack([error.message, error.responses]));
    socket.on("keep", (value, ack) => {
      socket.data.kept = value;
      ack();
    });
    socket.on("find", async (room, except, ack) =>
      ack((await (except ? main.in(room).except(except) : main.in(room)).fetchSockets()).map(view)),
    );
    socket.on("find-here", async (room, ack) => ack((await main.local.in(room).fetchSockets()).map(view)));
    socket.on("tell-one", async (id, text) => (await one(id)).emit("told", id, text, node));
    socket.on("move-one", async (id, from, to) => {
      const found = await one(id);
      found.leave(from);
      found.join(to);
    });
    socket.on("expel-one", async (id, close) => (await one(id)).disconnect(close));
    socket.on("ask-one", async (id, question, millis, ack) =>
      tell((await one(id)).timeout(millis).emitWithAck("question", question, node), ack),
    );
    socket.on("ask-all", (room, question, millis, ack) =>
      tell(main.to(room).timeout(millis).emitWithAck("question", question, node), ack),
    );
    socket.on("ask-servers", (event, question, ack) =>
      tell(main.serverSideEmitWithAck(event, question, node), ack),
    );
    socket.on("tell-servers", (text) => main.serverSideEmit("noted", text, node));
    socket.on("servers", async (ack) => ack(await main.adapter.serverCount()));
  });
  main.on("noted", (text, by) => main.local.emit("told", "noted", text, by));
  main.on("asked", (question, by, ack) => ack({ node, by, question }));
  const guarded = server.of("/guarded");
  guarded.on("connection", (socket) => {
    socket.on("shout", (text) => guarded.emit("shouted", text));
  });
}

async function start(node, redis, options = {}) {
  const http = createServer();
  // The adapter ends only when a read does, hence the short ones.
  const server = new Server(http, { adapter: createAdapter(redis, { blockTimeInMs: 500 }), ...options });
  serve(server, node);
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  urls[node] = `http://127.0.0.1:${http.address().port}/`;
  servers[node] = server;
  closing.unshift(() => server.close());
}

/** Calls a server until it answers: Node's adapter begins with what comes after its first read. */
async function reading(node) {
  const room = freshRoom();
  const socket = await connected(node);
  await socket.emitWithAck("join", room);
  const heard = next(socket, "told");
  const call = setInterval(() => drivers.a.emit("tell", room, "do you read", () => {}), 50);
  await heard;
  clearInterval(call);
  socket.disconnect();
}

before(async () => {
  const redis = createClient({ url: REDIS, name: "node" });
  redis.on("error", (error) => console.error(error));
  await redis.connect();
  ioredis = new Redis(REDIS, { connectionName: "node" });
  closing.push(() => redis.destroy(), () => ioredis.disconnect());
  await start("redis", redis);
  await start("ioredis", ioredis);
  for (const node of SERVERS) drivers[node] = await connected(node);
  open.clear(); // they stay
  await Promise.all(["redis", "ioredis"].map(reading));
}, WAIT);

afterEach(() => {
  open.forEach((socket) => socket.disconnect());
  open.clear();
});

after(() => {
  Object.values(drivers).forEach((socket) => socket.disconnect());
  closing.forEach((close) => close());
});

/** The arguments of the next event. */
function next(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
}

async function connected(node, options = {}) {
  const socket = io(urls[node], { forceNew: true, transports: ["websocket"], ...options });
  open.add(socket);
  await next(socket, "connect");
  return socket;
}

async function joinedGuarded(main) {
  const guarded = main.io.socket("/guarded", { auth: { word: "sesame" } });
  open.add(guarded);
  await next(guarded, "connect");
  return guarded;
}

/** A room of its own for each use, so that tests do not hear each other. */
let rooms = 0;
const freshRoom = () => `peer-${process.pid}-${++rooms}`;

/** Two clients of each server and all that they hear. */
async function crowd() {
  const everyone = freshRoom();
  const members = await Promise.all(
    [...SERVERS, ...SERVERS].map(async (node) => {
      const socket = await connected(node);
      const member = { node, socket, heard: [], ends: new Map(), settled: () => {} };
      socket.on("told", (...args) => {
        if (args[0] === everyone) {
          member.ends.set(args[2], args[1]);
          member.settled();
        } else {
          member.heard.push(args);
        }
      });
      await socket.emitWithAck("join", everyone);
      return member;
    }),
  );
  let round = 0;
  return {
    members,
    first: members.slice(0, SERVERS.length), // one of each server
    second: members.slice(SERVERS.length),
    ids: () => members.map((member) => member.socket.id),
    /**
     * Waits until the members have heard all that was said before, also if it came twice: every server says a last
     * word, the driver behind what it drove, and each server reads the words of the others in the order of the stream.
     */
    async settle(driver) {
      const end = ++round;
      const listening = members.filter((member) => member.socket.connected);
      const say = async (node) => {
        const heard = listening.map(
          (member) =>
            new Promise((resolve) => {
              member.settled = () => member.ends.get(node) === end && resolve();
            }),
        );
        drivers[node].emit("tell", everyone, end, () => {});
        await Promise.all(heard);
      };
      for (const node of [driver, ...SERVERS.filter((other) => other !== driver)]) await say(node);
    },
  };
}

const joinAll = (members, room) =>
  Promise.all(members.map((member) => member.socket.emitWithAck("join", room)));

/** What each of the members heard, no more and no less. */
function assertHeard(members, expected) {
  for (const { node, heard } of members) assert.deepEqual(heard, expected, `at ${node}`);
}

/** Has clients answer questions with where they are, who asked, and the question. */
function answering(members) {
  for (const { node, socket } of members) {
    socket.on("question", (question, by, ack) => ack({ node, by, question }));
  }
}

/** The answers, in whatever order they came. */
function assertAnswers(answers, expected) {
  const sorted = (all) => [...all].sort((x, y) => (x.node < y.node ? -1 : 1));
  assert.deepEqual(sorted(answers), sorted(expected));
}

const mixed = 'aé😀"\n';
const PAYLOADS = {
  text: "hello",
  "an empty text": "",
  unicode: "é😀 \u2028\u2029\u0000\u001e\u007f \\ \" 中文 e\u0301 \uffff",
  "values of every kind": {
    none: null, yes: true, no: false, zero: 0, minus: -1, fraction: 0.1, large: 1e300, small: 5e-324,
    integers: [23, 24, 127, 128, 255, 256, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -33, -129, -32769, 1 - 2 ** 53],
    deep: [[], {}, [[{ é: ["😀", null] }]]], "": "no name", long: "x".repeat(300),
  },
  "lone surrogates": "\ud800 a\udc00b",
  bytes: Buffer.from([0, 1, 2, 127, 128, 253, 254, 255]),
  "no bytes": Buffer.alloc(0),
  "bytes among values of every kind": {
    label: "é😀\u2028", in: [Buffer.from("first"), null, -2.5, { deep: [Buffer.from("second"), true] }],
    integers: [0, 127, 128, 65536, 2 ** 32, 2 ** 53 - 1, -1, -33, -129, 1 - 2 ** 53], long: "x".repeat(70_000),
  },
  "a text of 900 kB": mixed.repeat(900_000 / 11),
  "900 kB of bytes": Buffer.from(Array.from({ length: 900_000 }, (_, i) => (i * 31) & 255)),
};

for (const driver of SERVERS) {
  const drive = (...event) => drivers[driver].emit(...event);

  describe(`driven from ${OURS.includes(driver) ? "our node " : "Node with "}${driver}`, () => {
    for (const [name, payload] of Object.entries(PAYLOADS)) {
      test(`${name} reaches the room on every server and nobody else`, WAIT, async () => {
        const room = freshRoom();
        const { first, second, settle } = await crowd();
        await joinAll(first, room);
        drive("tell", room, payload, () => {});
        await settle(driver);
        assertHeard(first, [[room, payload, driver]]);
        assertHeard(second, []);
      });
    }

    for (const [name, payload] of Object.entries(PAYLOADS)) {
      test(`${name} goes to all clients of a room and comes back from each`, WAIT, async () => {
        const room = freshRoom();
        const { first } = await crowd();
        await joinAll(first, room);
        answering(first);
        const [error, answers] = await drivers[driver].emitWithAck("ask-all", room, payload, 30_000);
        assert.equal(error, null);
        assertAnswers(answers, first.map(({ node }) => ({ node, by: driver, question: payload })));
      });

      test(`${name} goes to each client alone and comes back`, WAIT, async () => {
        const { first } = await crowd();
        answering(first);
        for (const { node, socket } of first) {
          const [error, answer] = await drivers[driver].emitWithAck("ask-one", socket.id, payload, 30_000);
          assert.equal(error, null);
          assert.deepEqual(answer, { node, by: driver, question: payload });
        }
      });

      test(`${name} goes to all other servers and comes back from each`, WAIT, async () => {
        const { first, settle } = await crowd();
        const [error, answers] = await drivers[driver].emitWithAck("ask-servers", "asked", payload);
        assert.equal(error, null);
        const others = SERVERS.filter((node) => node !== driver);
        assertAnswers(answers, others.map((node) => ({ node, by: driver, question: payload })));

        drive("tell-servers", payload);
        const told = first.filter(({ node }) => node !== driver);
        await Promise.all(told.map(({ heard, socket }) => heard.length > 0 || next(socket, "told")));
        await settle(driver);
        assertHeard(told, [["noted", payload, driver]]);
        assertHeard(first.filter(({ node }) => node === driver), []);
      });

      test(`${name} kept with a socket is found from here`, WAIT, async () => {
        const room = freshRoom();
        const { first } = await crowd();
        await joinAll(first, room);
        await Promise.all(first.map(({ socket }) => socket.emitWithAck("keep", payload)));
        const found = await drivers[driver].emitWithAck("find", room, null);
        assert.deepEqual(new Set(found.map(({ id }) => id)), new Set(first.map(({ socket }) => socket.id)));
        for (const { data } of found) assert.deepEqual(data, { kept: payload });
      });
    }

    test("sockets are found with all that their own server knows of them", WAIT, async () => {
      const [room, out] = [freshRoom(), freshRoom()];
      const { members, first, second } = await crowd();
      await joinAll(members, room);
      await joinAll(second, out);
      const find = async (...event) => {
        const found = await drivers[driver].emitWithAck(...event);
        return Object.fromEntries(found.map((socket) => [socket.id, socket]));
      };
      const all = await find("find", room, null);
      assert.equal(Object.keys(all).length, members.length);
      for (const { node, socket } of members) {
        const here = await drivers[node].emitWithAck("find-here", socket.id);
        assert.deepEqual(all[socket.id], here[0], `that of ${node}`);
      }
      const inside = await find("find", room, out);
      assert.deepEqual(Object.keys(inside).sort(), first.map(({ socket }) => socket.id).sort());
      const own = await find("find-here", room);
      const ownIds = members.filter(({ node }) => node === driver).map(({ socket }) => socket.id);
      assert.deepEqual(Object.keys(own).sort(), ownIds.sort());
      assert.deepEqual(await find("find", freshRoom(), null), {});
    });

    test("a socket found is told, moved and disconnected", WAIT, async () => {
      const [from, to] = [freshRoom(), freshRoom()];
      const { first, second, settle } = await crowd();
      await joinAll(first, from);
      for (const { socket, heard } of first) {
        drive("tell-one", socket.id, { bytes: Buffer.from([1, 2]) });
        if (heard.length === 0) await next(socket, "told");
        drive("move-one", socket.id, from, to);
        const rooms = async () => (await drivers[driver].emitWithAck("find", socket.id, null))[0].rooms;
        while (!(await rooms()).includes(to));
        assert.ok(!(await rooms()).includes(from));
      }
      for (const { socket, heard } of first) {
        assert.deepEqual(heard, [[socket.id, { bytes: Buffer.from([1, 2]) }, driver]]);
      }
      const others = await Promise.all(first.map((member) => joinedGuarded(member.socket)));
      for (const [i, { socket, node }] of first.entries()) {
        const close = node === "b" || node === "ioredis";
        const end = next(socket, "disconnect");
        const otherEnd = next(others[i], "disconnect");
        drive("expel-one", socket.id, close);
        assert.equal((await end)[0], "io server disconnect");
        if (close) await otherEnd;
        else assert.ok(others[i].connected);
      }
      await settle(driver);
      assertHeard(second, []);
    });

    test("who does not answer in time is not waited for; the other answers are there", WAIT, async () => {
      const room = freshRoom();
      const { first, second } = await crowd();
      await joinAll([...first, ...second], room);
      answering(first);
      const [error, answers] = await drivers[driver].emitWithAck("ask-all", room, "?", 700);
      assert.equal(error, "operation has timed out");
      assertAnswers(answers, first.map(({ node }) => ({ node, by: driver, question: "?" })));
      const [alone] = await drivers[driver].emitWithAck("ask-one", second[0].socket.id, "?", 100);
      assert.equal(alone, "operation has timed out");
      const none = await drivers[driver].emitWithAck("ask-all", freshRoom(), "?", 30_000);
      assert.deepEqual(none, [null, []]);
    });

    test("the servers are counted", WAIT, async () => {
      assert.equal(await drivers[driver].emitWithAck("servers"), SERVERS.length);
    });

    test("who is in two of the rooms is told once", WAIT, async () => {
      const [one, two] = [freshRoom(), freshRoom()];
      const { members, first, settle } = await crowd();
      await joinAll(first, one);
      await joinAll(members, two);
      drive("tell-either", one, two, "once");
      await settle(driver);
      assertHeard(members, [[`${one} ${two}`, "once", driver]]);
    });

    test("a room and a single client are left out", WAIT, async () => {
      const [room, out] = [freshRoom(), freshRoom()];
      const { members, first, second, settle } = await crowd();
      await joinAll(members, room);
      await joinAll(second, out);
      drive("tell-except", room, out, "not for the second");
      for (const id of first.map((member) => member.socket.id)) drive("tell-except", room, id, id);
      await settle(driver);
      const others = (id) => first.map((member) => member.socket.id).filter((other) => other !== id);
      for (const member of first) {
        assertHeard([member], [
          [room, "not for the second", driver],
          ...others(member.socket.id).map((id) => [room, id, driver]),
        ]);
      }
      assertHeard(second, first.map((member) => [room, member.socket.id, driver]));
    });

    test("a single client is told by its id", WAIT, async () => {
      const { members, ids, settle } = await crowd();
      for (const id of ids()) drive("tell", id, "you", () => {});
      await settle(driver);
      for (const member of members) assertHeard([member], [[member.socket.id, "you", driver]]);
    });

    for (const [name, make] of [["", (n) => n], [" of bytes", (n) => Buffer.from([n])]]) {
      test(`volatile words${name} reach clients that can take them, once`, WAIT, async () => {
        const room = freshRoom();
        const { first, second, settle } = await crowd();
        await joinAll(first, room);
        const said = [];
        while (first.some((member) => member.heard.length === 0)) {
          said.push([room, make(said.length), driver]);
          drive("tell-volatile", room, said.at(-1)[1]);
          await new Promise((resolve) => setTimeout(resolve, 50)); // any one may be dropped
        }
        await settle(driver);
        for (const member of first) {
          const words = member.heard.map(([, word]) => Number(word[0] ?? word));
          assertHeard([member], words.map((n) => said[n]));
          assert.deepEqual(words, [...new Set(words)].sort((x, y) => x - y), `at ${member.node}`);
        }
        assertHeard(second, []);
      });
    }

    test("a client tells all others", WAIT, async () => {
      const { members, settle } = await crowd();
      const teller = members.find((member) => member.node === driver);
      teller.socket.emit("tell-others", "others");
      // The teller is another client than the driver: its server has told when another of its clients hears it.
      const witness = members.find((member) => member !== teller && member.node === driver);
      if (witness.heard.length === 0) await next(witness.socket, "told");
      await settle(driver);
      assertHeard([teller], []);
      assertHeard(members.filter((member) => member !== teller), [["*", "others", driver]]);
    });

    test("local words stay on the server", WAIT, async () => {
      const { members, settle } = await crowd();
      drive("tell-here", "here");
      await settle(driver);
      assertHeard(members.filter((member) => member.node === driver), [["here", "here", driver]]);
      assertHeard(members.filter((member) => member.node !== driver), []);
    });

    test("socketsJoin and socketsLeave move the clients of every server", WAIT, async () => {
      const [from, to] = [freshRoom(), freshRoom()];
      const { members, first, second, settle } = await crowd();
      await joinAll(first, from);
      const roomsOf = async (member) => await member.socket.emitWithAck("leave", "none");
      drive("tell", to, "too early", () => {});
      drive("gather", from, to);
      drive("gather", from, to);
      drive("tell", to, "in", () => {});
      await settle(driver);
      assertHeard(first, [[to, "in", driver]]);
      assertHeard(second, []);
      for (const member of members) {
        assert.equal((await roomsOf(member)).includes(to), first.includes(member), member.node);
      }

      drive("dismiss", from, to);
      drive("tell", to, "out", () => {});
      drive("tell", from, "still here", () => {});
      await settle(driver);
      assertHeard(first, [[to, "in", driver], [from, "still here", driver]]);
      assertHeard(second, []);
      for (const member of members) assert.ok(!(await roomsOf(member)).includes(to), member.node);
    });

    for (const [event, close] of [["expel", false], ["cut-off", true]]) {
      test(`disconnectSockets(${close}) ends the clients of every server`, WAIT, async () => {
        const room = freshRoom();
        const { first, second, settle } = await crowd();
        await joinAll(first, room);
        const others = await Promise.all(first.map((member) => joinedGuarded(member.socket)));
        const gone = [];
        first.forEach((member) => member.socket.on("disconnect", (why) => gone.push(why)));
        const ends = first.map((member) => next(member.socket, "disconnect"));
        const otherEnds = others.map((socket) => next(socket, "disconnect"));
        drive("tell", room, "goodbye", () => {});
        drive(event, room);
        drive("tell", room, "too late", () => {});
        await Promise.all(ends);
        await settle(driver);
        assertHeard(first, [[room, "goodbye", driver]]);
        assertHeard(second, []);
        assert.deepEqual(gone, first.map(() => "io server disconnect"));
        assert.ok(second.every((member) => member.socket.connected));
        if (close) {
          await Promise.all(otherEnds);
        } else {
          for (const socket of others) {
            const shouted = next(socket, "shouted");
            socket.emit("shout", "still there");
            await shouted;
            assert.ok(socket.connected);
          }
        }
      });
    }
  });
}

test("another namespace is another world", WAIT, async () => {
  const { members, first, settle } = await crowd();
  const guarded = await Promise.all(first.map((member) => joinedGuarded(member.socket)));
  const words = SERVERS.flatMap((node) => [`${node} 1`, `${node} 2`, `${node} 3`]);
  const heard = await Promise.all(
    guarded.map(
      (socket, i) =>
        new Promise((resolve) => {
          const seen = [];
          socket.on("shouted", (...args) => {
            seen.push(...args);
            if (seen.filter((word) => word.endsWith(" 3")).length === SERVERS.length) resolve(seen);
          });
          for (const n of [1, 2, 3]) socket.emit("shout", `${first[i].node} ${n}`);
        }),
    ),
  );
  for (const seen of heard) {
    assert.deepEqual([...seen].sort(), [...words].sort());
    for (const node of SERVERS) {
      assert.deepEqual(seen.filter((word) => word.startsWith(`${node} `)), [1, 2, 3].map((n) => `${node} ${n}`));
    }
  }
  await settle("a");
  assertHeard(members, []);
});

test("what all say at once is heard by all, each speaker in order; ours agree on one order", WAIT, async () => {
  const room = freshRoom();
  const { members, settle } = await crowd();
  await joinAll(members, room);
  const numbers = [...Array(100).keys()];
  for (const n of numbers) {
    for (const node of SERVERS) {
      drivers[node].emit("tell", room, n % 2 ? n : { n, bytes: Buffer.from([n]) }, () => {});
    }
  }
  for (const node of SERVERS) await settle(node);
  for (const { heard } of members) {
    assert.equal(heard.length, SERVERS.length * numbers.length);
    for (const node of SERVERS) {
      assert.deepEqual(
        heard.filter(([, , by]) => by === node).map(([, text]) => text),
        numbers.map((n) => (n % 2 ? n : { n, bytes: Buffer.from([n]) })),
      );
    }
  }
  const ours = members.filter((member) => OURS.includes(member.node));
  for (const { heard } of ours) assert.deepEqual(heard, ours[0].heard);
});

class Telling {
  own = 1;

  toJSON() {
    return { said: 1 };
  }
}

/** What only a program can say, not a client; made anew for each use. */
const VALUES = {
  undefined: () => undefined,
  "a date": () => new Date(1_700_000_000_123),
  "numbers that JSON does not know": () => [NaN, Infinity, -Infinity, -0],
  "lone surrogates": () => ["\ud800", "a\udc00b", "\ud83d" + "x".repeat(300)],
  "a map, a set, an expression, an error": () => [new Map([[1, 2]]), new Set([1]), /x/, new Error("e")],
  "what toJSON says": () => new Telling(),
  "undefined and functions inside": () => ({ none: undefined, some: [undefined], empty: [,] }),
  "keys like numbers": () => ({ 2: "b", 1: "a", "-1": "c", "01": "d" }),
  "many keys": () => Object.fromEntries([...Array(70_000).keys()].map((n) => [`k${n}`, n])),
  "eighty levels": () => [...Array(80)].reduce((inner) => [inner], "inside"),
};
const VIEWS = {
  "a Uint8Array": () => new Uint8Array([1, 2, 255]),
  "a part of a buffer": () => Buffer.from("xxabcxx").subarray(2, 5),
  "wider numbers": () => [new Uint16Array([1, 65535]), new Float64Array([0.5]), new DataView(new ArrayBuffer(3))],
};

for (const driver of ["redis", "ioredis"]) {
  const other = driver === "redis" ? "ioredis" : "redis";
  describe(`a program on Node with ${driver} is understood by ours as by its like`, () => {
    const compare = async (say) => {
      const room = freshRoom();
      const { first, settle } = await crowd();
      await joinAll(first, room);
      say(servers[driver].to(room), room);
      await settle(driver);
      const at = (node) => first.find((member) => member.node === node).heard;
      assert.ok(at(other).length > 0);
      for (const node of OURS) assert.deepEqual(at(node), at(other), `at ${node}`);
    };
    for (const [name, make] of Object.entries(VALUES)) {
      test(name, WAIT, () => compare((to, room) => to.emit("told", room, make(), driver)));
      test(`${name}, with bytes`, WAIT, () =>
        compare((to, room) => to.emit("told", room, make(), driver, Buffer.from([1]))));
    }
    for (const [name, make] of Object.entries(VIEWS)) {
      test(name, WAIT, () => compare((to, room) => to.emit("told", room, make(), driver)));
    }
    test("an event without arguments, and with many", WAIT, () =>
      compare((to, room) => {
        to.emit("told");
        to.emit("told", room, ...Array(200).keys());
      }));
    test("flags", WAIT, () =>
      compare((to, room) => {
        to.compress(false).emit("told", room, 1);
        to.compress(true).emit("told", room, 2);
        to.timeout(100).emit("told", room, 3);
      }));
  });
}

test("what a client of Node missed from us comes after its return", WAIT, async () => {
  const room = freshRoom();
  const aside = freshRoom();
  await start("recovering", ioredis, { connectionStateRecovery: {} });
  await reading("recovering");
  const socket = await connected("recovering", { reconnection: false });
  const id = socket.id;
  const heard = [];
  socket.on("told", (...args) => heard.push(args));
  await socket.emitWithAck("join", room);
  await socket.emitWithAck("join", aside);
  const told = next(socket, "told");
  const offsets = [await drivers.a.emitWithAck("tell", room, "before")];
  await told;

  const gone = next(servers.recovering.of("/").sockets.get(id), "disconnect");
  socket.io.engine.close();
  await gone;
  await ioredis.ping(); // behind the writing of the session
  const bytes = Buffer.from([1, 2]);
  drivers.b.emit("tell-except", room, aside, "not for it");
  offsets.push(await drivers.b.emitWithAck("tell", room, "text"));
  offsets.push(await drivers.a.emitWithAck("tell", room, bytes));
  await drivers.a.emitWithAck("tell", freshRoom(), "for others");

  const back = next(socket, "connect");
  socket.connect();
  await back;
  assert.ok(socket.recovered);
  assert.equal(socket.id, id);
  const after = next(socket, "told");
  offsets.push(await drivers.b.emitWithAck("tell", room, "after"));
  await after;
  assert.deepEqual(heard, [
    [room, "before", "a", offsets[0]],
    [room, "text", "b", offsets[1]],
    [room, bytes, "a", offsets[2]],
    [room, "after", "b", offsets[3]],
  ]);
});

test("while our connections to Redis are cut, nothing from us or to us is lost or repeated", WAIT, async () => {
  const room = freshRoom();
  const { members, settle } = await crowd();
  await joinAll(members, room);
  const numbers = [...Array(200).keys()];
  let cut = 0;
  for (const n of numbers) {
    if (n % 50 === 25) {
      for (const line of (await ioredis.client("LIST")).trim().split("\n")) {
        const [, id] = line.match(/\bid=(\d+)/);
        if (/ name=node /.test(line)) continue;
        await ioredis.client("KILL", "ID", id);
        if (/ cmd=(xread|xadd) /.test(line)) cut++;
      }
    }
    for (const node of SERVERS) drivers[node].emit("tell", room, n, () => {});
    await new Promise((resolve) => setTimeout(resolve, 10)); // the traffic's own pace
  }
  assert.ok(cut >= 2, `cut ${cut} connections`);
  for (const node of SERVERS) await settle(node);
  for (const member of members) {
    for (const node of SERVERS) {
      assert.deepEqual(
        member.heard.filter(([, , by]) => by === node).map(([, text]) => text),
        numbers,
        `from ${node} at ${member.node}`,
      );
    }
  }
});
