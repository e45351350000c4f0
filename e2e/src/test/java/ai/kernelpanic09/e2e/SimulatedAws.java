package ai.kernelpanic09.e2e;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The simulator in the cluster, asked through the API server: its roles, and its own bill. */
public final class SimulatedAws {

  static final String ACCOUNT = "123456789012";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String PROXY =
      "/api/v1/namespaces/bedrock-simulator/services/http:bedrock-simulator:8080/proxy/_sim/";

  /** What AWS would bill for an endpoint, in all. */
  static Money bill(String endpoint) {
    return Money.ofNanoDollars(
        get("bill").path("byEndpoint").path(endpoint).path("billedNanoDollars").asLong());
  }

  /** Calls of an endpoint that were billed. */
  static long calls(String endpoint) {
    return get("bill").path("byEndpoint").path(endpoint).path("calls").asLong();
  }

  public static JsonNode get(String path) {
    return read(Cluster.client().raw(PROXY + path));
  }

  public static void post(String path, String body) {
    Cluster.kubectlWithInput(body, "create", "--raw", PROXY + path, "-f", "-").succeeded();
  }

  /** Creates a role with exactly the policies of examples/iam. */
  public static void role(String name, String trust, String policy, String namespace) {
    post(
        "roles",
        "{\"arn\":\"arn:aws:iam::%s:role/%s\",\"trustPolicy\":%s,\"policies\":[%s]}"
            .formatted(ACCOUNT, name, document(trust, namespace), document(policy, namespace)));
  }

  /** A role of another account, which trusts this account's operator. */
  static void roleElsewhere(
      String account, String name, String trust, String policy, String namespace) {
    post(
        "roles",
        "{\"arn\":\"arn:aws:iam::%s:role/%s\",\"trustPolicy\":%s,\"policies\":[%s]}"
            .formatted(
                account,
                name,
                document(trust, namespace),
                document(policy, namespace).replace(ACCOUNT, account)));
  }

  /** Lets the operator assume one role more than examples/iam allows it. */
  static void allowAssuming(String roleArn) {
    var more =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
         "Resource":"%s"}]}"""
            .formatted(roleArn);
    post(
        "roles",
        "{\"arn\":\"arn:aws:iam::%s:role/k8s-ai-operator\",\"trustPolicy\":%s,\"policies\":[%s,%s]}"
            .formatted(
                ACCOUNT, document("operator-trust", "-"), document("operator-policy", "-"), more));
  }

  static String issuer() {
    return read(Cluster.kubectl("get", "--raw", "/.well-known/openid-configuration")
            .succeeded()
            .out())
        .path("issuer")
        .asText();
  }

  private static String document(String file, String namespace) {
    try {
      return Files.readString(Cluster.PROJECT.resolve("examples/iam/" + file + ".json"))
          .replace("ACCOUNT_ID", ACCOUNT)
          .replace("OIDC_ISSUER", issuer().replace("https://", ""))
          .replace("CLUSTER_ID", clusterId())
          .replace("NAMESPACE", namespace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String clusterId() {
    return Cluster.kubectl("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}")
        .succeeded()
        .out();
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
