package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * A holder's report and wishes for all its endpoints, {@code POST /control/v1/sync}. Idempotent:
 * every quantity is a total of its lease and applied by maximum.
 *
 * @param protocol version of the protocol, {@link #PROTOCOL}
 * @param version version of the sidecar
 * @param incarnation the name under which this process opens leases; a new one after a lost journal
 * @param seq sequence number; grows with every request of an incarnation
 * @param revisions templates whose changes the holder wants to hear of
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SyncRequest(
    int protocol,
    String version,
    String incarnation,
    long seq,
    List<EndpointSync> endpoints,
    List<KnownTemplate> revisions) {

  public static final int PROTOCOL = 1;

  /**
   * @throws IllegalArgumentException when the incarnation is no plain word
   */
  public SyncRequest {
    version = Absent.or(version, "");
    Quantities.requireWord("incarnation", incarnation);
    endpoints = Absent.orEmpty(endpoints);
    revisions = Absent.orEmpty(revisions);
  }

  /** A request without templates. */
  public SyncRequest(
      int protocol, String version, String incarnation, long seq, List<EndpointSync> endpoints) {
    this(protocol, version, incarnation, seq, endpoints, List.of());
  }
}
