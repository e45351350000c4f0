package ai.kernelpanic09.sidecar.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes come out as they went in, and take little more memory than there are of them. */
class ReceivedBytesTest {

  static List<Long> seeds() {
    return IntStream.range(0, 200).mapToObj(i -> 15_485_863L * i).toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rangesAreWhatWasReceived(long seed) throws IOException {
    var random = new Random(seed);
    var bytes = new byte[random.nextInt(random.nextBoolean() ? 200 : 100_000)];
    random.nextBytes(bytes);
    var body = new ReceivedBytes(random.nextBoolean() ? bytes.length : 0);
    var largest = random.nextBoolean() ? 40 : 9_000;
    for (var at = 0; at < bytes.length; ) {
      var part = Math.min(bytes.length - at, 1 + random.nextInt(largest));
      var foretold = body.allocatedWith(part);
      body.append(Arrays.copyOfRange(bytes, at, at + part));
      assertThat(body.allocated()).isEqualTo(foretold);
      at += part;
    }

    assertThat(body.length()).isEqualTo(bytes.length);
    assertThat(body.allocated()).isLessThanOrEqualTo(2L * bytes.length + 4_096);
    for (var i = 0; i < 20; i++) {
      var from = random.nextInt(bytes.length + 1);
      var to = from + random.nextInt(bytes.length - from + 1);
      assertThat(body.open(from, to).readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, from, to));
      var copy = new byte[to - from + 2];
      assertThat(body.copy(from, to, copy, 1)).isEqualTo(to - from);
      assertThat(Arrays.copyOfRange(copy, 1, to - from + 1))
          .isEqualTo(Arrays.copyOfRange(bytes, from, to));
      assertThat(SplicedBuffer.of(spliced(body, from, to)).getBytes())
          .isEqualTo(spliced(bytes, from, to));
      var cursor = new ByteCursor(body, from, to);
      for (var at = from; at < to; at++) {
        assertThat(cursor.position()).isEqualTo(at);
        assertThat(cursor.read()).isEqualTo(bytes[at] & 0xFF);
      }
      assertThat(cursor.read()).isEqualTo(ByteCursor.END);
    }
  }

  private static Splices spliced(ReceivedBytes body, int from, int to) {
    var splices = new Splices(body);
    splices.insert(new byte[] {1, 2});
    splices.copy(from, to);
    splices.insert(new byte[] {3});
    splices.copy(0, from);
    return splices;
  }

  private static byte[] spliced(byte[] bytes, int from, int to) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(new byte[] {1, 2});
    all.write(bytes, from, to - from);
    all.write(3);
    all.write(bytes, 0, from);
    return all.toByteArray();
  }
}
