package io.github.socketiojakarta.cdi;

/** How whoever sent an event gets its acknowledgement from a handler method. */
enum Answer {
  /** The method gives nothing back: an acknowledgement without arguments follows its return. */
  EMPTY,
  /** The result is the argument of the acknowledgement. */
  RESULT,
  /** The result is a stage; what it completes with is the argument of the acknowledgement. */
  STAGE,
  /** As {@link #STAGE}, but without an argument. */
  EMPTY_STAGE,
  /** The method was given the {@code Ack} and answers itself. */
  BY_METHOD
}
