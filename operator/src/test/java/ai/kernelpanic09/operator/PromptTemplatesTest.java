package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.RevisionHash;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Prompts on a real API server: their revisions and conditions, and the answers to holders that ask
 * for them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptTemplatesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world = new World();
  private final OperatorProcess operator = world.operatorWithWebhook();
  private final HolderClient control = HolderClient.of(operator);

  @BeforeAll
  void applyTheQuickstart() {
    world.applyQuickstart();
    awaitReady("code-review");
  }

  @AfterAll
  void stop() {
    control.close();
    operator.close();
    world.close();
  }

  private void apply(String name, String spec) {
    world.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: PromptTemplate
        metadata: {name: %s, namespace: ai-workloads}
        spec: {%s}
        """
            .formatted(name, spec));
  }

  private Optional<PromptTemplateStatus> status(String name) {
    return Optional.ofNullable(
            world
                .client
                .resources(PromptTemplate.class)
                .inNamespace("ai-workloads")
                .withName(name)
                .get())
        .map(PromptTemplate::getStatus);
  }

  private String state(String name, String type) {
    return status(name).map(PromptTemplateStatus::conditions).stream()
        .flatMap(List::stream)
        .filter(each -> each.getType().equals(type))
        .map(each -> each.getStatus() + "/" + each.getReason() + ": " + each.getMessage())
        .findFirst()
        .orElse("");
  }

  private void awaitReady(String name) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> state(name, "Ready").startsWith("True/Ready"));
  }

  private List<Revision> awaitRevision(String name, long number) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                status(name)
                    .map(PromptTemplateStatus::revision)
                    .filter(n -> n == number)
                    .isPresent());
    return Objects.requireNonNull(status(name).orElseThrow().revisions());
  }

  private List<Long> stored(String name) {
    return world
        .client
        .apps()
        .controllerRevisions()
        .inNamespace("ai-workloads")
        .withLabel("ai.kernelpanic09.io/prompt-template", name)
        .list()
        .getItems()
        .stream()
        .map(each -> each.getRevision())
        .sorted()
        .toList();
  }

  private static String review(String template) {
    return "template: \""
        + template
        + "\", variables: [{name: Diff}],"
        + " modelEndpointRef: {name: claude-haiku}, revisionHistoryLimit: 2";
  }

  @Test
  void theQuickstartsPromptIsItsFirstRevision() {
    assertThat(status("code-review").map(PromptTemplateStatus::revisions))
        .hasValueSatisfying(
            all ->
                assertThat(all)
                    .singleElement()
                    .satisfies(
                        first -> {
                          assertThat(first.revision()).isEqualTo(1);
                          assertThat(first.hash()).hasSize(32);
                          assertThat(first.author()).isEqualTo("kubectl-client-side-apply");
                          assertThat(first.createdAt()).startsWith("20").endsWith("Z");
                        }));
    assertThat(world.server.kubectl("get", "pt", "-n", "ai-workloads", "code-review").text())
        .containsPattern("NAME +READY +ENDPOINT +REVISION +AGE")
        .containsPattern("code-review +True +claude-haiku +1 ");
    var revision =
        world
            .client
            .apps()
            .controllerRevisions()
            .inNamespace("ai-workloads")
            .withLabel("ai.kernelpanic09.io/prompt-template", "code-review")
            .list()
            .getItems()
            .getFirst();
    assertThat(revision.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("PromptTemplate"))
        .satisfies(owner -> assertThat(owner.getController()).isTrue());
    assertThat(String.valueOf(revision.getData())).contains("Review this diff focusing on");
    assertThat(world.events("code-review", "RevisionCreated"))
        .containsExactly("revision 1, by kubectl-client-side-apply");
  }

  @Test
  void eachChangeOfThePromptIsARevisionAndNothingElseIs() {
    apply("edited", review("Review {{.Diff}}"));
    awaitRevision("edited", 1);
    apply("edited", review("Review {{.Diff}} well"));
    var second = awaitRevision("edited", 2);
    assertThat(second).extracting(Revision::revision).containsExactly(2L, 1L);

    // An edit back to the first prompt is a revision with a number of its own and the first one's
    // hash.
    apply("edited", review("Review {{.Diff}}"));
    var third = awaitRevision("edited", 3);
    assertThat(third).extracting(Revision::revision).containsExactly(3L, 2L, 1L);
    assertThat(third.getFirst().hash()).isEqualTo(third.getLast().hash());

    apply("edited", review("Review {{.Diff}}, please"));
    assertThat(awaitRevision("edited", 4))
        .extracting(Revision::revision)
        .containsExactly(4L, 3L, 2L);
    assertThat(stored("edited")).containsExactly(2L, 3L, 4L);

    apply("edited", review("Review {{.Diff}}, please").replace("Limit: 2", "Limit: 0"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(stored("edited")).containsExactly(4L));
    assertThat(awaitRevision("edited", 4)).hasSize(1);
    world.server.kubectl("label", "pt", "edited", "-n", "ai-workloads", "team=x");
    world.server.kubectl(
        "patch",
        "pt",
        "edited",
        "-n",
        "ai-workloads",
        "--type=merge",
        "--field-manager=an-editor",
        "-p",
        "{\"spec\":{\"systemPrompt\":\"Be kind.\"}}");
    assertThat(awaitRevision("edited", 5))
        .singleElement()
        .satisfies(each -> assertThat(each.author()).isEqualTo("an-editor"));
  }

  @Test
  void aPromptThatCannotBeParsedIsNoRevision() {
    apply("broken", review("Review {{.Diff}}"));
    awaitRevision("broken", 1);

    apply("broken", review("Review\\n{{if .Diff}}"));

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> state("broken", "Ready").startsWith("False/SyntaxError"));
    assertThat(state("broken", "Parsed")).contains("spec.template:2:", "unexpected EOF");
    assertThat(stored("broken")).containsExactly(1L);
    assertThat(world.events("broken", "SyntaxError")).isNotEmpty();
    // Callers get the last revision that could be rendered.
    assertThat(ask(gateway(), "ai-workloads/broken", null).current()).isEqualTo(1);

    apply("never", review("{{"));
    await().atMost(Duration.ofSeconds(60)).until(() -> !state("never", "Ready").isEmpty());
    var never = ask(gateway(), "ai-workloads/never", null);
    assertThat(never.code()).isEqualTo("TemplateNotReady");
    assertThat(never.message()).contains("SyntaxError", "spec.template:1:");
  }

  @Test
  void aTemplateWaitsForItsEndpoint() {
    apply("early", review("Review {{.Diff}}").replace("claude-haiku", "latecomer"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> state("early", "Ready").startsWith("False/EndpointNotFound"));
    assertThat(state("early", "Ready")).contains("there is no ModelEndpoint latecomer");

    world.applyEndpoint("latecomer");

    awaitReady("early");
    world.server.kubectl("delete", "mep", "latecomer", "-n", "ai-workloads", "--wait=false");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> state("early", "Ready").startsWith("False/EndpointNotFound"));
  }

  private @Nullable String gateway;

  private synchronized String gateway() {
    if (gateway == null) {
      gateway = world.gatewayToken();
    }
    return gateway;
  }

  private TemplateAnswer ask(String token, String template, @Nullable Long revision) {
    var response =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    control.post(
                        "template",
                        token,
                        HolderClient.write(
                            new TemplateAsk(TemplateName.parse(template), revision))),
                each -> each.statusCode() != 503 && each.statusCode() != 421);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    try {
      return JSON.readValue(response.body(), TemplateAnswer.class);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String sidecar(String name, String endpoint) {
    var pod =
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> world.pod("ai-workloads", name, endpoint), (Pod each) -> true);
    return world.token(pod, Names.CONTROL_AUDIENCE);
  }

  @Test
  void holdersOfTheEndpointGetItsPromptsAndOthersDoNot() {
    apply("shared", review("Review {{.Diff}}"));
    awaitRevision("shared", 1);
    apply("shared", review("Review {{.Diff}} again"));
    awaitRevision("shared", 2);
    world.applyEndpoint("neighbour");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("neighbour", "Ready").startsWith("True"));
    var own = sidecar("reviewer", "claude-haiku");

    var current = ask(own, "ai-workloads/shared", null);
    assertThat(current.current()).isEqualTo(2);
    assertThat(current.endpoint()).isEqualTo("claude-haiku");
    assertThat(current.revisions()).extracting(RevisionHash::number).containsExactly(2L, 1L);
    assertThat(prompt(current)).isEqualTo("Review {{.Diff}} again");
    var pinned = ask(own, "ai-workloads/shared", 1L);
    assertThat(prompt(pinned)).isEqualTo("Review {{.Diff}}");
    assertThat(pinned.current()).isEqualTo(2);
    assertThat(ask(own, "ai-workloads/shared", 9L).revision()).isNull();
    assertThat(ask(own, "ai-workloads/nothing", null).code()).isEqualTo("UnknownTemplate");

    var foreign = ask(sidecar("other", "neighbour"), "ai-workloads/shared", null);
    assertThat(foreign.code()).isEqualTo("NotAllowed");
    assertThat(foreign.revision()).isNull();
    assertThat(foreign.revisions()).isEmpty();
    assertThat(prompt(ask(gateway(), "ai-workloads/shared", null)))
        .isEqualTo("Review {{.Diff}} again");
    assertThat(control.post("template", own, "{}").statusCode()).isEqualTo(400);
    assertThat(control.post("template", "nonsense", "{}").statusCode()).isEqualTo(401);
  }

  private static String prompt(TemplateAnswer answer) {
    return Objects.requireNonNull(answer.revision(), () -> answer.toString()).prompt().template();
  }

  @Test
  void aSyncTellsWhatHasChangedAndNothingElse() {
    apply("followed", review("Review {{.Diff}}"));
    awaitRevision("followed", 1);
    var own = sidecar("follower", "claude-haiku");
    var name = TemplateName.parse("ai-workloads/followed");
    var tag = ask(own, name.toString(), null).tag();

    assertThat(news(own, new KnownTemplate(name, tag))).isEmpty();

    apply("followed", review("Review {{.Diff}} again"));
    awaitRevision("followed", 2);
    var changed =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> news(own, new KnownTemplate(name, tag)), each -> !each.isEmpty());
    assertThat(prompt(changed.getFirst())).isEqualTo("Review {{.Diff}} again");
    assertThat(news(own, new KnownTemplate(name, changed.getFirst().tag()))).isEmpty();

    world.server.kubectl("delete", "pt", "followed", "-n", "ai-workloads");
    assertThat(
            await()
                .atMost(Duration.ofSeconds(60))
                .until(
                    () -> news(own, new KnownTemplate(name, changed.getFirst().tag())),
                    each -> !each.isEmpty()))
        .singleElement()
        .satisfies(each -> assertThat(each.code()).isEqualTo("UnknownTemplate"));
  }

  private long seq;

  private synchronized List<TemplateAnswer> news(String token, KnownTemplate... known) {
    seq++;
    var plain = HolderClient.request("ai-workloads/claude-haiku", seq);
    var response =
        control.sync(
            token,
            new SyncRequest(
                plain.protocol(),
                plain.version(),
                plain.incarnation(),
                plain.seq(),
                plain.endpoints(),
                List.of(known)));
    return HolderClient.answer(response).templates();
  }
}
