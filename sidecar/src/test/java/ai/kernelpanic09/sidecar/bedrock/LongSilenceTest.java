package ai.kernelpanic09.sidecar.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;

class LongSilenceTest {

  @Test
  void aConnectionThatClosesAsItOpensIsNoFailureOfItsOwn() {
    var channel = new NioSocketChannel();
    channel.unsafe().closeForcibly();
    assertThat(channel.isOpen()).isFalse();
    assertThatCode(() -> LongSilence.survive(channel.config())).doesNotThrowAnyException();
  }
}
