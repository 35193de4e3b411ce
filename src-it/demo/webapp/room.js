"use strict";

// The client's side of Room.java and Presence.java. It uses the official Socket.IO client, served from
// beside it; nothing comes from another address.

const $ = (id) => document.getElementById(id);
const pick = (list) => list[Math.floor(Math.random() * list.length)];

const name =
  new URLSearchParams(location.search).get("name") ||
  sessionStorage.getItem("name") ||
  `${pick(["Quiet", "Swift", "Merry", "Bold", "Gentle", "Clever"])} ${pick(["Otter", "Heron", "Lynx", "Finch", "Badger", "Hare"])}`;
sessionStorage.setItem("name", name);
$("me").textContent = name;

const socket = io({ auth: { name } });

// --- the state of this page ------------------------------------------------------------------

function state(id, text, mood) {
  $(id).textContent = text;
  if (mood) $(id).dataset.state = mood;
}

let node = ""; // the one that serves us

socket.on("connect", () => {
  state("connection", "connected", "good");
  state("session", socket.recovered ? "recovered" : "new session");
  const engine = socket.io.engine;
  state("transport", engine.transport.name);
  engine.on("upgrade", (transport) => state("transport", transport.name));
});

socket.on("disconnect", () => {
  state("connection", socket.active ? "reconnecting" : "disconnected", socket.active ? "waiting" : "bad");
  state("transport", "–");
  state("redis", "–", "waiting");
});

socket.on("connect_error", () => state("connection", "reconnecting", "waiting"));

socket.on("welcome", (served) => {
  node = served;
  document.title = `Node ${node} – one room, two nodes`;
  document.body.dataset.node = node;
  $("node").textContent = node;
  $("badge").textContent = node;
  $("cut").disabled = false;
});

// --- who is here -----------------------------------------------------------------------------

const SILENT_AFTER = 3500; // a node tells once a second
const GONE_AFTER = 20000;
const rosters = new Map(); // node -> { linked, people, heard }

socket.on("roster", (roster) => {
  rosters.set(roster.node, { ...roster, heard: Date.now() });
  showNodes();
});

setInterval(showNodes, 500);

function showNodes() {
  const now = Date.now();
  const cards = [...rosters.keys()].sort().flatMap((key) => {
    const roster = rosters.get(key);
    const age = now - roster.heard;
    if (age > GONE_AFTER) {
      rosters.delete(key);
      return [];
    }
    const silent = age > SILENT_AFTER;
    const card = $("node-card").content.cloneNode(true).firstElementChild;
    card.dataset.node = key;
    card.classList.toggle("silent", silent);
    card.classList.toggle("cut", !roster.linked);
    card.querySelector(".name").textContent = `Node ${key}`;
    card.querySelector(".state").textContent = silent ? "not heard of" : roster.linked ? "" : "cut off";
    const people = roster.people.map(({ id, name }) => {
      const item = document.createElement("li");
      item.textContent = id === socket.id ? `${name} (you)` : name;
      item.classList.toggle("me", id === socket.id);
      return item;
    });
    if (people.length === 0) {
      const item = document.createElement("li");
      item.className = "nobody";
      item.textContent = "nobody";
      people.push(item);
    }
    card.querySelector("ul").append(...people);
    return card;
  });
  $("nodes").replaceChildren(...cards);

  const own = rosters.get(node);
  if (socket.connected && own) {
    state("redis", own.linked ? "linked" : "cut off", own.linked ? "good" : "bad");
  }
}

// --- what was said ---------------------------------------------------------------------------

const session = Math.random().toString(36).slice(2);
let said = 0;

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  const id = `${session}-${++said}`;
  $("pending").append(row({ id, from: name, node, text }, "pending"));
  scrollDown();
  socket.emit("say", { id, text });
});

// It has come back out of the stream: everyone gets it now, in the same place.
socket.on("message", (message) => {
  byId("pending", message.id)?.remove();
  $("messages").append(row(message, ""));
  scrollDown();
});

socket.on("stamp", ({ id, offset }) => {
  const gutter = byId("messages", id)?.querySelector(".offset");
  if (!gutter) return;
  const tail = document.createElement("b");
  tail.textContent = offset.slice(-8);
  gutter.replaceChildren(offset.slice(0, -8), tail);
});

socket.on("lost", (id) => {
  const lost = byId("pending", id);
  if (!lost) return;
  lost.classList.add("lost");
  lost.querySelector(".offset").textContent = "not delivered";
});

function row({ id, from, node, text }, offset) {
  const item = $("row").content.cloneNode(true).firstElementChild;
  item.dataset.id = id;
  item.dataset.node = node;
  item.querySelector(".offset").textContent = offset;
  item.querySelector(".from").textContent = from;
  item.querySelector(".text").textContent = text;
  return item;
}

function byId(list, id) {
  return [...$(list).children].find((item) => item.dataset.id === id);
}

function scrollDown() {
  $("scroll").scrollTop = $("scroll").scrollHeight;
}

// --- the scissors ----------------------------------------------------------------------------

$("cut").addEventListener("click", () => {
  socket.emit("cut");
  $("cut").disabled = true;
  const end = Date.now() + 5000;
  const tick = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) {
      $("cut-text").textContent = `Cut off, ${left} s left`;
    } else {
      clearInterval(tick);
      $("cut-text").textContent = "Cut this node off from Redis";
      $("cut").disabled = false;
    }
  }, 100);
});
