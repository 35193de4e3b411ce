package io.github.socketiojakarta.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChannelNamesTest {

  private static final String UID = "0123456789abcdef";

  private final ChannelNames names = new ChannelNames("socket.io");

  @Test
  void namesAreThoseOfNode() { // WIRE C.2
    assertThat(names.publicChannel("/chat")).isEqualTo("socket.io#/chat#");
    assertThat(names.privateChannel("/chat", UID)).isEqualTo("socket.io#/chat#" + UID + "#");
  }

  @Test
  void findsWhoseChannelItIs() {
    for (String nsp : new String[] {"/", "/chat", "/a#b", "/a*[?]\\", "/Räume/☕", ""}) {
      assertThat(names.uid(nsp, names.privateChannel(nsp, UID))).as(nsp).contains(UID);
    }
  }

  @Test
  void channelOfAnotherNamespaceIsNobodys() {
    assertThat(names.uid("/a", names.publicChannel("/a"))).isEmpty();
    assertThat(names.uid("/a", names.privateChannel("/b", UID))).isEmpty();
    assertThat(names.uid("/a", names.privateChannel("/a#b", UID))).isEmpty();
    assertThat(names.uid("/a#b", names.privateChannel("/a", UID))).isEmpty();
    assertThat(names.uid("/a", new ChannelNames("other").privateChannel("/a", UID))).isEmpty();
    assertThat(names.uid("/a", names.publicChannel("/a#b"))).isEmpty();
    assertThat(names.uid("/a", names.publicChannel("/a#a name of 16 ch"))).isEmpty();
  }

  @Test
  void uidThatIsNotOfThisFormIsNobodys() {
    assertThat(names.uid("/", "socket.io#/#0123456789abcde#")).isEmpty();
    assertThat(names.uid("/", "socket.io#/#0123456789ABCDEF#")).isEmpty();
    assertThat(names.uid("/", "socket.io#/#0123456789abcdef0#")).isEmpty();
    assertThat(names.uid("/", "socket.io#/#" + UID)).isEmpty();
    assertThat(names.uid("/", "socket.io#/#" + UID + "##")).isEmpty();
    assertThat(names.uid("/", "")).isEmpty();
  }

  @Test
  void patternMatchesGlobCharactersAsThemselves() {
    assertThat(new ChannelNames("a*b").privatePattern("/c[d]?\\"))
        .isEqualTo("a\\*b#/c\\[d\\]\\?\\\\#" + "?".repeat(16) + "#");
  }
}
