package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * No dollars are left for a call of the reported size.
 *
 * @param window {@code daily} or {@code monthly}: the budget that can't pay for it
 * @param retryAfterMillis until that budget's next window opens
 * @param left dollars of that budget that are neither spent nor given up; null where the operator
 *     does not tell
 * @param limit dollars of that budget as a whole; null likewise
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Exhausted(
    String window, long retryAfterMillis, @Nullable Money left, @Nullable Money limit) {

  /** Of which nobody tells what is left. */
  public Exhausted(String window, long retryAfterMillis) {
    this(window, retryAfterMillis, null, null);
  }
}
