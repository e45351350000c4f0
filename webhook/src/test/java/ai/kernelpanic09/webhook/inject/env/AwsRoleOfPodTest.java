package ai.kernelpanic09.webhook.inject.env;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsRoleOfPodTest {

  @Test
  void aRoleThatThePodIsAnnotatedWithIsNotHiddenByPlaceholders() {
    var pod = SamplePods.labelled();
    assertThat(variables(pod)).contains(AwsVariables.ENDPOINT, AwsVariables.CREDENTIALS);

    ((ObjectNode) pod.path("metadata"))
        .putObject("annotations")
        .put("iam.amazonaws.com/role", "uploader");

    assertThat(variables(pod))
        .contains(AwsVariables.ENDPOINT)
        .doesNotContain(AwsVariables.CREDENTIALS);
  }

  private static List<String> variables(ObjectNode pod) {
    return PodTree.stream(SamplePods.inject(pod).pod().at("/spec/containers/0/env"))
        .map(PodTree::name)
        .toList();
  }
}
