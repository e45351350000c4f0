package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.json.JsonScanner.Token;

/** Reads a scanner's present value where a form wants a number or a flag. */
public final class Scalars {

  private Scalars() {}

  /** A whole number of at least 1. */
  public static int wholeNumber(JsonScanner from) throws InvalidRequestException {
    try {
      if (from.token() == Token.NUMBER) {
        var number = Integer.parseInt(from.text());
        if (number >= 1) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw from.wrong("must be a whole number of at least 1");
  }

  /** A number between 0 and 1, as it is written. */
  public static String fraction(JsonScanner from) throws InvalidRequestException {
    if (from.token() == Token.NUMBER) {
      var number = Double.parseDouble(from.text());
      if (number >= 0 && number <= 1) {
        return from.text();
      }
    }
    throw from.wrong("must be a number between 0 and 1");
  }

  /** True or false. */
  public static boolean flag(JsonScanner from) throws InvalidRequestException {
    return switch (from.token()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw from.wrong("must be true or false");
    };
  }
}
