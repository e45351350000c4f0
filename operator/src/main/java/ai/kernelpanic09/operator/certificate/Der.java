package ai.kernelpanic09.operator.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Encodes the values of a certificate in DER (ITU-T X.690). */
final class Der {

  private static final int FIRST_YEAR_OF_GENERALIZED_TIME = 2050;
  private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

  static byte[] sequence(byte[]... parts) {
    return tagged(0x30, parts);
  }

  static byte[] set(byte[]... parts) {
    return tagged(0x31, parts);
  }

  static byte[] integer(BigInteger value) {
    return tagged(0x02, value.toByteArray());
  }

  static byte[] booleanTrue() {
    return tagged(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] octets(byte[] content) {
    return tagged(0x04, content);
  }

  /** A bit string of whole octets. */
  static byte[] bits(byte[] content) {
    return tagged(0x03, new byte[] {0}, content);
  }

  /** A bit string with only bit {@code number} set, from 0 to 7. */
  static byte[] namedBit(int number) {
    return tagged(0x03, new byte[] {(byte) (7 - number), (byte) (0x80 >> number)});
  }

  static byte[] utf8(String text) {
    return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A field of a structure with an implicit tag: its number replaces its type. */
  static byte[] field(int number, byte[] content) {
    return tagged(0x80 | number, content);
  }

  /** A field of a structure with an explicit tag: its number encloses its type. */
  static byte[] explicit(int number, byte[] value) {
    return tagged(0xa0 | number, value);
  }

  static byte[] oid(String dotted) {
    var arcs = dotted.split("\\.", -1);
    var content = new ByteArrayOutputStream();
    writeArc(content, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
    for (var i = 2; i < arcs.length; i++) {
      writeArc(content, Long.parseLong(arcs[i]));
    }
    return tagged(0x06, content.toByteArray());
  }

  /** A time in whole seconds, in the format that RFC 5280 requires for its year. */
  static byte[] time(Instant instant) {
    var time = instant.atZone(ZoneOffset.UTC);
    return time.getYear() < FIRST_YEAR_OF_GENERALIZED_TIME
        ? tagged(0x17, ascii(UTC_TIME, time))
        : tagged(0x18, ascii(GENERALIZED_TIME, time));
  }

  private static byte[] ascii(DateTimeFormatter format, ZonedDateTime time) {
    return format.format(time).getBytes(StandardCharsets.US_ASCII);
  }

  private static void writeArc(ByteArrayOutputStream out, long arc) {
    for (var shift = 56; shift > 0; shift -= 7) {
      if (arc >>> shift != 0) {
        out.write((int) (arc >>> shift & 0x7f) | 0x80);
      }
    }
    out.write((int) (arc & 0x7f));
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    var length = 0;
    for (var part : parts) {
      length += part.length;
    }
    var out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    writeLength(out, length);
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    var bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    out.write(0x80 | bytes);
    for (var shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write(length >>> shift);
    }
  }

  private Der() {}
}
