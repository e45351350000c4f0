package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.webhook.inject.SamplePods;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The policies, as config/policies has them, stand against an editor by themselves: no webhook
 * guards the pods here.
 */
final class PolicyBreakInTest extends TenantBreakIn {

  private static final String BY_NODE = "node";
  private static final String BY_TENANT = "tenant";

  @Override
  void guard(RealAdmission world) {
    var applied =
        world.api().kubectl("apply", "-k", Path.of("..", "config", "policies").toString());
    assertThat(applied.exitCode()).as(applied.errors()).isZero();
    for (var role : List.of("system:node", "system:aggregate-to-edit")) {
      // The authorizer of nodes does not run here.
      assertThat(
              world
                  .kubectl(
                      "create",
                      "rolebinding",
                      "nodes-" + role.substring(7),
                      "--clusterrole=" + role,
                      "--group=system:nodes")
                  .errors())
          .isEmpty();
    }
    eventually(
        () ->
            assertThat(token(BY_TENANT, "ai.kernelpanic09.io/control", "victim"))
                .contains("kubelet"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ai.kernelpanic09.io/control", "ai.kernelpanic09.io/gateway"})
  void onlyTheKubeletGetsATokenOfOurAudiences(String audience) {
    assertThat(token(BY_TENANT, audience, "victim"))
        .contains("denied request", "only the kubelet", audience);
    assertThat(token("system:masters", audience, "victim")).contains("only the kubelet");
    assertThat(token(BY_NODE, audience, "victim")).isEmpty();
  }

  @Test
  void nobodyElsesTokensAreConcerned() {
    assertThat(token(BY_TENANT, "vault", "victim")).isEmpty();
    assertThat(tenant("create", "token", "default").errors()).isEmpty();
  }

  @Test
  void oursAmongOtherAudiencesIsFound() {
    assertThat(
            tenant(
                    "create",
                    "token",
                    "default",
                    "--audience=vault",
                    "--audience=ai.kernelpanic09.io/control")
                .errors())
        .contains("only the kubelet");
  }

  @Test
  void aNameOfANodeAloneIsNoNode() {
    assertThat(
            admission()
                .kubectl(
                    "create",
                    "token",
                    "default",
                    "--audience=ai.kernelpanic09.io/control",
                    "--as=system:node:one",
                    "--as-group=system:masters")
                .errors())
        .contains("only the kubelet");
  }

  @Test
  void aSidecarSharesNothingWithItsNode() {
    for (var member : List.of("hostNetwork", "hostPID", "shareProcessNamespace")) {
      var pod = labelled("sharing");
      spec(pod).put(member, true);
      ((ObjectNode) pod.at("/spec/containers/0")).put("name", "k8s-ai-sidecar");
      spec(pod).withArray("containers").addObject().put("name", "app").put("image", "app:1");
      // The mutating webhook would refuse it first.
      ((ObjectNode) pod.path("metadata")).putObject("labels");
      assertThat(create(pod)).satisfies(TenantBreakIn::denied);
    }
  }

  @Test
  void podsOfOthersAreNotConcerned() {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.path("metadata")).put("name", "other").remove("labels");
    spec(pod).put("shareProcessNamespace", true);

    assertThat(create(pod).errors()).isEmpty();
    assertThat(tenant("set", "image", "pod/other", "app=registry.example/b:2").errors()).isEmpty();
    assertThat(tenant("exec", "other", "--", "ls").errors()).contains("not have a host assigned");
  }

  private String token(String who, String audience, String pod) {
    var as =
        switch (who) {
          case BY_NODE -> List.of("--as=system:node:one", "--as-group=system:nodes");
          case BY_TENANT -> List.of("--as=tenant");
          default -> List.of("--as=root", "--as-group=" + who);
        };
    var uid = admission().kubectl("get", "pod", pod, "-o", "jsonpath={.metadata.uid}").text();
    var all =
        new ArrayList<>(
            List.of(
                "create",
                "token",
                "default",
                "--audience=" + audience,
                "--bound-object-kind=Pod",
                "--bound-object-name=" + pod,
                "--bound-object-uid=" + uid));
    all.addAll(as);
    return admission().kubectl(all.toArray(String[]::new)).errors();
  }
}
