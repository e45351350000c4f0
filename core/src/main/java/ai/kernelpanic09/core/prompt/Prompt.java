package ai.kernelpanic09.core.prompt;

import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.ModelEndpointRef;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.Variable;
import ai.kernelpanic09.core.template.PromptVariable;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a revision of a prompt: the members of a template's spec that decide what is sent
 * to which endpoint. A revision never changes.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Prompt(
    @Nullable String systemPrompt,
    String template,
    List<Variable> variables,
    ModelEndpointRef modelEndpointRef) {

  public Prompt {
    variables = variables == null ? List.of() : List.copyOf(variables);
  }

  public static Prompt of(PromptTemplateSpec spec) {
    return new Prompt(
        spec.systemPrompt(), spec.template(), spec.variables(), spec.modelEndpointRef());
  }

  /**
   * The first 32 hexadecimal digits of a SHA-256 over the content; equal for prompts of equal
   * content.
   */
  public String hash() {
    return PromptHash.of(this);
  }

  /** The variables, as a rendering checks them. */
  public List<PromptVariable> declared() {
    return variables.stream().map(Variable::declared).toList();
  }

  /** Characters of all texts, a measure of the memory that it takes. */
  public int size() {
    var size = template.length() + (systemPrompt == null ? 0 : systemPrompt.length());
    for (var each : variables) {
      size += each.toString().length();
    }
    return size;
  }
}
