package ai.kernelpanic09.e2e.compat;

import ai.kernelpanic09.e2e.LocalSidecar;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Local mode, which calls a simulated AWS in this process over TLS. */
final class LocalStage extends Stage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "AKIACOMPATCOMPATCOMP";
  private static final String SECRET = "secret-of-the-developer";

  private final Simulator aws =
      Simulator.start(SimulatorConfig.defaults().withPort(0).withTlsNames(List.of("127.0.0.1")));
  private final LocalSidecar sidecar;

  /** Starts it. */
  LocalStage() {
    control(
        "users",
        """
        {"arn": "arn:aws:iam::123456789012:user/developer", "accessKeyId": "%s",
         "secretAccessKey": "%s",
         "policies": [{"Version": "2012-10-17",
           "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}]}
        """
            .formatted(KEY, SECRET));
    sidecar = LocalSidecar.ofClassPath(manifests(), environment());
    prepare();
  }

  private Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        aws.url(),
        "K8S_AI_AWS_CA",
        aws.authority(),
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
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
    aws.control("POST", what, document);
  }

  @Override
  JsonNode read(String what) {
    try {
      return JSON.readTree(aws.control("GET", what, ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sidecar.close();
    aws.close();
  }
}
