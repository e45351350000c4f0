package ai.kernelpanic09.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReviewSendersTest {

  private final ReviewSenders senders =
      new ReviewSenders(
          address ->
              Map.of("10.0.0.1", List.of(pod("team")), "10.0.0.2", List.of(pod("kube-system")))
                  .getOrDefault(address, List.of()),
          Set.of("kube-system"));

  private static Pod pod(String namespace) {
    return new PodBuilder().withNewMetadata().withNamespace(namespace).endMetadata().build();
  }

  @Test
  void aPodSendsNoReviews() {
    assertThat(senders.refusal("10.0.0.1"))
        .hasValueSatisfying(why -> assertThat(why).contains("team", "K8S_AI_WEBHOOK_CALLERS"));
  }

  @Test
  void anAgentOfTheApiServerDoes() {
    assertThat(senders.refusal("10.0.0.2")).isEmpty();
  }

  @Test
  void whoeverIsNoPodMayBeTheApiServer() {
    assertThat(senders.refusal("192.168.0.1")).isEmpty();
  }
}
