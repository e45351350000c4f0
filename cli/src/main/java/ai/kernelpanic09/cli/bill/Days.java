package ai.kernelpanic09.cli.bill;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Days as AWS and we write them: {@code 2026-11-22}. */
final class Days {

  private static final int LENGTH = 10;

  /** The day with which a timestamp begins; empty when it begins with none. */
  static String of(String timestamp) {
    if (timestamp.length() < LENGTH) {
      return "";
    }
    var day = timestamp.substring(0, LENGTH);
    try {
      return LocalDate.parse(day).toString();
    } catch (DateTimeException e) {
      return "";
    }
  }

  private Days() {}
}
