package ai.kernelpanic09.sidecar.bedrock;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import jdk.net.ExtendedSocketOptions;

/**
 * Keeps connections from being dropped on the network while a model is silent: NAT gateways forget
 * a connection after 350 seconds without traffic, and the platform's own probes begin after two
 * hours.
 */
final class LongSilence {

  private static final int PROBE_SECONDS = 60;

  private LongSilence() {}

  /** Has the platform probe the connection every minute of silence, where the platform can. */
  static void survive(HttpConnection connection) {
    if (connection instanceof HttpClientConnectionInternal internal) {
      survive(internal.channelHandlerContext().channel().config());
    }
  }

  static void survive(ChannelConfig channel) {
    try {
      channel.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), PROBE_SECONDS);
      channel.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_SECONDS);
    } catch (ChannelException e) {
      // It has closed as it opened, which the call that wants it is told of.
    }
  }
}
