package ai.kernelpanic09.webhook.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Compares an object with etcd's largest request. Without this the API server answers {@code
 * etcdserver: request is too large}, and names neither a size nor a limit.
 */
final class StoredSize {

  /** etcd's default, {@code --max-request-bytes}. */
  private static final int MAX_REQUEST_BYTES = 1_572_864;

  /**
   * Reserved for the key, the status, and what the API server adds to the metadata on later
   * changes.
   */
  private static final int RESERVED_BYTES = 32_768;

  static final int MAX_BYTES = MAX_REQUEST_BYTES - RESERVED_BYTES;

  /** The API server writes each of these as six characters. */
  private static final String ESCAPED = "<>&";

  private static final int ESCAPED_BYTES = 6;

  /** Bytes of the object as the API server stores it. */
  static int of(JsonNode object) {
    var json = object.toString();
    var bytes = json.getBytes(StandardCharsets.UTF_8).length;
    var escaped = json.chars().filter(each -> ESCAPED.indexOf(each) >= 0).count();
    return (int) (bytes + (ESCAPED_BYTES - 1) * escaped);
  }

  /** Why an object does not fit; empty if it does. */
  static Optional<String> problem(JsonNode object) {
    var bytes = of(object);
    return bytes <= MAX_BYTES
        ? Optional.empty()
        : Optional.of(
            "spec: takes "
                + bytes
                + " bytes as it is stored, its metadata included; at most "
                + MAX_BYTES
                + " fit into etcd");
  }

  private StoredSize() {}
}
