package ai.kernelpanic09.sidecar.fuzz;

import java.util.Arrays;
import java.util.Random;

/**
 * An event stream on its way over a socket.
 *
 * @param piece the most bytes that are written at once
 * @param whole whether the answer is ended in order; else the connection is dropped
 */
@SuppressWarnings("ArrayRecordComponent") // Cases are never compared.
record TornStream(byte[] sent, int piece, boolean whole) {

  static TornStream of(long seed, boolean chunks) {
    var stream = (chunks ? StreamCase.ofChunks(seed) : StreamCase.of(seed)).bytes();
    var random = new Random(~seed);
    var piece = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(random.nextBoolean() ? 20 : 2_000);
    if (random.nextInt(5) > 0) {
      return new TornStream(stream, piece, true);
    }
    return new TornStream(Arrays.copyOf(stream, random.nextInt(stream.length + 1)), piece, false);
  }
}
