package ai.kernelpanic09.sidecar.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes the body of one case: all that chance decides about it comes from one seed, so that the
 * seed alone replays it.
 */
final class CaseWriter {

  private static final int MAX_VALUES = 400;

  private final Random random;
  private final int faultsPerThousand;
  private final int blanksPerThousand;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int values;
  private boolean faulty;

  /** A writer whose case keeps to its grammar in half of all cases, and breaks it in the others. */
  CaseWriter(long seed) {
    random = new Random(seed);
    faultsPerThousand = random.nextBoolean() ? 0 : List.of(2, 10, 60).get(random.nextInt(3));
    blanksPerThousand = random.nextInt(4) == 0 ? 100 : 0;
  }

  /** A number from {@code least} to {@code most}. */
  int pick(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> List<T> shuffled(List<T> of) {
    var order = new ArrayList<>(of);
    if (chance(30)) {
      Collections.shuffle(order, random);
    }
    return order;
  }

  /** Whether the next value is to break the grammar. */
  boolean strays() {
    var strays = random.nextInt(1_000) < faultsPerThousand;
    faulty |= strays;
    return strays;
  }

  /** Whether the case keeps to its grammar. */
  boolean isClean() {
    return !faulty;
  }

  /** Counts a value. Returns whether enough have been written, so that lists should end. */
  boolean enough() {
    return ++values > MAX_VALUES;
  }

  /** Adds a token, perhaps with white space before it. */
  void token(String text) {
    while (random.nextInt(1_000) < blanksPerThousand) {
      bytes.write(pick(List.of(' ', '\n', '\t', '\r')));
    }
    raw(text);
  }

  void raw(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void raw(byte... some) {
    bytes.writeBytes(some);
  }

  /** What a rule writes, apart from the case. */
  byte[] apart(Rule rule) {
    var outer = bytes;
    bytes = new ByteArrayOutputStream();
    rule.write(this);
    var inner = bytes.toByteArray();
    bytes = outer;
    return inner;
  }

  /** The finished body, whose bytes may be broken at the last. */
  byte[] body() {
    var body = bytes.toByteArray();
    if (!strays()) {
      return body;
    }
    return switch (pick(0, 4)) {
      case 0 -> Arrays.copyOf(body, pick(0, body.length));
      case 1 -> changed(body);
      case 2 -> joined(body, "}".getBytes(StandardCharsets.UTF_8));
      case 3 -> joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, body);
      default -> joined(joined(body, Arrays.copyOf(body, pick(0, body.length))), body);
    };
  }

  private byte[] changed(byte[] body) {
    for (var times = body.length == 0 ? 0 : pick(1, 3); times > 0; times--) {
      body[pick(0, body.length - 1)] = (byte) pick(-128, 127);
    }
    return body;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
