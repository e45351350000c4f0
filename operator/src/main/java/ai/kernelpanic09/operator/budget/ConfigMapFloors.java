package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Floor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Floors in a ConfigMap of the operator's namespace, one line of JSON for each endpoint. So an
 * endpoint that is deleted and created again does not get its budget a second time.
 */
public final class ConfigMapFloors implements Floors {

  /** Name of the ConfigMap. */
  public static final String NAME = "k8s-ai-budget-floors";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigMapFloors.class);
  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;
  private final String namespace;
  private final ObjectMapper json = new ObjectMapper();

  /** A floor, and the UID of the ModelEndpoint that it was taken from. */
  record Line(String uid, Floor floor) {}

  public ConfigMapFloors(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public Floor of(EndpointName endpoint, String uid, boolean fresh) {
    var map = configMap().get();
    var line = map == null || map.getData() == null ? null : read(map.getData().get(key(endpoint)));
    // The ledger of the same object is never behind its floor, and may have got dollars back since.
    return line == null || (!fresh && line.uid().equals(uid)) ? Floor.NONE : line.floor();
  }

  /** All floors that can be read; other lines are logged and left as they are. */
  Map<EndpointName, Line> all() {
    var map = configMap().get();
    var lines = new HashMap<EndpointName, Line>();
    if (map != null && map.getData() != null) {
      map.getData()
          .forEach(
              (key, text) -> {
                var dot = key.indexOf('.');
                var line = dot < 0 ? null : tryRead(text);
                if (line == null) {
                  LOG.warn("event=floor_unreadable configmap={} key={}", NAME, key);
                } else {
                  lines.put(new EndpointName(key.substring(0, dot), key.substring(dot + 1)), line);
                }
              });
    }
    return lines;
  }

  private @Nullable Line tryRead(String text) {
    try {
      return json.readValue(text, Line.class);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Writes these floors and leaves the others. An empty value removes the endpoint's floor. */
  public void write(Map<EndpointName, Optional<Line>> lines) {
    if (lines.isEmpty()) {
      return;
    }
    var data = new HashMap<String, @Nullable String>();
    lines.forEach((endpoint, line) -> data.put(key(endpoint), line.map(this::text).orElse(null)));
    try {
      patch(data);
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
      client.configMaps().inNamespace(namespace).resource(empty()).create();
      patch(data);
    }
  }

  void remove(Set<EndpointName> endpoints) {
    write(endpoints.stream().collect(Collectors.toMap(each -> each, each -> Optional.empty())));
  }

  /** Writes one floor. */
  public void write(EndpointName endpoint, String uid, Floor floor) {
    write(Map.of(endpoint, Optional.of(new Line(uid, floor))));
  }

  private void patch(Map<String, @Nullable String> data) {
    var patch = client.getKubernetesSerialization().asJson(Map.of("data", data));
    configMap().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private ConfigMap empty() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(namespace)
        .endMetadata()
        .build();
  }

  private Resource<ConfigMap> configMap() {
    return client.configMaps().inNamespace(namespace).withName(NAME);
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

  private @Nullable Line read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return json.readValue(text, Line.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("ConfigMap " + NAME + " holds a line that is no floor", e);
    }
  }
}
