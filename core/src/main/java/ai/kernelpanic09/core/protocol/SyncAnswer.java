package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The operator's answer to a {@link SyncRequest}.
 *
 * @param protocol version of the protocol
 * @param epoch term of the leading operator; never goes back
 * @param seq sequence number of the request
 * @param renewAfterMillis longest time until the next request
 * @param endpoints answers for the endpoints of the request, without the unanswered ones
 * @param templates templates of the request that have changed since the holder learned of them
 * @param unanswered endpoints of the request that could not be answered. A holder of an earlier
 *     version ignores this member, and keeps the leases that it has
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyncAnswer(
    int protocol,
    long epoch,
    long seq,
    long renewAfterMillis,
    List<EndpointAnswer> endpoints,
    List<TemplateAnswer> templates,
    List<Unanswered> unanswered) {

  public SyncAnswer {
    endpoints = Absent.orEmpty(endpoints);
    unanswered = Absent.orEmpty(unanswered);
    templates = Absent.orEmpty(templates);
  }

  /** An answer without news of templates. */
  public SyncAnswer(
      int protocol, long epoch, long seq, long renewAfterMillis, List<EndpointAnswer> endpoints) {
    this(protocol, epoch, seq, renewAfterMillis, endpoints, List.of(), List.of());
  }
}
