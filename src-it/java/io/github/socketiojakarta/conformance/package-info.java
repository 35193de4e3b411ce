/**
 * The application that the official protocol suites expect: an Engine.IO echo on {@code
 * /engine.io/}, made of the packages {@code engine} and {@code web} alone, and two Socket.IO
 * namespaces.
 */
package io.github.socketiojakarta.conformance;
