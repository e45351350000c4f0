package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * An endpoint that can't be answered for at the moment. The holder keeps its leases and rates, and
 * asks again later.
 *
 * @param reason one word, for programs
 * @param message a sentence, for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Unanswered(EndpointName endpoint, String reason, String message) {

  public Unanswered {
    reason = Absent.or(reason, "Unavailable");
    message = Absent.or(message, "");
  }
}
