package ai.kernelpanic09.sidecar.bedrock;

import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import jdk.net.ExtendedSocketOptions;

/**
 * Keeps a connection known to what is on its way while a model thinks: NAT gateways forget one that
 * has been silent for 350 seconds, and the platform's own probes begin after two hours.
 */
final class LongSilence {

  private static final int PROBE_SECONDS = 60;

  private LongSilence() {}

  /** Lets the platform probe the connection in its silence, where the platform can. */
  static void survive(HttpConnection connection) {
    if (connection instanceof HttpClientConnectionInternal internal) {
      var channel = internal.channelHandlerContext().channel().config();
      channel.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), PROBE_SECONDS);
      channel.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_SECONDS);
    }
  }
}
