package ai.kernelpanic09.core.sync;

import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells a holder in a sync's answer about templates that have changed since it last learned of
 * them.
 */
public final class TemplateNews {

  /**
   * Keeps an answer far below the size that a holder accepts. A holder asks for a prompt that was
   * left out when it needs it.
   */
  private static final int MAX_CHARACTERS = 512 << 10;

  /**
   * Answers about the templates whose tag differs from the one that the holder knows; prompts
   * beyond 512 Ki characters in all are left out.
   *
   * @param tag a template's tag; empty where there is no such template
   * @param answer the answer about a template, with its current revision
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
