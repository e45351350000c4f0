package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's question whether a caller may call an endpoint, {@code POST /control/v1/authorize}.
 *
 * @param endpoint the endpoint to be called
 * @param token the caller's ServiceAccount token; when present, the address is ignored
 * @param sourceAddress IP address of the connection's other end, never taken from a header
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallerCheck(
    EndpointName endpoint, @Nullable String token, @Nullable String sourceAddress) {

  /** Hides the token. */
  @Override
  public String toString() {
    return "CallerCheck[endpoint="
        + endpoint
        + ", token="
        + (token == null ? "none" : "hidden")
        + ", sourceAddress="
        + sourceAddress
        + "]";
  }
}
