package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Floor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Floors in ConfigMaps of the operator's namespace, one line of JSON for each endpoint. So an
 * endpoint that is deleted and created again does not get its budget a second time.
 *
 * <p>A ConfigMap holds a mebibyte, and so the floors of about a thousand endpoints. The first one
 * takes new lines as long as it is small, and keeps those that it has while it is not too large;
 * the others go to sixteen more, each endpoint's to one that follows from its name. Versions of the
 * operator before there were more read and write the first alone, so that a line may be in both:
 * the one that tells more dollars of all time is the newer one then, for those never become less.
 */
public final class ConfigMapFloors implements Floors {

  /** Name of the first ConfigMap; those of the others go on with a dash and a hexadecimal digit. */
  public static final String NAME = "k8s-ai-budget-floors";

  /** Annotation of the first ConfigMap: there may be lines in the others. */
  static final String SHARDED = "ai.kernelpanic09.io/floors-sharded";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigMapFloors.class);
  private static final int SHARDS = 16;

  /** Size up to which the first ConfigMap takes new lines. */
  private static final int OPEN_BYTES = 256 << 10;

  /** Size up to which the first ConfigMap keeps the lines that it has. */
  private static final int KEPT_BYTES = 512 << 10;

  private final FloorMap first;
  private final List<FloorMap> shards;
  private final ObjectMapper json = new ObjectMapper();

  /** A floor, and the UID of the ModelEndpoint that it was taken from. */
  record Line(String uid, Floor floor) {}

  public ConfigMapFloors(KubernetesClient client, String namespace) {
    first = new FloorMap(client, namespace, NAME);
    shards =
        IntStream.range(0, SHARDS)
            .mapToObj(i -> new FloorMap(client, namespace, NAME + "-" + Integer.toHexString(i)))
            .toList();
  }

  @Override
  public Floor of(EndpointName endpoint, String uid, boolean fresh) {
    var key = key(endpoint);
    var content = first.read();
    var line = read(first, content.lines().get(key));
    if (mayBeSharded(content)) {
      var shard = shard(key);
      var other = read(shard, shard.read().lines().get(key));
      if (line == null) {
        line = other;
      } else if (other != null) {
        line = newer(line, other);
      }
    }
    // The ledger of the same object is never behind its floor, and may have got dollars back since.
    return line == null || (!fresh && line.uid().equals(uid)) ? Floor.NONE : line.floor();
  }

  /** Whether shards may hold lines. Where the first ConfigMap is gone, nothing says so. */
  private static boolean mayBeSharded(FloorMap.Content content) {
    return !content.exists() || content.annotations().containsKey(SHARDED);
  }

  private FloorMap shard(String key) {
    return shards.get(Math.floorMod(key.hashCode(), SHARDS));
  }

  /** The line that tells more dollars of all time, for those never become less. */
  private static Line newer(Line one, Line other) {
    return other.floor().costTotal().compareTo(one.floor().costTotal()) > 0 ? other : one;
  }

  /** All floors that can be read; other lines are logged and left as they are. */
  Map<EndpointName, Line> all() {
    var content = first.read();
    var lines = new HashMap<EndpointName, Line>();
    addAll(lines, first, content);
    if (mayBeSharded(content)) {
      shards.forEach(each -> addAll(lines, each, each.read()));
    }
    return lines;
  }

  private void addAll(Map<EndpointName, Line> lines, FloorMap map, FloorMap.Content content) {
    content
        .lines()
        .forEach(
            (key, text) -> {
              var dot = key.indexOf('.');
              var line = dot < 0 ? null : tryRead(text);
              if (line == null) {
                LOG.warn("event=floor_unreadable configmap={} key={}", map, key);
              } else {
                lines.merge(
                    new EndpointName(key.substring(0, dot), key.substring(dot + 1)),
                    line,
                    ConfigMapFloors::newer);
              }
            });
  }

  private @Nullable Line tryRead(String text) {
    try {
      return json.readValue(text, Line.class);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /**
   * Writes these floors and leaves the others. An empty value removes the endpoint's floor.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server doesn't
   *     answer or refuses; some of the floors may be written
   */
  public void write(Map<EndpointName, Optional<Line>> lines) {
    if (lines.isEmpty()) {
      return;
    }
    var content = first.read();
    var sharded = isSharded(content);
    var placed = place(lines, content, sharded);
    if (!placed.elsewhere().isEmpty() && !content.annotations().containsKey(SHARDED)) {
      first.annotate(SHARDED, "true");
    }
    first.write(placed.kept());
    placed.elsewhere().forEach(FloorMap::write);
    // Only now: a line that is nowhere would be a budget to be had twice.
    first.write(placed.left());
  }

  /** Whether shards hold lines, or did once: they are looked at where nothing says so. */
  private boolean isSharded(FloorMap.Content content) {
    return mayBeSharded(content)
        && (content.exists() || shards.stream().anyMatch(each -> each.read().exists()));
  }

  /**
   * Where lines go.
   *
   * @param kept those of the first ConfigMap
   * @param elsewhere those of each shard
   * @param left those that the first ConfigMap loses to a shard
   */
  private record Placed(
      Map<String, @Nullable String> kept,
      Map<FloorMap, Map<String, @Nullable String>> elsewhere,
      Map<String, @Nullable String> left) {}

  private Placed place(
      Map<EndpointName, Optional<Line>> lines, FloorMap.Content content, boolean sharded) {
    var placed = new Placed(new HashMap<>(), new HashMap<>(), new HashMap<>());
    var size = content.size();
    for (var each : lines.entrySet()) {
      var key = key(each.getKey());
      var text = each.getValue().map(this::text).orElse(null);
      var before = content.lines().get(key);
      var grown = size + length(key, text) - length(key, before);
      var isKept = before == null ? !sharded && grown <= OPEN_BYTES : grown <= KEPT_BYTES;
      if (isKept || text == null) {
        placed.kept.put(key, text);
        size = grown;
      } else if (before != null) {
        placed.left.put(key, null);
        size -= length(key, before);
      }
      if (text == null ? sharded : !isKept) {
        placed.elsewhere.computeIfAbsent(shard(key), shard -> new HashMap<>()).put(key, text);
      }
    }
    return placed;
  }

  private static long length(String key, @Nullable String text) {
    return text == null ? 0 : key.length() + text.length();
  }

  void remove(Set<EndpointName> endpoints) {
    write(endpoints.stream().collect(Collectors.toMap(each -> each, each -> Optional.empty())));
  }

  /** Writes one floor. */
  public void write(EndpointName endpoint, String uid, Floor floor) {
    write(Map.of(endpoint, Optional.of(new Line(uid, floor))));
  }

  private static String key(EndpointName endpoint) {
    return endpoint.namespace() + "." + endpoint.name();
  }

  private String text(Line line) {
    try {
      return json.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of strings is always JSON", e);
    }
  }

  private @Nullable Line read(FloorMap map, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return json.readValue(text, Line.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("ConfigMap " + map + " holds a line that is no floor", e);
    }
  }
}
