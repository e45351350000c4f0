package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.e2e.LocalSidecar;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** Local mode, with the simulated AWS in its process. */
final class LocalStage extends Stage {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalSidecar sidecar = LocalSidecar.simulated(manifests());

  /** Starts it. */
  LocalStage() {
    prepare();
  }

  /** The environment of an injected pod, at the addresses of this stage. */
  Map<String, String> at(Map<String, String> injected) {
    var environment = new TreeMap<>(injected);
    environment.replaceAll(
        (name, value) ->
            value.replace("http://localhost:8090", "http://localhost:" + sidecar.modelPort()));
    return environment;
  }

  @Override
  Map<String, BigDecimal> booked() {
    var booked = new TreeMap<String, BigDecimal>();
    var rows = sidecar.status();
    var cost = rows.getFirst().indexOf("COST/DAY");
    for (var row : rows.subList(1, rows.size())) {
      booked.put(row.getFirst(), new BigDecimal(row.get(cost)).stripTrailingZeros());
    }
    return booked;
  }

  @Override
  int call(String endpoint, int maxTokens) {
    return sidecar.invoke(NAMESPACE + "/" + endpoint, question(maxTokens)).status();
  }

  @Override
  void control(String what, String document) {
    var answer = sidecar.control(what, document);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Override
  JsonNode read(String what) {
    try {
      return JSON.readTree(sidecar.control(what).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sidecar.close();
  }
}
