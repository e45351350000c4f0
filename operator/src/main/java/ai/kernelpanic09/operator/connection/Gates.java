package ai.kernelpanic09.operator.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.SocketChannel;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Refuses connections as they are accepted, before the TLS handshake and before Vert.x knows of
 * them: by then a handshake has cost thousands of times as much. A Vert.x that is built with {@link
 * #transport} asks the gate of each port.
 */
public final class Gates {

  private final Map<Integer, Gate> byPort = new ConcurrentHashMap<>();
  private final Acceptor acceptor = new Acceptor();

  private record Gate(Predicate<String> admits, LongAdder refused) {}

  /**
   * Guards a port that is listened on; until then everybody is admitted.
   *
   * @param admits whether a connection of an address is accepted; asked on an event loop for each
   * @param refused counts those that are not
   */
  public void guard(int port, Predicate<String> admits, LongAdder refused) {
    byPort.put(port, new Gate(admits, refused));
  }

  /** The transport of a Vert.x whose servers are guarded. */
  public io.vertx.core.transport.Transport transport() {
    return new Named(new Guarded(io.vertx.core.transport.Transport.NIO.implementation(), acceptor));
  }

  private boolean admits(Channel server, SocketChannel accepted) {
    if (!(server.localAddress() instanceof InetSocketAddress local)) {
      return true;
    }
    var gate = byPort.get(local.getPort());
    // The peer may have gone by now: then there is no address, and nothing to serve.
    var peer = accepted.remoteAddress();
    if (gate == null || peer == null || gate.admits().test(peer.getAddress().getHostAddress())) {
      return true;
    }
    gate.refused().increment();
    return false;
  }

  @ChannelHandler.Sharable
  private final class Acceptor extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof SocketChannel accepted && !admits(context.channel(), accepted)) {
        // By a reset: a connection that is closed in form is remembered for a minute.
        accepted.config().setSoLinger(0);
        accepted.unsafe().closeForcibly();
        return;
      }
      context.fireChannelRead(message);
    }
  }

  private record Named(Transport implementation) implements io.vertx.core.transport.Transport {
    @Override
    public String name() {
      return "guarded";
    }

    @Override
    public boolean available() {
      return implementation.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
      return implementation.unavailabilityCause();
    }
  }

  /** Another transport, with a handler before what its servers do with a new connection. */
  private record Guarded(Transport plain, ChannelHandler acceptor) implements Transport {
    @Override
    public boolean supportsDomainSockets() {
      return plain.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return plain.supportFileRegion();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
      return plain.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
      return plain.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return plain.ioHandlerFactory();
    }

    @Override
    public DatagramChannel datagramChannel() {
      return plain.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation")
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return plain.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
      return plain.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      return plain.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
      plain.configure(channel, options);
    }

    @Override
    public void configure(
        ClientOptionsBase options,
        int connectTimeout,
        boolean domainSocket,
        io.netty.bootstrap.Bootstrap bootstrap) {
      plain.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      plain.configure(options, domainSocket, bootstrap);
      bootstrap.handler(acceptor);
    }
  }
}
