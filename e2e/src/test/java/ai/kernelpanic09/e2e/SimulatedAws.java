package ai.kernelpanic09.e2e;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The simulator in the cluster, asked through the API server: its roles, and its own bill. */
public final class SimulatedAws {

  static final String ACCOUNT = "123456789012";

  private static final String SCRIPT =
      Cluster.PROJECT.resolve("examples/simulated-aws.sh").toString();
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String PROXY =
      "/api/v1/namespaces/bedrock-simulator/services/https:bedrock-simulator:8080/proxy/_sim/";

  /** The dollars that AWS would bill for an endpoint, in all. */
  static Money bill(String endpoint) {
    return bill(get("bill"), endpoint);
  }

  /**
   * The dollars of an endpoint in a bill: of the calls that name it in their requestMetadata, and
   * of those that can't name it, such as the checks of a guardrail, in sessions that are named
   * after it.
   */
  public static Money bill(JsonNode bill, String endpoint) {
    var session = endpoint.replace('/', '.');
    var sum = nanoDollars(bill.path("byEndpoint").path(endpoint));
    for (var each : bill.path("unlabelledBySession").properties()) {
      if (each.getKey().equals(session) || each.getKey().startsWith(session + "@")) {
        sum += nanoDollars(each.getValue());
      }
    }
    return Money.ofNanoDollars(sum);
  }

  private static long nanoDollars(JsonNode tally) {
    return tally.path("billedNanoDollars").asLong();
  }

  /** The number of an endpoint's calls that were billed. */
  static long calls(String endpoint) {
    return get("bill").path("byEndpoint").path(endpoint).path("calls").asLong();
  }

  /** The guardrails of a GuardrailPolicy, in all regions and accounts. */
  static List<JsonNode> guardrails(String policy) {
    return StreamSupport.stream(get("guardrails").path("guardrails").spliterator(), false)
        .filter(each -> each.path("name").asText().matches(policy + "-[0-9a-f]{8}"))
        .toList();
  }

  public static JsonNode get(String path) {
    return read(Cluster.client().raw(PROXY + path));
  }

  public static void post(String path, String body) {
    Cluster.kubectlWithInput(body, "create", "--raw", PROXY + path, "-f", "-").succeeded();
  }

  /** Creates a role for the endpoints of a namespace, with exactly the policies of examples/iam. */
  public static void role(String name, String namespace) {
    roleElsewhere(ACCOUNT, name, namespace);
  }

  /** Creates such a role that may call some more models. */
  public static void role(String name, String namespace, List<String> models) {
    var command = new ArrayList<>(List.of(SCRIPT, "endpoint", name, namespace, ACCOUNT));
    command.addAll(models);
    Cluster.run(command.toArray(String[]::new)).succeeded();
  }

  /** Creates such a role in another account; it trusts this account's operator. */
  static void roleElsewhere(String account, String name, String namespace) {
    Cluster.run(SCRIPT, "endpoint", name, namespace, account).succeeded();
  }

  /** Lets the operator assume one more role than examples/iam allows. */
  static void allowAssuming(String roleArn) {
    Cluster.run(SCRIPT, "operator", roleArn).succeeded();
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  private SimulatedAws() {}
}
