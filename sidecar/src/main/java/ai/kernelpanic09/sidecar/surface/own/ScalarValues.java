package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;

/** Reads numbers and flags of the own form, each at its token. */
final class ScalarValues {

  /** A whole number from 1 to {@code max}. */
  static long wholeNumber(JsonScanner from, long max) throws InvalidRequestException {
    try {
      if (from.token() == Token.NUMBER) {
        var number = Long.parseLong(from.text());
        if (number >= 1 && number <= max) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw from.wrong("must be a whole number of at least 1");
  }

  static boolean flag(JsonScanner from) throws InvalidRequestException {
    return switch (from.token()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw from.wrong("must be true or false");
    };
  }

  private ScalarValues() {}
}
