/**
 * The demo: one room on two nodes. A complete application of the library; read {@link
 * io.github.socketiojakarta.demo.Room} first, then {@link io.github.socketiojakarta.demo.Presence}.
 * The page is {@code src-it/demo/webapp/index.html}.
 */
package io.github.socketiojakarta.demo;
