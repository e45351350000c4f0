package ai.kernelpanic09.operator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.ModelEndpointRef;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateStatusTest {

  private static PromptTemplate template(long generation, boolean endpointFound) {
    var template = new PromptTemplate();
    template.setMetadata(new ObjectMetaBuilder().withGeneration(generation).build());
    template.setSpec(
        new PromptTemplateSpec(null, "Hello", List.of(), new ModelEndpointRef("claude"), 5));
    template.setStatus(
        TemplateStatus.of(
            template,
            TemplateStatus.parsed(template.getSpec()),
            endpointFound,
            List.of(),
            Instant.EPOCH));
    return template;
  }

  @Test
  void aTemplateIsReadyWhenAllIsWell() {
    assertThat(TemplateStatus.isReady(template(3, true))).isTrue();
    assertThat(TemplateStatus.isReady(template(3, false))).isFalse();
  }

  @Test
  void anEditedTemplateIsNotReady() {
    var template = template(3, true);
    template.getMetadata().setGeneration(4L);

    assertThat(TemplateStatus.isReady(template)).isFalse();
  }

  @Test
  void aTemplateWithoutStatusIsNotReady() {
    var template = template(1, true);
    template.setStatus(null);

    assertThat(TemplateStatus.isReady(template)).isFalse();
  }
}
