package io.github.socketiojakarta.it;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo, as {@code mvn -Pdemo} starts it, in a real browser; see src-it/npm/page.test.js. */
class DemoPageIT {

  @Test
  void showsOneRoomOnTwoNodesAndLosesNothingWhenOneIsCutOff() throws Exception {
    String chromium = Tools.chromium().toString();
    try (Demo demo = new Demo()) {
      demo.start(null);
      Tools.runNodeTests(
          "page.test.js",
          "page",
          Map.of(
              "CHROMIUM", chromium,
              "PAGE_A", demo.pages().get(0).toString(),
              "PAGE_B", demo.pages().get(1).toString()));
    }
  }
}
