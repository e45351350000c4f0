package ai.kernelpanic09.operator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.ModelEndpointRef;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Revisions when things go wrong: operators that die between two writes, or work at the same time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptRevisionsTest {

  private final ApiServer server = ApiServer.start();
  private final PromptRevisions revisions =
      new PromptRevisions(server.client(), InstantSource.system());

  @BeforeAll
  void install() {
    server.installCrds();
    server.createNamespace("team");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private PromptTemplate created(String name) {
    var template = new PromptTemplate();
    template.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("team").build());
    template.setSpec(spec("one"));
    return server.client().resource(template).create();
  }

  private static PromptTemplateSpec spec(String text) {
    return new PromptTemplateSpec(null, text, List.of(), new ModelEndpointRef("chat"), 10);
  }

  private static PromptTemplate edited(PromptTemplate template, String text) {
    var edited = new PromptTemplate();
    edited.setMetadata(template.getMetadata());
    edited.setSpec(spec(text));
    edited.setStatus(template.getStatus());
    return edited;
  }

  private static PromptTemplate with(PromptTemplate template, List<Revision> kept) {
    var newest = kept.getFirst();
    template.setStatus(
        new PromptTemplateStatus(null, null, newest.revision(), newest.hash(), kept));
    return template;
  }

  private static List<Long> numbers(List<Revision> all) {
    return all.stream().map(Revision::revision).toList();
  }

  @Test
  void whatAnOperatorMadeBeforeItDiedIsFoundAndNotMadeAgain() {
    var template = created("crash");
    // The operator dies before it has written the status.
    assertThat(numbers(revisions.keep(template).all())).containsExactly(1L);

    var again = revisions.keep(template);
    assertThat(numbers(again.all())).containsExactly(1L);
    assertThat(again.made()).isNull();
    revisions.keep(edited(template, "two"));
    assertThat(numbers(revisions.keep(edited(template, "two")).all())).containsExactly(2L, 1L);
  }

  @Test
  void operatorsThatWorkAtOnceNeverGiveANumberTwice() throws Exception {
    var template = created("race");
    var work = new ArrayList<Callable<PromptRevisions.Kept>>();
    for (var i = 0; i < 4; i++) {
      work.add(() -> revisions.keep(template));
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var each : threads.invokeAll(work)) {
        assertThat(numbers(each.get().all())).containsExactly(1L);
      }
    }
    assertThat(numbers(revisions.of(template))).containsExactly(1L);
  }

  private void remove(Revision revision) {
    server
        .client()
        .apps()
        .controllerRevisions()
        .inNamespace("team")
        .withName(revision.name())
        .delete();
  }

  @Test
  void aNumberIsNeverGivenAgainAfterItsRevisionWasRemoved() {
    var template = created("removed");
    revisions.keep(template);
    var two = revisions.keep(edited(template, "two"));
    remove(two.all().getFirst());

    // The prompt is unchanged, so its revision comes back under the same number.
    assertThat(numbers(revisions.keep(with(edited(template, "two"), two.all())).all()))
        .containsExactly(2L, 1L);
    remove(two.all().getFirst());
    assertThat(numbers(revisions.keep(with(edited(template, "three"), two.all())).all()))
        .containsExactly(3L, 1L);
  }

  @Test
  void aTemplateMadeAnewBeginsAnew() {
    var first = created("again");
    revisions.keep(first);
    revisions.keep(edited(first, "two"));
    server.client().resource(first).delete();

    // No garbage collector runs here, so the first template's revisions still exist.
    var second = created("again");
    assertThat(numbers(revisions.keep(second).all())).containsExactly(1L);
  }
}
