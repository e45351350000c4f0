package ai.kernelpanic09.webhook.inject.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kubernetes quantities as numbers. */
public final class KubernetesQuantity {

  private static final Pattern QUANTITY =
      Pattern.compile(
          "\\d{1,15}(\\.\\d{1,9})?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\\d{1,2})?");

  /** The number, or empty if the text is no quantity, or not above zero. */
  public static Optional<BigDecimal> positive(String text) {
    if (!QUANTITY.matcher(text).matches()) {
      return Optional.empty();
    }
    var number = Quantity.parse(text).getNumericalAmount();
    return number.signum() > 0 ? Optional.of(number) : Optional.empty();
  }

  public static boolean equal(String one, String other) {
    var left = positive(one);
    var right = positive(other);
    return left.isPresent() && right.isPresent() && left.get().compareTo(right.get()) == 0;
  }

  /** The larger of two quantities. */
  public static String max(String one, String other) {
    return amount(one).compareTo(amount(other)) >= 0 ? one : other;
  }

  private static BigDecimal amount(String text) {
    return positive(text).orElse(BigDecimal.ZERO);
  }

  private KubernetesQuantity() {}
}
