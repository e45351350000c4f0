package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.guardrail.Guardrail.Snapshot;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.IdSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The guardrails of all accounts and regions, with AWS's limits and the time until a change is
 * ready.
 */
public final class GuardrailStore {
  static final int GUARDRAILS_PER_REGION = 100;
  static final int VERSIONS_PER_GUARDRAIL = 20;

  private final InstantSource clock;
  private final IdSource ids;
  private final Map<String, Guardrail> byArn = new LinkedHashMap<>();
  private final Map<String, Remembered> tokens = new LinkedHashMap<>();
  private final EnforcedGuardrails enforced = new EnforcedGuardrails();
  private volatile long readyAfterMillis;

  public GuardrailStore(InstantSource clock, IdSource ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /** Sets how long creating, updating, versioning and deleting take from now on. */
  public void readyAfter(long millis) {
    readyAfterMillis = millis;
  }

  /** The request and result that an idempotency token stands for. */
  private record Remembered(JsonObject request, String result) {}

  /** A guardrail's version as calls use it; the version is a number or DRAFT. */
  public record Applied(String id, String arn, String version, JsonObject config) {

    /** The value of the condition key bedrock:GuardrailIdentifier. */
    public String identifier() {
      return version.equals("DRAFT") ? arn : arn + ":" + version;
    }
  }

  synchronized Guardrail create(
      String partition,
      String account,
      String region,
      JsonObject config,
      Map<String, String> tags,
      String token) {
    var prefix = "arn:%s:bedrock:%s:%s:guardrail/".formatted(partition, region, account);
    var known = remembered(prefix + " " + token, token, config);
    if (known.isPresent()) {
      return get(known.get());
    }
    var mine = list(prefix);
    if (mine.stream().anyMatch(g -> g.name().equals(config.getString("name")))) {
      throw AwsError.conflict(
          "Another guardrail with the name %s already exists.".formatted(config.getString("name")));
    }
    if (mine.size() >= GUARDRAILS_PER_REGION) {
      throw AwsError.quotaExceeded(
          "You have exceeded the maximum number of guardrails per account: "
              + GUARDRAILS_PER_REGION);
    }
    var id = ids.lower(12);
    var guardrail = new Guardrail(id, prefix + id, snapshot(config, "CREATING", clock.instant()));
    guardrail.tags.putAll(tags);
    byArn.put(guardrail.arn, guardrail);
    remember(prefix + " " + token, token, config, guardrail.arn);
    return guardrail;
  }

  synchronized Guardrail update(String arn, JsonObject config) {
    var guardrail = settled(arn);
    if (list(arn.substring(0, arn.lastIndexOf('/') + 1)).stream()
        .anyMatch(g -> g != guardrail && g.name().equals(config.getString("name")))) {
      throw AwsError.conflict(
          "Another guardrail with the name %s already exists.".formatted(config.getString("name")));
    }
    guardrail.draft = snapshot(config, "UPDATING", guardrail.draft.createdAt());
    return guardrail;
  }

  synchronized int publish(String arn, String description, String token) {
    var request = new JsonObject().put("description", description);
    var known = remembered(arn + " " + token, token, request);
    if (known.isPresent()) {
      return Integer.parseInt(known.get());
    }
    var guardrail = settled(arn);
    if (guardrail.versions.size() >= VERSIONS_PER_GUARDRAIL) {
      throw AwsError.quotaExceeded(
          "You have exceeded the maximum number of versions per guardrail: "
              + VERSIONS_PER_GUARDRAIL);
    }
    int version = ++guardrail.lastVersion;
    var config = guardrail.draft.config().copy();
    if (!description.isEmpty()) {
      config.put("description", description);
    }
    guardrail.versions.put(version, snapshot(config, "CREATING", clock.instant()));
    guardrail.draft =
        new Snapshot(
            guardrail.draft.config(),
            "VERSIONING",
            guardrail.draft.createdAt(),
            guardrail.draft.updatedAt(),
            ready());
    remember(arn + " " + token, token, request, Integer.toString(version));
    return version;
  }

  synchronized void delete(String arn) {
    var guardrail = settled(arn);
    guardrail.draft = snapshot(guardrail.draft.config(), "DELETING", guardrail.draft.createdAt());
  }

  synchronized void deleteVersion(String arn, int version) {
    var guardrail = settled(arn);
    if (guardrail.versions.remove(version) == null) {
      throw unknown(guardrail.id, Integer.toString(version));
    }
  }

  synchronized Guardrail get(String arn) {
    sweep();
    var guardrail = byArn.get(arn);
    if (guardrail == null) {
      throw unknown(arn.substring(arn.lastIndexOf('/') + 1), "DRAFT");
    }
    return guardrail;
  }

  synchronized List<Guardrail> list(String prefix) {
    sweep();
    return byArn.values().stream().filter(g -> g.arn.startsWith(prefix)).toList();
  }

  /** A snapshot by version. */
  synchronized Snapshot snapshot(Guardrail guardrail, String version) {
    if (version.isEmpty() || version.equals("DRAFT")) {
      return guardrail.draft;
    }
    return Optional.ofNullable(guardrail.versions.get(Integer.parseInt(version)))
        .orElseThrow(() -> unknown(guardrail.id, version));
  }

  /** The version or draft that a call may apply; empty unless it exists and is ready. */
  public synchronized Optional<Applied> applied(String arn, String version) {
    sweep();
    var guardrail = byArn.get(arn);
    if (guardrail == null || guardrail.deleting()) {
      return Optional.empty();
    }
    var snapshot =
        version.equals("DRAFT")
            ? guardrail.draft
            : guardrail.versions.get(Integer.parseInt(version));
    if (snapshot == null || snapshot.status(clock.instant()).equals("CREATING")) {
      return Optional.empty();
    }
    return Optional.of(new Applied(guardrail.id, guardrail.arn, version, snapshot.config()));
  }

  synchronized Map<String, String> tags(String arn) {
    return new LinkedHashMap<>(get(arn).tags);
  }

  synchronized void tag(String arn, Map<String, String> add, List<String> remove) {
    var tags = get(arn).tags;
    var after = new LinkedHashMap<>(tags);
    after.putAll(add);
    remove.forEach(after::remove);
    if (after.size() > 50) {
      throw new AwsError(400, "TooManyTagsException", "The resource has too many tags.");
    }
    tags.clear();
    tags.putAll(after);
  }

  /**
   * All guardrails of all accounts: ARN, tags, the draft as it was requested, and each version with
   * its state by its number.
   */
  public synchronized JsonObject view() {
    sweep();
    var all = new JsonArray();
    for (var guardrail : byArn.values()) {
      var tags = new JsonObject();
      guardrail.tags.forEach(tags::put);
      var versions = new JsonObject();
      guardrail.versions.forEach(
          (number, snapshot) ->
              versions.put(
                  number.toString(),
                  snapshot.config().copy().put("status", snapshot.status(clock.instant()))));
      all.add(
          new JsonObject()
              .put("arn", guardrail.arn)
              .put("id", guardrail.id)
              .put("name", guardrail.name())
              .put("tags", tags)
              .put("draft", guardrail.draft.config())
              .put("versions", versions));
    }
    return new JsonObject().put("guardrails", all);
  }

  /** The guardrails that accounts and their organisation add to every call. */
  public EnforcedGuardrails enforced() {
    return enforced;
  }

  /** Forgets everything. */
  public synchronized void reset() {
    enforced.reset();
    byArn.clear();
    tokens.clear();
  }

  synchronized List<Integer> versions(Guardrail guardrail) {
    return new ArrayList<>(guardrail.versions.keySet());
  }

  Instant now() {
    return clock.instant();
  }

  private Guardrail settled(String arn) {
    var guardrail = get(arn);
    var status = guardrail.draft.status(clock.instant());
    if (!status.equals("READY")) {
      throw AwsError.conflict(
          "The guardrail %s is in status %s. Wait until it is READY and try again."
              .formatted(guardrail.id, status));
    }
    return guardrail;
  }

  private void sweep() {
    var now = clock.instant();
    byArn.values().removeIf(g -> g.deleting() && !now.isBefore(g.draft.readyAt()));
  }

  private Snapshot snapshot(JsonObject config, String underWay, Instant createdAt) {
    return new Snapshot(config, underWay, createdAt, clock.instant(), ready());
  }

  private Instant ready() {
    return clock.instant().plusMillis(readyAfterMillis);
  }

  private Optional<String> remembered(String key, String token, JsonObject request) {
    var known = token.isEmpty() ? null : tokens.get(key);
    if (known == null) {
      return Optional.empty();
    }
    if (!known.request().equals(request)) {
      throw AwsError.conflict("The clientRequestToken was used before with different parameters.");
    }
    return Optional.of(known.result());
  }

  private void remember(String key, String token, JsonObject request, String result) {
    if (!token.isEmpty()) {
      tokens.put(key, new Remembered(request.copy(), result));
    }
  }

  private static AwsError unknown(String id, String version) {
    return AwsError.notFound(
        "Could not find the guardrail %s with version %s.".formatted(id, version));
  }
}
