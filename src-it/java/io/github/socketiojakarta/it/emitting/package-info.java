/** An application that serves no sockets and emits what it is asked to. */
package io.github.socketiojakarta.it.emitting;
