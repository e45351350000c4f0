package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.prompt.Prompt;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.PromptRevision;
import ai.kernelpanic09.core.protocol.RevisionHash;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for a cluster's templates, and for the operator's answers about them. */
public final class TestPrompts {

  static final TemplateName REVIEW = TemplateName.parse("ai-workloads/review");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .build();

  private final Map<TemplateName, List<PromptRevision>> revisions = new ConcurrentHashMap<>();
  private final Map<TemplateName, TemplateAnswer> refused = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * Adds a revision of a template. Its endpoint is {@code HAIKU}, and {@code spec} leaves that out.
   */
  public void put(TemplateName name, String spec) {
    put(name, "claude-haiku", spec);
  }

  void put(TemplateName name, String endpoint, String spec) {
    try {
      var read =
          JSON.readValue(
              "{modelEndpointRef: {name: '" + endpoint + "'}, " + spec + "}",
              PromptTemplateSpec.class);
      var prompt = Prompt.of(read);
      revisions.merge(
          name,
          List.of(new PromptRevision(1, prompt.hash(), prompt)),
          (before, first) -> {
            var all = new ArrayList<>(before);
            var number = before.getFirst().number() + 1;
            all.addFirst(new PromptRevision(number, prompt.hash(), prompt));
            return List.copyOf(all);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove(TemplateName name) {
    revisions.remove(name);
  }

  void refuse(TemplateName name, String code, String message) {
    refused.put(name, TemplateAnswer.refused(name, code, message));
  }

  /** How often templates were asked for outside of syncs. */
  int asked() {
    return asked.get();
  }

  TemplateAnswer answer(TemplateAsk ask) {
    asked.incrementAndGet();
    return tell(ask);
  }

  private TemplateAnswer tell(TemplateAsk ask) {
    var name = ask.template();
    var no = refused.get(name);
    var kept = revisions.get(name);
    if (no != null || kept == null) {
      return no != null
          ? no
          : TemplateAnswer.refused(name, "UnknownTemplate", "there is no PromptTemplate " + name);
    }
    var current = kept.getFirst();
    var wanted = ask.revision() == null ? current.number() : ask.revision();
    return new TemplateAnswer(
        name,
        null,
        null,
        "t" + current.number(),
        current.number(),
        current.prompt().modelEndpointRef().name(),
        kept.stream().map(each -> new RevisionHash(each.number(), each.hash())).toList(),
        kept.stream().filter(each -> each.number() == wanted).findFirst().orElse(null));
  }

  List<TemplateAnswer> news(List<KnownTemplate> known) {
    return known.stream()
        .map(each -> tell(new TemplateAsk(each.template(), null)))
        .filter(
            answer ->
                known.stream()
                    .noneMatch(
                        each ->
                            each.template().equals(answer.template())
                                && each.tag().equals(answer.tag())))
        .toList();
  }
}
