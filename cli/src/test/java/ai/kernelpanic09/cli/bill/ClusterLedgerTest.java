package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.cli.ProgramRun;
import ai.kernelpanic09.cli.TestKubeconfig;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was booked, read from the status of endpoints on a real API server. */
class ClusterLedgerTest {

  @TempDir Path folder;

  private static void apply(ApiServer server, Path folder, String namespace, String spent)
      throws IOException {
    server.createNamespace(namespace);
    var file =
        Files.writeString(
            folder.resolve("endpoint.yaml"),
            """
            apiVersion: ai.kernelpanic09.io/v1alpha1
            kind: ModelEndpoint
            metadata: {name: claude, namespace: %s}
            spec:
              region: us-east-1
              modelId: us.anthropic.claude-haiku-4-5-20251001-v1:0
              irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
            """
                .formatted(namespace));
    assertThat(server.kubectl("apply", "-f", file.toString()).errors()).isEmpty();
    server
        .client()
        .resources(ModelEndpoint.class)
        .inNamespace(namespace)
        .withName("claude")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"budget": {"epoch": 1, "commitId": "c1", "holders": 0, "windows": [{"seq": 20779,
             "id": "2026-11-22", "month": "2026-11", "zone": "UTC", "start": "2026-11-22T00:00:00Z",
             "end": "2026-11-23T00:00:00Z", "spent": "%s", "estimated": "0.00", "writtenOff": "0.00", "holders": []}],
             "months": [], "resets": [], "requests": [], "tokens": []}}}
            """
                .formatted(spent));
  }

  private static String call(String namespace) {
    return """
        {"timestamp":"2026-11-22T10:00:00Z","region":"us-east-1","requestId":"r-%s",\
        "modelId":"us.anthropic.claude-haiku-4-5-20251001-v1:0","input":{"inputTokenCount":1000},\
        "output":{"outputTokenCount":1000},\
        "requestMetadata":{"endpoint":"%s/claude","window":"2026-11-22","call":"c-%s"}}
        """
        .formatted(namespace, namespace, namespace);
  }

  @Test
  void theClusterTellsWhatWasBookedInANamespaceOrInAll() throws Exception {
    try (var server = ApiServer.start()) {
      server.installCrds();
      apply(server, folder, "team-a", "0.0066");
      apply(server, folder, "team-b", "1.00");
      var kubeconfig = TestKubeconfig.write(folder, server, "team-a").toString();
      var log = Files.writeString(folder.resolve("log.json"), call("team-a") + call("team-b"));

      var own =
          ProgramRun.of(
              "bill", "compare", log.toString(), "--kubeconfig", kubeconfig, "--context", "work");
      assertThat(own.exitCode()).as(own.toString()).isZero();
      assertThat(own.out()).contains("team-a/claude   1       0.0066").doesNotContain("team-b");

      var all = ProgramRun.of("bill", "compare", log.toString(), "--kubeconfig", kubeconfig, "-A");
      assertThat(all.exitCode()).isEqualTo(1);
      assertThat(all.out()).contains("team-b/claude   1       1.00");

      var refused =
          ProgramRun.of(
              "bill", "compare", log.toString(), "--kubeconfig", kubeconfig, "--as", "mallory");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err())
          .contains("User \"mallory\" cannot list resource", "--ledger FILE")
          .hasLineCount(1);
    }
  }
}
