package ai.kernelpanic09.sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Waits for the model API of the container it runs in. The postStart hook of a sidecar that is a
 * plain container runs it: the kubelet starts the next container when the hook has returned.
 *
 * <p>It runs in a second JVM within the same memory limit as the sidecar, so it uses sockets only.
 */
final class ModelApiWait {

  /** Shorter than the startup probe's patience, so that the error shown is the hook's own. */
  static final Duration MAX_WAIT = Duration.ofSeconds(110);

  private static final int CONNECT_MILLIS = 1_000;
  private static final long PAUSE_MILLIS = 50;

  private ModelApiWait() {}

  /**
   * Waits until something listens on a port of 127.0.0.1; false when nothing does within {@code
   * maxWait}.
   *
   * @param port from 1 to 65535
   */
  static boolean listens(int port, Duration maxWait) throws InterruptedException {
    var deadline = System.nanoTime() + maxWait.toNanos();
    while (!accepts(port)) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket()) {
      var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      socket.connect(new InetSocketAddress(loopback, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
