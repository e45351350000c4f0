package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.money.Money;
import java.time.Duration;

/** A ModelEndpoint that a suite calls, and what its status and the simulated AWS tell of it. */
record EndpointUnderTest(String namespace, String name) {

  private static final Duration BOOKED = Duration.ofMinutes(3);

  /**
   * Applies an endpoint of five dollars a day, and waits until it is Ready. Its role is {@code
   * bedrock-NAMESPACE}.
   *
   * @param more further fields of its spec, one to a line
   */
  static EndpointUnderTest apply(String namespace, String name, String... more) {
    Cluster.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata:
          name: %1$s
          namespace: %2$s
        spec:
          modelId: anthropic.claude-haiku-4-5-20251001-v1:0
          region: us-east-1
          irsaRoleArn: arn:aws:iam::%3$s:role/bedrock-%2$s
          maxTokens: 16
          costBudget: {monthly: "5.00"}
          %4$s
        """
            .formatted(name, namespace, SimulatedAws.ACCOUNT, String.join("\n  ", more)));
    Cluster.kubectl(
            "wait",
            "--for=condition=Ready",
            "modelendpoint/" + name,
            "-n",
            namespace,
            "--timeout=120s")
        .succeeded();
    return new EndpointUnderTest(namespace, name);
  }

  /** What a JSONPath finds in it; empty for nothing. */
  String field(String path) {
    return Cluster.kubectl("get", "modelendpoint", name, "-n", namespace, "-o", "jsonpath=" + path)
        .succeeded()
        .out();
  }

  /** Status and reason of a condition. */
  String condition(String type) {
    return field("{range .status.conditions[?(@.type==\"" + type + "\")]}{.status} {.reason}{end}");
  }

  Money billed() {
    return SimulatedAws.bill(namespace + "/" + name);
  }

  /** Waits until the ledger holds all that was billed, and no more, while calls go on. */
  void awaitLedgerIsTheBill() {
    await("the ledger of " + name)
        .atMost(BOOKED)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              var before = billed();
              var spent = Money.parse(field("{.status.budget.monthly.spent}"));
              var after = billed();
              // What pods have not reported yet is still leased to them.
              assertThat(spent).isLessThanOrEqualTo(after);
              assertThat(spent.plus(leased())).isGreaterThanOrEqualTo(before);
            });
  }

  private Money leased() {
    var leased = field("{.status.budget.monthly.leased}");
    return leased.isEmpty() ? Money.ZERO : Money.parse(leased);
  }
}
