package ai.kernelpanic09.operator.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback on which the operator listens in its training. */
record OperatorPorts(int control, int webhook, int metrics, int probes) {

  /** Ports that are free now. */
  static OperatorPorts free() throws IOException {
    return new OperatorPorts(one(), one(), one(), one());
  }

  private static int one() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
