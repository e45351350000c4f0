package ai.kernelpanic09.sidecar.prompt;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.PromptRevision;
import ai.kernelpanic09.core.template.ParsedTemplate;
import ai.kernelpanic09.core.template.PromptText;
import ai.kernelpanic09.core.template.PromptVariable;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A revision's prompt, ready to be rendered.
 *
 * @param size the number of characters of its texts
 */
public record LoadedPrompt(
    TemplateName template,
    long revision,
    EndpointName endpoint,
    @Nullable ParsedTemplate system,
    ParsedTemplate text,
    List<PromptVariable> variables,
    int size) {

  static LoadedPrompt of(TemplateName template, PromptRevision revision)
      throws TemplateSyntaxException {
    var prompt = revision.prompt();
    var system = prompt.systemPrompt();
    return new LoadedPrompt(
        template,
        revision.number(),
        template.neighbour(prompt.modelEndpointRef().name()),
        system == null ? null : PromptText.parse(template.name() + ".systemPrompt", system),
        PromptText.parse(template.name(), prompt.template()),
        prompt.declared(),
        prompt.size());
  }

  /**
   * The same prompt as revision {@code number}: an edit back to an earlier text makes a revision of
   * its own.
   */
  LoadedPrompt numbered(long number) {
    return number == revision
        ? this
        : new LoadedPrompt(template, number, endpoint, system, text, variables, size);
  }

  /**
   * Whether a variable has a pattern: checking a value against one may take long, however short the
   * value is.
   */
  boolean hasPatterns() {
    return variables.stream().anyMatch(each -> each.pattern() != null);
  }
}
