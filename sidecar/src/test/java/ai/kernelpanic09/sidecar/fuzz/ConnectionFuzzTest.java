package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.SimulatedBedrock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections whose caller sends odd heads of HTTP/1.1 or odd frames of HTTP/2, and goes away at
 * any time: others are served meanwhile, nothing is left under way, no more is booked than was
 * billed or may have been, and the log stays quiet.
 */
class ConnectionFuzzTest {

  private static final int CASES = Integer.getInteger("fuzz.connections", 800);
  private static final long SEED = Seed.CHOSEN;
  private static final int SERVED_BETWEEN = 25;
  private static final int OPEN_AT_ONCE = 8;

  @Test
  void othersAreServedAndNothingIsLeft(@TempDir Path directory) throws Exception {
    try (var bedrock = new SimulatedBedrock();
        var sidecar = new FuzzedSidecar(bedrock.simulator().url(), directory)) {
      var seeds = new SplittableRandom(SEED);
      var open = new ArrayDeque<Socket>();
      for (var i = 0; i < CASES; i++) {
        open.add(sent(sidecar.port(), i == 0 ? SEED : seeds.nextLong()));
        if (open.size() > OPEN_AT_ONCE) {
          open.remove().close();
        }
        if (i % SERVED_BETWEEN == 0) {
          sidecar.requireServing();
        }
      }
      for (var each : open) {
        each.close();
      }
      sidecar.requireAtRest();
      sidecar.requireServing();
      sidecar.requireQuiet();
      assertThat(sidecar.spent())
          .as("seed " + SEED)
          .isGreaterThanOrEqualTo(Money.ofNanoDollars(bedrock.billedNanoDollars()));
      assertThat(sidecar.leased()).isEqualTo(Money.ZERO);
    }
  }

  /** Sends the bytes of a seed, and waits for some of the answer, or for none. */
  private static Socket sent(int port, long seed) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(1 + (int) Math.floorMod(seed, 20L));
    if (seed % 4 == 0) {
      // Closes with a reset.
      socket.setSoLinger(true, 0);
    }
    try {
      socket.getOutputStream().write(RawRequest.of(seed));
      if (seed % 3 != 0) {
        socket.getInputStream().readNBytes(4_096);
      }
    } catch (SocketTimeoutException | SocketException e) {
      // The sidecar has closed the connection, or waits for more: both are its right.
    }
    return socket;
  }
}
