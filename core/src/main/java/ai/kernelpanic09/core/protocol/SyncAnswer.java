package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The operator's answer to a {@link SyncRequest}.
 *
 * @param epoch term of the leading operator; never goes back
 * @param seq the request's
 * @param renewAfterMillis when to ask again at the latest
 * @param unanswered endpoints that went wrong: the answer to the others holds all the same. Members
 *     of an earlier version pass over them, and keep what they have
 * @param templates those of the request's that are no longer as the holder knows them
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
