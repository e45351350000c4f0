package ai.kernelpanic09.sidecar.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body in base64, between bytes of our own, is encoded while it is read. */
class EncodedBodyTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 3_071, 3_072, 3_073, 100_000})
  void aBodyOfAnyLengthIsEncoded(int length) throws IOException {
    var plain = new byte[length];
    new Random(length).nextBytes(plain);
    var body = new FramedBody(bytes("<"), new Base64Body(RequestBody.of(plain)), bytes(">"));
    var expected = "<" + Base64.getEncoder().encodeToString(plain) + ">";

    assertThat(body.length()).isEqualTo(expected.length());
    assertThat(body.open().readAllBytes()).isEqualTo(bytes(expected));
    var byteByByte = new StringBuilder();
    var from = body.open();
    for (var each = from.read(); each >= 0; each = from.read()) {
      byteByByte.append((char) each);
    }
    assertThat(byteByByte.toString()).isEqualTo(expected);
  }
}
