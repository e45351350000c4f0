package ai.kernelpanic09.cli.budget;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.BudgetReset;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.cli.ProgramRun;
import ai.kernelpanic09.cli.TestKubeconfig;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resets on a real API server; the test carries an order out as the operator does. */
class BudgetResetTest {

  private static final String NAMESPACE = "ai-workloads";
  private static final String STATE =
      "limit 10.00, spent 9.50, written off 0.25, no longer counted %s, in the hands of pods 0.125";

  private static ApiServer server;

  @TempDir Path folder;
  private Path kubeconfig;

  @BeforeAll
  static void start() {
    server = ApiServer.start();
    server.installCrds();
    server.createNamespace(NAMESPACE);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void apply() throws IOException {
    kubeconfig = TestKubeconfig.write(folder, server, NAMESPACE);
    endpoint().delete();
    var file =
        Files.writeString(
            folder.resolve("endpoint.yaml"),
            """
            apiVersion: ai.kernelpanic09.io/v1alpha1
            kind: ModelEndpoint
            metadata: {name: claude, namespace: ai-workloads}
            spec:
              region: us-east-1
              modelId: us.anthropic.claude-haiku-4-5-20251001-v1:0
              irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
              costBudget: {daily: "10.00"}
            """);
    assertThat(server.kubectl("apply", "-f", file.toString()).errors()).isEmpty();
    status("", "");
  }

  private static Resource<ModelEndpoint> endpoint() {
    return server.client().resources(ModelEndpoint.class).inNamespace(NAMESPACE).withName("claude");
  }

  /** Writes the status as the ledger does. */
  private static void status(String forgiven, String resets) {
    endpoint()
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"budget": {"epoch": 1, "commitId": "c1", "holders": 1, "daily": {"limit": "10.00",
             "spent": "9.50", "leased": "0.125", "writtenOff": "0.25", "windowStart": "2026-11-22T00:00:00Z",
             "windowEnd": "2026-11-23T00:00:00Z" %s}, "windows": [], "months": [], "resets": [%s], "requests": [],
             "tokens": []}}}
            """
                .formatted(forgiven, resets));
  }

  /** Carries out the first order that it sees, as the operator does. */
  private static CompletableFuture<BudgetReset> operator() {
    return CompletableFuture.supplyAsync(
        () -> {
          var order = Awaitility.await().until(() -> annotation(), each -> !each.isEmpty());
          var reset = BudgetReset.parse(order);
          status(
              ", \"forgiven\": \"9.75\"",
              """
              {"id": "%s", "at": "2026-11-22T12:00:00Z", "by": "x", "window": "2026-11-22", "amount": "9.75",
               "reason": "r"}"""
                  .formatted(reset.order().id()));
          return reset;
        },
        Thread::startVirtualThread);
  }

  private static String annotation() {
    var annotations = endpoint().get().getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(Keys.BUDGET_RESET, "");
  }

  private String[] reset(String... more) {
    var all =
        new ArrayList<>(
            List.of("budget", "reset", "claude", "--kubeconfig", kubeconfig.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void anOrderIsGivenWaitedForAndTakenBack() {
    var carriedOut = operator();

    var run =
        ProgramRun.of(
            reset("-n", NAMESPACE, "--daily", "--reason", "a \"test\" \\ of 5 %", "--yes"));

    var order = carriedOut.join();
    assertThat(run)
        .isEqualTo(
            new ProgramRun(
                0,
                "ai-workloads/claude, daily budget: "
                    + STATE.formatted("0.00")
                    + "\n9.75 dollars no longer count: "
                    + STATE.formatted("9.75")
                    + "\n",
                ""));
    assertThat(order.uid()).isEqualTo(endpoint().get().getMetadata().getUid());
    assertThat(order.order().by()).isEqualTo("admin");
    assertThat(order.order().reason()).isEqualTo("a \"test\" \\ of 5 %");
    assertThat(annotation()).isEmpty();
  }

  @Test
  void aPersonIsAskedAndNothingButYesIsYes() {
    var refused = ProgramRun.answered("yes", reset("-n", NAMESPACE, "--daily", "--reason", "why"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).isEqualTo("Reset it as admin? [y/N] k8s-ai: nothing was changed\n");
    assertThat(annotation()).isEmpty();

    var carriedOut = operator();
    var agreed = ProgramRun.answered("y", reset("-n", NAMESPACE, "--daily", "--reason", "why"));
    assertThat(agreed.out()).contains("9.75 dollars no longer count");
    assertThat(carriedOut.join().order().reason()).isEqualTo("why");
  }

  @Test
  void whereNobodyCanBeAskedYesMustBeSaid() {
    var run = ProgramRun.of(reset("-n", NAMESPACE, "--daily", "--reason", "why"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("k8s-ai: say --yes where nobody can be asked\n");
    assertThat(annotation()).isEmpty();
  }

  @Test
  void anOrderThatNobodyCarriesOutIsTakenBack() {
    var run =
        ProgramRun.in(
            Map.of("K8S_AI_WAIT_SECONDS", "1"),
            reset("-n", NAMESPACE, "--daily", "--reason", "why", "--yes"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "k8s-ai: not done within 1 s, and taken back: is the operator running, and is this"
                + " machine's clock right?\n");
    assertThat(annotation()).isEmpty();
  }

  @Test
  void theContextNamesTheNamespaceAndTheUserIsTheOneActedAs() {
    server.kubectl(
        "create", "clusterrolebinding", "alice", "--clusterrole=cluster-admin", "--user=alice");
    var carriedOut = operator();

    var run =
        ProgramRun.of(
            reset("--context", "work", "--daily", "--reason", "why", "--yes", "--as", "alice"));

    assertThat(carriedOut.join().order().by()).isEqualTo("alice");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void nobodyHasMoreRightsThanTheirOwn() {
    var run =
        ProgramRun.of(
            reset("-n", NAMESPACE, "--daily", "--reason", "why", "--yes", "--as", "mallory"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("k8s-ai: can't read ModelEndpoint ai-workloads/claude: ")
        .contains("User \"mallory\" cannot get resource")
        .hasLineCount(1);
  }

  @Test
  void whatIsWrongInTheInputIsOneSentence() {
    assertThat(sentence(2, "--daily", "--monthly", "--reason", "why"))
        .isEqualTo("k8s-ai: one budget at a time: --daily or --monthly\n");
    assertThat(sentence(2, "--daily", "--reason", "  "))
        .isEqualTo("k8s-ai: --reason is needed: it is kept with your name\n");
    assertThat(sentence(2, "--daily", "--reason", "two\nlines"))
        .isEqualTo("k8s-ai: --reason must be one line of at most 256 characters\n");
    assertThat(sentence(2, "--daily", "--reason", "é".repeat(257)))
        .isEqualTo("k8s-ai: --reason must be one line of at most 256 characters\n");
  }

  @Test
  void whatCantBeDoneIsOneSentence() {
    assertThat(sentence(1, "-n", NAMESPACE, "--monthly", "--reason", "why", "--yes"))
        .isEqualTo("k8s-ai: ai-workloads/claude has no monthly budget\n");
    assertThat(sentence(1, "-n", "elsewhere", "--daily", "--reason", "why", "--yes"))
        .startsWith("k8s-ai: can't read ModelEndpoint elsewhere/claude");
    assertThat(sentence(1, "--context", "home", "--daily", "--reason", "why"))
        .startsWith("k8s-ai: there is no context 'home' in " + kubeconfig);
  }

  @Test
  void anApiServerThatDoesNotAnswerIsNamedAsTheReason() throws IOException {
    var text = Files.readString(kubeconfig);
    Files.writeString(
        kubeconfig, text.replace(server.adminConfig().getMasterUrl(), "https://127.0.0.1:1"));

    assertThat(sentence(1, "-n", NAMESPACE, "--daily", "--reason", "why", "--yes"))
        .startsWith(
            "k8s-ai: can't read ModelEndpoint ai-workloads/claude: the API server does not answer"
                + " (ConnectException");
  }

  private String sentence(int exitCode, String... more) {
    var run = ProgramRun.of(reset(more));
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    return run.err();
  }
}
