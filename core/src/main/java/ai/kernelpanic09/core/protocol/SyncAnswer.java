package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The operator's answer to a {@link SyncRequest}.
 *
 * @param epoch term of the leading operator; never goes back
 * @param seq the request's
 * @param renewAfterMillis when to ask again at the latest
 * @param templates those of the request's that are no longer as the holder knows them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyncAnswer(
    int protocol,
    long epoch,
    long seq,
    long renewAfterMillis,
    List<EndpointAnswer> endpoints,
    List<TemplateAnswer> templates) {

  public SyncAnswer {
    endpoints = Absent.orEmpty(endpoints);
    templates = Absent.orEmpty(templates);
  }

  /** An answer without news of templates. */
  public SyncAnswer(
      int protocol, long epoch, long seq, long renewAfterMillis, List<EndpointAnswer> endpoints) {
    this(protocol, epoch, seq, renewAfterMillis, endpoints, List.of());
  }
}
