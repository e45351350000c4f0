package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The operator's answer to a {@link CallerCheck}.
 *
 * @param allowed whether the caller may call the endpoint
 * @param code documented error code to answer when it may not
 * @param message reason for the caller when it may not
 * @param workload workload that the spending is attributed to, for metrics and requestMetadata;
 *     null where unknown
 * @param namespace the caller's namespace; null where it may not call, and from an operator of an
 *     earlier version
 * @param cacheMillis how long the verdict may be cached
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallerVerdict(
    boolean allowed,
    @Nullable String code,
    @Nullable String message,
    @Nullable String workload,
    @Nullable String namespace,
    long cacheMillis) {

  /** A verdict that does not tell the caller's namespace. */
  public CallerVerdict(
      boolean allowed,
      @Nullable String code,
      @Nullable String message,
      @Nullable String workload,
      long cacheMillis) {
    this(allowed, code, message, workload, null, cacheMillis);
  }
}
