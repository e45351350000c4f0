package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The budget can't pay for a call of the reported worst case.
 *
 * @param window {@code daily} or {@code monthly}: the budget that can't pay for it
 * @param retryAfterMillis time until that budget's next day or month begins
 * @param left dollars of that budget that are neither spent nor written off; null from an operator
 *     of an earlier version
 * @param limit dollars of that budget in all; null likewise
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Exhausted(
    String window, long retryAfterMillis, @Nullable Money left, @Nullable Money limit) {

  /** An answer without the amounts. */
  public Exhausted(String window, long retryAfterMillis) {
    this(window, retryAfterMillis, null, null);
  }
}
