package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * An endpoint of which nothing can be said at the moment. What the holder has of it stays good; it
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
