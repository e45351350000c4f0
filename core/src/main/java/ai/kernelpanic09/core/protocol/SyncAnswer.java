package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The operator's answer to a {@link SyncRequest}.
 *
 * @param epoch term of the leading operator; never goes back
 * @param seq the request's
 * @param renewAfterMillis when to ask again at the latest
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyncAnswer(
    int protocol, long epoch, long seq, long renewAfterMillis, List<EndpointAnswer> endpoints) {

  public SyncAnswer {
    endpoints = Absent.orEmpty(endpoints);
  }
}
