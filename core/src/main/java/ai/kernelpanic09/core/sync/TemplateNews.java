package ai.kernelpanic09.core.sync;

import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a sync tells of templates that have changed since the holder heard of them. */
public final class TemplateNews {

  /** Keeps an answer far below what a holder reads; what is left out is asked for when needed. */
  private static final int MAX_CHARACTERS = 512 << 10;

  /**
   * Answers for the templates that are no longer as the holder knows them; prompts beyond 512 Ki
   * characters in all are left out.
   *
   * @param tag a template's tag; empty where there is no such template
   * @param answer what there is to tell of a template's current revision
   */
  public static List<TemplateAnswer> of(
      List<KnownTemplate> known,
      Function<TemplateName, Optional<String>> tag,
      Function<TemplateName, TemplateAnswer> answer) {
    var news = new ArrayList<TemplateAnswer>();
    var characters = 0L;
    for (var each : known) {
      var current = tag.apply(each.template());
      if (current.isPresent() && current.get().equals(each.tag())) {
        continue;
      }
      var changed = answer.apply(each.template());
      var revision = changed.revision();
      characters += revision == null ? 0 : revision.prompt().size();
      news.add(characters > MAX_CHARACTERS ? changed.withoutPrompt() : changed);
    }
    return news;
  }

  private TemplateNews() {}
}
