package io.github.socketiojakarta.engine;

import io.github.socketiojakarta.protocol.EnginePacket;

/** A listener for tests that look elsewhere. */
final class SilentListener implements EngineSocket.Listener {

  @Override
  public void onMessage(EnginePacket message) {}

  @Override
  public void onClose(CloseReason reason) {}
}
