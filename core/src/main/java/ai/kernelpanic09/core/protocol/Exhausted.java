package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * No dollars are left for a call of the reported size.
 *
 * @param window {@code daily} or {@code monthly}: the budget that is spent
 * @param retryAfterMillis until that budget's next window opens
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Exhausted(String window, long retryAfterMillis) {}
