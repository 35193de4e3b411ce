package io.github.socketiojakarta.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in a namespace and in which rooms. Room to members and member to rooms change together
 * under one lock, so a member that has gone is in no room, and a room without members is gone.
 *
 * <p>Safe for use by many threads; only memory work is done under the lock.
 *
 * @param <S> what the members stand for
 */
final class Rooms<S> {

  /** The life of a member; it only moves forward. */
  enum State {
    /** Middlewares are looking at it; its rooms are noted but nothing reaches it through them. */
    CONNECTING,
    /** In its rooms. */
    CONNECTED,
    /** Nothing reaches it any more; its rooms can still be read. */
    LEAVING,
    /** Gone, without rooms. */
    LEFT
  }

  /** One socket in the eyes of the index. */
  static final class Member<S> {

    private final String id;
    private final S socket;
    private final Set<String> rooms = new LinkedHashSet<>(4); // guarded by the lock of Rooms
    private volatile State state = State.CONNECTING; // written under the lock of Rooms

    Member(String id, S socket) {
      this.id = id;
      this.socket = socket;
    }

    State state() {
      return state;
    }
  }

  private final Object lock = new Object();
  private final Map<String, Member<S>> members = new LinkedHashMap<>(); // by id; guarded by lock
  private final Map<String, Set<Member<S>>> index = new HashMap<>(); // by room; guarded by lock
  private List<S> everyone; // snapshot for broadcasts to all, null if stale; guarded by lock
  private boolean closed; // guarded by lock

  /**
   * Makes a member reachable, in the room of its own id and those it has joined already.
   *
   * @return false if it has been cancelled or the namespace is closed
   */
  boolean connect(Member<S> member) {
    synchronized (lock) {
      if (member.state != State.CONNECTING || closed) {
        return false;
      }
      member.state = State.CONNECTED;
      member.rooms.add(member.id);
      members.put(member.id, member);
      everyone = null;
      for (String room : member.rooms) {
        enter(member, room);
      }
      return true;
    }
  }

  /**
   * Ends the attempt to connect.
   *
   * @return false if the member was not connecting
   */
  boolean cancel(Member<S> member) {
    synchronized (lock) {
      if (member.state != State.CONNECTING) {
        return false;
      }
      member.state = State.LEFT;
      member.rooms.clear();
      return true;
    }
  }

  /**
   * Makes a member unreachable; its rooms can be read until {@link #left}.
   *
   * @return false if it was not connected
   */
  boolean leave(Member<S> member) {
    synchronized (lock) {
      if (member.state != State.CONNECTED) {
        return false;
      }
      member.state = State.LEAVING;
      members.remove(member.id);
      everyone = null;
      for (String room : member.rooms) {
        exit(member, room);
      }
      return true;
    }
  }

  /** Takes the rooms from a member that is leaving. */
  void left(Member<S> member) {
    synchronized (lock) {
      if (member.state == State.LEAVING) {
        member.state = State.LEFT;
        member.rooms.clear();
      }
    }
  }

  /** Adds rooms; without effect on a member that is leaving. */
  void join(Member<S> member, Collection<String> rooms) {
    synchronized (lock) {
      if (member.state == State.LEAVING || member.state == State.LEFT) {
        return;
      }
      for (String room : rooms) {
        if (member.rooms.add(room) && member.state == State.CONNECTED) {
          enter(member, room);
        }
      }
    }
  }

  /** Takes rooms away. */
  void leave(Member<S> member, Collection<String> rooms) {
    synchronized (lock) {
      for (String room : rooms) {
        if (member.rooms.remove(room) && member.state == State.CONNECTED) {
          exit(member, room);
        }
      }
    }
  }

  /** The rooms of a member, in the order of joining. */
  Set<String> roomsOf(Member<S> member) {
    synchronized (lock) {
      return new LinkedHashSet<>(member.rooms);
    }
  }

  /** The member with an id. */
  Optional<S> find(String id) {
    synchronized (lock) {
      Member<S> member = members.get(id);
      return member == null ? Optional.empty() : Optional.of(member.socket);
    }
  }

  /** Everyone, in the order of connecting; an unmodifiable snapshot. */
  List<S> all() {
    synchronized (lock) {
      if (everyone == null) {
        List<S> sockets = new ArrayList<>(members.size());
        for (Member<S> member : members.values()) {
          sockets.add(member.socket);
        }
        everyone = List.copyOf(sockets);
      }
      return everyone;
    }
  }

  /**
   * The union of rooms without the members of other rooms, each member once: room by room, in a
   * room by the order of joining.
   *
   * @param rooms whom; none means everyone, in the order of connecting
   * @param except whom not
   */
  List<S> targets(Set<String> rooms, Set<String> except) {
    if (rooms.isEmpty() && except.isEmpty()) {
      return all();
    }
    synchronized (lock) {
      Set<Member<S>> seen = new HashSet<>();
      for (String room : except) {
        seen.addAll(index.getOrDefault(room, Set.of()));
      }
      List<S> sockets = new ArrayList<>();
      if (rooms.isEmpty()) {
        collect(members.values(), seen, sockets);
      } else {
        for (String room : rooms) {
          collect(index.getOrDefault(room, Set.of()), seen, sockets);
        }
      }
      return sockets;
    }
  }

  /**
   * Lets no one in any more.
   *
   * @return those who are still in
   */
  List<S> close() {
    synchronized (lock) {
      closed = true;
      return all();
    }
  }

  /** How many rooms there are; only for tests. */
  int size() {
    synchronized (lock) {
      return index.size();
    }
  }

  private void collect(Collection<Member<S>> from, Set<Member<S>> seen, List<S> sockets) {
    for (Member<S> member : from) {
      if (seen.add(member)) {
        sockets.add(member.socket);
      }
    }
  }

  private void enter(Member<S> member, String room) {
    index.computeIfAbsent(room, name -> new LinkedHashSet<>(4)).add(member);
  }

  private void exit(Member<S> member, String room) {
    Set<Member<S>> inside = index.get(room);
    inside.remove(member);
    if (inside.isEmpty()) {
      index.remove(room);
    }
  }
}
