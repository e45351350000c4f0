package ai.kernelpanic09.core.money;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * An exact amount of US dollars, counted in whole nano-dollars (10⁻⁹ $), at most ±9.2 billion
 * dollars.
 *
 * <p>Arithmetic throws {@link ArithmeticException} on overflow: money never wraps around.
 */
public record Money(long nanoDollars) implements Comparable<Money> {

  public static final Money ZERO = new Money(0);

  private static final int SCALE = 9;
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,10}(\\.[0-9]{1,9})?");

  public static Money ofNanoDollars(long nanoDollars) {
    return nanoDollars == 0 ? ZERO : new Money(nanoDollars);
  }

  /**
   * Reads a plain decimal such as {@code 10.00} or {@code 0.000000001}.
   *
   * @throws IllegalArgumentException when the text is not a decimal with at most 9 places, or too
   *     large
   */
  @JsonCreator
  public static Money parse(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an amount of dollars such as \"10.00\" (at most 9 decimals)");
    }
    try {
      return ofNanoDollars(new BigDecimal(text).movePointRight(SCALE).longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is more dollars than can be counted", e);
    }
  }

  public Money plus(Money other) {
    return ofNanoDollars(Math.addExact(nanoDollars, other.nanoDollars));
  }

  public Money minus(Money other) {
    return ofNanoDollars(Math.subtractExact(nanoDollars, other.nanoDollars));
  }

  public Money times(long factor) {
    return ofNanoDollars(Math.multiplyExact(nanoDollars, factor));
  }

  public Money max(Money other) {
    return nanoDollars >= other.nanoDollars ? this : other;
  }

  public Money min(Money other) {
    return nanoDollars <= other.nanoDollars ? this : other;
  }

  public boolean isZero() {
    return nanoDollars == 0;
  }

  public boolean isPositive() {
    return nanoDollars > 0;
  }

  public boolean isNegative() {
    return nanoDollars < 0;
  }

  /**
   * The exact amount with at least two decimals and no other trailing zeros: {@code 0.00}, {@code
   * 0.000279}.
   */
  public String toPlainString() {
    var exact = BigDecimal.valueOf(nanoDollars, SCALE).stripTrailingZeros();
    return exact.setScale(Math.max(2, exact.scale())).toPlainString();
  }

  /**
   * The amount rounded up to {@code decimals} places, as shown to callers ({@code costUSD} has
   * six).
   */
  public String roundedUp(int decimals) {
    return BigDecimal.valueOf(nanoDollars, SCALE)
        .setScale(decimals, RoundingMode.CEILING)
        .toPlainString();
  }

  /** Dollars as a floating-point number, for metrics only: never compute with it. */
  public double toDoubleDollars() {
    return nanoDollars / 1e9;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(nanoDollars, other.nanoDollars);
  }

  @JsonValue
  @Override
  public String toString() {
    return toPlainString();
  }
}
