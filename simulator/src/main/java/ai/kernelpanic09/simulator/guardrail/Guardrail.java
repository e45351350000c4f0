package ai.kernelpanic09.simulator.guardrail;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A guardrail: its working draft and the immutable snapshots of it. Guarded by its store's lock.
 */
final class Guardrail {
  /**
   * A state of the draft or of a version: its configuration, and its status {@code underWay} until
   * {@code readyAt}.
   */
  record Snapshot(
      JsonObject config, String underWay, Instant createdAt, Instant updatedAt, Instant readyAt) {

    String status(Instant now) {
      return now.isBefore(readyAt) ? underWay : "READY";
    }
  }

  final String id;
  final String arn;
  final Map<String, String> tags = new LinkedHashMap<>();
  final TreeMap<Integer, Snapshot> versions = new TreeMap<>();
  volatile Snapshot draft;
  int lastVersion;

  Guardrail(String id, String arn, Snapshot draft) {
    this.id = id;
    this.arn = arn;
    this.draft = draft;
  }

  String name() {
    return draft.config().getString("name");
  }

  boolean deleting() {
    return draft.underWay().equals("DELETING");
  }
}
