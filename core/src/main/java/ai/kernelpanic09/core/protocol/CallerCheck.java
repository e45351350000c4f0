package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's question who its caller is and whether it may call an endpoint, {@code POST
 * /control/v1/authorize}.
 *
 * @param endpoint the endpoint to be called
 * @param token the caller's ServiceAccount token; when present the address is not looked at
 * @param sourceAddress IP address at the other end of the caller's connection, never of a header
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
