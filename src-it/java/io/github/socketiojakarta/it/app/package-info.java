/** The application that the integration tests deploy: one handler for each thing to be tried. */
package io.github.socketiojakarta.it.app;
