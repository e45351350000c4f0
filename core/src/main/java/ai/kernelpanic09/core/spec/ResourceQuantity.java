package ai.kernelpanic09.core.spec;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The subset of Kubernetes' quantities that CPU and memory are written in. */
final class ResourceQuantity {

  private static final Pattern TEXT = Pattern.compile("([0-9]+(?:[.][0-9]+)?)([a-zA-Z]*)");

  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "", BigDecimal.ONE,
          "m", new BigDecimal("0.001"),
          "k", BigDecimal.TEN.pow(3),
          "M", BigDecimal.TEN.pow(6),
          "G", BigDecimal.TEN.pow(9),
          "T", BigDecimal.TEN.pow(12),
          "Ki", BigDecimal.TWO.pow(10),
          "Mi", BigDecimal.TWO.pow(20),
          "Gi", BigDecimal.TWO.pow(30),
          "Ti", BigDecimal.TWO.pow(40));

  private ResourceQuantity() {}

  /** The amount in whole units, or null when the text is absent or not a quantity. */
  static @Nullable BigDecimal parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var match = TEXT.matcher(text);
    if (!match.matches() || !UNITS.containsKey(match.group(2))) {
      return null;
    }
    return new BigDecimal(match.group(1))
        .multiply(Objects.requireNonNull(UNITS.get(match.group(2))));
  }
}
