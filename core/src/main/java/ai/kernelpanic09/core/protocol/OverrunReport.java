package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.regex.Pattern;

/**
 * What a holder tells of a call that was billed more than its worst case.
 *
 * @param shape what such calls have, in words
 * @param billed dollars that the call cost
 * @param reserved dollars that were set aside for it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OverrunReport(String shape, Money billed, Money reserved) {

  private static final Pattern WORDS = Pattern.compile("[a-z][a-z +]{0,99}");

  /**
   * @throws IllegalArgumentException when the shape is not a few words, or an amount is negative or
   *     out of bounds
   */
  public OverrunReport {
    shape = Absent.or(shape, "");
    billed = Absent.or(billed, Money.ZERO);
    reserved = Absent.or(reserved, Money.ZERO);
    if (!WORDS.matcher(shape).matches()) {
      throw new IllegalArgumentException(
          "boundOverrun.shape: not a few words of at most 100 letters");
    }
    Quantities.require("boundOverrun.billed", billed, EndpointSync.MAX_PER_CALL);
    Quantities.require("boundOverrun.reserved", reserved, EndpointSync.MAX_PER_CALL);
  }
}
