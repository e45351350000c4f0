package ai.kernelpanic09.sidecar.bedrock;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The second in which requests are signed.
 *
 * @param text such as {@code 20261130T152832Z}
 * @param day such as {@code 20261130}
 */
record SigningTime(long epochSecond, String text, String day) {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  static SigningTime of(Instant instant) {
    var text = FORMAT.format(instant);
    return new SigningTime(instant.getEpochSecond(), text, text.substring(0, text.indexOf('T')));
  }

  /** The time of an instant, written anew only when its second is another one. */
  SigningTime at(Instant instant) {
    return instant.getEpochSecond() == epochSecond ? this : of(instant);
  }
}
