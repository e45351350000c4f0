package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Values and their encodings by X.690 and RFC 5280. */
final class DerTest {

  @Test
  void writesValuesAsTheStandardDoes() {
    assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
    assertThat(hex(Der.integer(BigInteger.ZERO))).isEqualTo("020100");
    assertThat(hex(Der.booleanTrue())).isEqualTo("0101ff");
    assertThat(hex(Der.oid("1.2.840.113549"))).isEqualTo("06062a864886f70d");
    assertThat(hex(Der.oid("2.5.29.19"))).isEqualTo("0603551d13");
    assertThat(hex(Der.utf8("ä"))).isEqualTo("0c02c3a4");
    assertThat(hex(Der.namedBit(0))).isEqualTo("03020780");
    assertThat(hex(Der.namedBit(5))).isEqualTo("03020204");
    assertThat(hex(Der.sequence(Der.booleanTrue(), Der.set()))).isEqualTo("30050101ff3100");
    assertThat(hex(Der.explicit(3, Der.booleanTrue()))).isEqualTo("a3030101ff");
    assertThat(hex(Der.field(2, new byte[] {7}))).isEqualTo("820107");
  }

  @Test
  void writesLengthsInTheFewestOctets() {
    assertThat(start(Der.octets(new byte[127]))).isEqualTo("047f0000");
    assertThat(start(Der.octets(new byte[128]))).isEqualTo("04818000");
    assertThat(start(Der.octets(new byte[256]))).isEqualTo("04820100");
    assertThat(Der.octets(new byte[65_536])).hasSize(65_536 + 5).startsWith(4, 0x83, 1, 0, 0);
  }

  @Test
  void writesTimesFrom2050WithFourDigitsOfTheYear() {
    assertThat(text(Der.time(Instant.parse("2049-12-31T23:59:59.9Z")))).isEqualTo("491231235959Z");
    assertThat(text(Der.time(Instant.parse("2050-01-01T00:00:00Z")))).isEqualTo("20500101000000Z");
  }

  private static String hex(byte[] der) {
    return HexFormat.of().formatHex(der);
  }

  private static String start(byte[] der) {
    return hex(Arrays.copyOf(der, 4));
  }

  private static String text(byte[] der) {
    return new String(der, 2, der.length - 2, StandardCharsets.US_ASCII);
  }
}
