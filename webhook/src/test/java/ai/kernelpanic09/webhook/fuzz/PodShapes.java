package ai.kernelpanic09.webhook.fuzz;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes pods of every field that the API of Kubernetes 1.29 to 1.36 has: those of the client's
 * model, and those that are no longer, or not yet, in it. Values are drawn from few, so that they
 * often meet what injection looks for.
 */
public final class PodShapes {

  private static final int MAX_DEPTH = 9;
  private static final int MAX_ELEMENTS = 3;

  private static final List<String> TEXTS =
      List.of(
          "app",
          "web",
          "init",
          "",
          "Always",
          "Never",
          "OnFailure",
          "127.0.0.1",
          "::1",
          "http",
          "ClusterFirst",
          "a/b~c",
          "é€😀\u0000\u2028",
          "\"'\\",
          "x".repeat(300),
          "AWS_REGION",
          "OPENAI_API_KEY",
          "MODEL_ENDPOINT_URL",
          "istio-proxy",
          "linkerd-proxy",
          "k8s-ai-control.ai-operator-system.svc",
          Names.SIDECAR_CONTAINER,
          Names.IDENTITY_VOLUME,
          Names.JOURNAL_VOLUME,
          Names.CONTROL_AUDIENCE,
          "1.5Gi",
          "-1");

  private static final List<String> KEYS =
      List.of(
          "app",
          "a/b~c",
          "",
          "iam.amazonaws.com/role",
          "kubernetes.io/config.mirror",
          "traffic.sidecar.istio.io/excludeOutboundPorts",
          "config.linkerd.io/skip-outbound-ports",
          Keys.ADDITIONAL_MODEL_ENDPOINTS,
          Keys.SIDECAR_PROOF,
          "ai.kernelpanic09.io/sidecar-mode",
          "ai.kernelpanic09.io/sdk-env",
          "ai.kernelpanic09.io/sidecar-memory-limit",
          "cpu",
          "memory");

  private static final List<Integer> NUMBERS =
      List.of(0, 1, -1, 80, 8090, 18090, 65_535, 1_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE);

  /** Fields of versions that the client's model does not have, each by the object it stands in. */
  private static final Map<String, List<String>> OTHERS =
      Map.of(
          "resourceClaims", List.of("{\"name\":\"gpu\",\"source\":{\"resourceClaimName\":\"c\"}}"),
          "containers", List.of("{\"name\":\"next\",\"image\":\"a:1\",\"aFieldOfTheFuture\":[{}]}"),
          "volumes", List.of("{\"name\":\"v\",\"aVolumeOfTheFuture\":{\"name\":\"x\"}}"));

  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<JavaType, List<BeanPropertyDefinition>> members = new HashMap<>();

  /** A pod that asks for a sidecar and has at least one container. */
  public ObjectNode pod(Random random) {
    var type = mapper.constructType(Pod.class);
    var pod = (ObjectNode) object(type, random, 0);
    pod.put("apiVersion", "v1").put("kind", "Pod");
    var metadata =
        pod.path("metadata") instanceof ObjectNode node ? node : pod.putObject("metadata");
    metadata.put("name", "app");
    label(metadata, random);
    var spec = pod.path("spec") instanceof ObjectNode node ? node : pod.putObject("spec");
    if (spec.path("containers").isEmpty()) {
      spec.putArray("containers").addObject().put("name", "app").put("image", "app:1");
    }
    nameApart(spec);
    return pod;
  }

  /** The API server takes no two containers of one name. */
  private static void nameApart(ObjectNode spec) {
    var names = new HashSet<String>();
    for (var list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (var container : spec.path(list)) {
        var name = container.path("name").asText();
        if (!names.add(name)) {
          ((ObjectNode) container).put("name", name + "-" + names.size());
          names.add(name + "-" + names.size());
        }
      }
    }
  }

  private static void label(ObjectNode metadata, Random random) {
    var labels =
        metadata.path("labels") instanceof ObjectNode node ? node : metadata.putObject("labels");
    labels.put(Keys.MODEL_ENDPOINT, random.nextInt(20) == 0 ? pick(TEXTS, random) : "claude-haiku");
  }

  /** The names of the members of each type behind a pod, by the type's simple name. */
  public Map<String, List<String>> names() {
    var names = new HashMap<String, List<String>>();
    collect(mapper.constructType(Pod.class), names);
    return names;
  }

  private void collect(JavaType type, Map<String, List<String>> names) {
    var content = type.isContainerType() ? type.getContentType() : type;
    if (isLeaf(content) || names.containsKey(content.getRawClass().getSimpleName())) {
      return;
    }
    var found = members(content);
    names.put(
        content.getRawClass().getSimpleName(),
        found.stream().map(BeanPropertyDefinition::getName).toList());
    found.forEach(member -> collect(member.getPrimaryType(), names));
  }

  private List<BeanPropertyDefinition> members(JavaType type) {
    return members.computeIfAbsent(
        type, each -> mapper.getSerializationConfig().introspect(each).findProperties());
  }

  private JsonNode object(JavaType type, Random random, int depth) {
    var node = JsonNodeFactory.instance.objectNode();
    // A few members of each object in most cases, and all of them in some.
    var share = random.nextInt(12) == 0 ? 1.0 : 2.5 / Math.max(3, members(type).size());
    for (var member : members(type)) {
      var wanted = depth == 0 || member.getName().equals("name") || random.nextDouble() < share;
      if (wanted && depth < MAX_DEPTH) {
        node.set(
            member.getName(), value(member.getName(), member.getPrimaryType(), random, depth + 1));
      }
    }
    return node;
  }

  private JsonNode value(String name, JavaType type, Random random, int depth) {
    if (name.equals("creationTimestamp") && random.nextBoolean()) {
      return JsonNodeFactory.instance.nullNode();
    }
    if (type.isCollectionLikeType()) {
      var array = JsonNodeFactory.instance.arrayNode();
      for (var i = random.nextInt(MAX_ELEMENTS + 1); i > 0; i--) {
        array.add(value("", type.getContentType(), random, depth));
      }
      if (OTHERS.containsKey(name) && random.nextInt(6) == 0) {
        array.add(read(pick(OTHERS.getOrDefault(name, List.of()), random)));
      }
      return array;
    }
    if (type.isMapLikeType()) {
      var map = JsonNodeFactory.instance.objectNode();
      for (var i = random.nextInt(MAX_ELEMENTS + 1); i > 0; i--) {
        map.set(pick(KEYS, random), value("", type.getContentType(), random, depth));
      }
      return map;
    }
    return isLeaf(type) ? leaf(type, random) : object(type, random, depth);
  }

  private static boolean isLeaf(JavaType type) {
    var raw = type.getRawClass();
    return type.isPrimitive()
        || raw.getName().startsWith("java.")
        || raw == Quantity.class
        || raw == IntOrString.class
        || raw.isEnum();
  }

  private static JsonNode leaf(JavaType type, Random random) {
    var json = JsonNodeFactory.instance;
    var raw = type.getRawClass();
    if (raw == Boolean.class) {
      return json.booleanNode(random.nextInt(4) == 0);
    }
    if (Number.class.isAssignableFrom(raw) || (raw == IntOrString.class && random.nextBoolean())) {
      return json.numberNode(pick(NUMBERS, random));
    }
    if (raw == Quantity.class) {
      return random.nextInt(4) == 0
          ? json.numberNode(random.nextInt(1_000) / 1_000.0)
          : json.textNode(pick(List.of("1", "20m", "96Mi", "1e3", "0.5", "", "lots"), random));
    }
    return json.textNode(pick(TEXTS, random));
  }

  private JsonNode read(String json) {
    try {
      return mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** One of them at random. */
  public static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
