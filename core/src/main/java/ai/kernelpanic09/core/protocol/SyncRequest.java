package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What a holder tells the operator, {@code POST /control/v1/sync}. Idempotent: every quantity is
 * cumulative per window and applied by maximum.
 *
 * @param protocol the protocol's version, {@link #PROTOCOL}
 * @param version the sidecar's own version
 * @param incarnation the name under which this process opens leases; new after a lost journal
 * @param seq grows with every request of an incarnation
 * @param revisions templates of which the holder wants to hear when they change
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

  /** A request that asks for no template. */
  public SyncRequest(
      int protocol, String version, String incarnation, long seq, List<EndpointSync> endpoints) {
    this(protocol, version, incarnation, seq, endpoints, List.of());
  }
}
