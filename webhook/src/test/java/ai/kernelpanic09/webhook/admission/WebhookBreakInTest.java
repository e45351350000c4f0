package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhooks, as config/webhook registers them, stand against an editor by themselves. */
final class WebhookBreakInTest extends TenantBreakIn {

  @Override
  void guard(RealAdmission world) throws IOException, GeneralSecurityException {
    world.register(RealAdmission.WEBHOOKS.resolve("validating.yaml"));
  }

  @Test
  void theProofOfADryRunIsWorthNothing() {
    var tried = (ObjectNode) rendering();
    var proof = PodTree.annotation(tried, Keys.SIDECAR_PROOF);
    assertThat(SamplePods.PROOF.problem(tried, SamplePods.STORING)).isPresent();

    tried.remove("status");
    ((ObjectNode) tried.path("metadata")).remove(List.of("uid", "creationTimestamp"));
    assertThat(create(tried).errors()).isEmpty();

    var stored =
        SamplePods.yaml(admission().kubectl("get", "pod", "rendered", "-o", "json").text());
    assertThat(PodTree.annotation(stored, Keys.SIDECAR_PROOF)).isNotEqualTo(proof);
    assertThat(SamplePods.PROOF.problem(stored, SamplePods.STORING)).isEmpty();
  }

  @Test
  void anAliasOfTheOperatorIsRefused() {
    var pod = labelled("aliased");
    spec(pod)
        .putArray("hostAliases")
        .addObject()
        .put("ip", "10.9.9.9")
        .putArray("hostnames")
        .add("k8s-ai-control.ai-operator-system.svc");

    assertThat(create(pod)).satisfies(TenantBreakIn::denied);
  }

  /** Nothing of a pod without our parts depends on the operator; all else waits for it. */
  @Test
  void podsOfOthersPassWhileTheWebhooksAreAway(@TempDir Path folder)
      throws IOException, GeneralSecurityException, InterruptedException, ExecutionException {
    try (var world = new RealAdmission(folder, () -> SamplePods.CONFIG, event -> {})) {
      world.register(RealAdmission.WEBHOOKS.resolve("mutating.yaml"));
      world.register(RealAdmission.WEBHOOKS.resolve("validating.yaml"));
      eventually(
          () ->
              assertThat(
                      world
                          .apply("create", labelled("asks").toString(), "--dry-run=server")
                          .errors())
                  .isEmpty());
      world.endWebhooks();
      eventually(
          () ->
              assertThat(
                      world
                          .apply("create", labelled("asks").toString(), "--dry-run=server")
                          .errors())
                  .contains("failed calling webhook"));
      var other = labelled("other");
      ((ObjectNode) other.path("metadata")).remove("labels");
      assertThat(world.apply("create", other.toString()).errors()).isEmpty();
      assertThat(world.kubectl("label", "pod", "other", "team=a").errors()).isEmpty();
      assertThat(world.kubectl("set", "image", "pod/other", "app=registry.example/b:2").errors())
          .isEmpty();
      assertThat(world.kubectl("label", "pod", "other", Keys.MODEL_ENDPOINT + "=x").errors())
          .contains("failed calling webhook");
      ((ObjectNode) other.path("metadata")).put("name", "guised");
      ((ObjectNode) other.at("/spec/containers/0")).put("name", "k8s-ai-sidecar");
      assertThat(world.apply("create", other.toString()).errors())
          .contains("failed calling webhook");
    }
  }
}
