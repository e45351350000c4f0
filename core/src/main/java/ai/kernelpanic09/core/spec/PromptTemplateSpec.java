package ai.kernelpanic09.core.spec;

import ai.kernelpanic09.core.template.PromptVariable;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prompt with variables, rendered for the endpoint that it references. */
public record PromptTemplateSpec(
    @JsonPropertyDescription("System prompt of every call, itself a Go text/template.")
        @Size(max = 262_144)
        @Nullable String systemPrompt,
    @JsonPropertyDescription("The user's message: a Go text/template over the variables.")
        @Required
        @Size(min = 1, max = 262_144)
        String template,
    @JsonPropertyDescription("Variables that a call may or must give.") @Size(max = 64)
        List<Variable> variables,
    @JsonPropertyDescription("The endpoint of the same namespace that answers.") @Required
        ModelEndpointRef modelEndpointRef,
    @JsonPropertyDescription("How many old revisions of the prompt are kept.")
        @Default("10")
        @Min(0)
        @Max(100)
        Integer revisionHistoryLimit)
    implements ManifestPart {

  /** Members that a manifest leaves out get the defaults that the API server sets. */
  public PromptTemplateSpec {
    variables = variables == null ? List.of() : List.copyOf(variables);
    revisionHistoryLimit = revisionHistoryLimit == null ? 10 : revisionHistoryLimit;
  }

  /** Reference to a ModelEndpoint of the same namespace. */
  public record ModelEndpointRef(
      @JsonPropertyDescription("Name of the ModelEndpoint.")
          @Required
          @Size(min = 1, max = 57)
          @Pattern(Patterns.DNS_LABEL)
          String name)
      implements ManifestPart {}

  /** Type of a variable's value. */
  public enum VariableType {
    @JsonProperty("string")
    STRING,
    @JsonProperty("integer")
    INTEGER,
    @JsonProperty("number")
    NUMBER,
    @JsonProperty("boolean")
    BOOLEAN,
    @JsonProperty("list")
    LIST,
    @JsonProperty("object")
    OBJECT
  }

  /** One variable of a prompt. */
  @ValidationRule(
      value = "!has(self.pattern) || self.type == 'string'",
      message = "applies to variables of type string only",
      fieldPath = ".pattern")
  @ValidationRule(
      value = "!has(self.enum) || self.type in ['string', 'integer', 'number']",
      message = "applies to variables of type string, integer or number only",
      fieldPath = ".enum")
  public record Variable(
      @JsonPropertyDescription("Name by which the template refers to it, as in {{.Name}}.")
          @Required
          @Size(min = 1, max = 63)
          @Pattern(Patterns.IDENTIFIER)
          String name,
      @JsonPropertyDescription("Type of the value.") @Default("string") VariableType type,
      @JsonPropertyDescription("Whether a call must give a value.") @Default("false")
          Boolean required,
      @JsonPropertyDescription(
              "Value when a call gives none, of the variable's type. Any JSON value.")
          @JsonProperty("default")
          @Nullable Object defaultValue,
      @JsonPropertyDescription("What the variable is for.") @Size(max = 1024)
          @Nullable String description,
      @JsonPropertyDescription(
              "The only values allowed, for types string, integer and number; numbers with decimals"
                  + " are written as strings.")
          @JsonProperty("enum")
          @Size(max = 64)
          List<@Size(max = 1024) String> enumValues,
      @JsonPropertyDescription(
              "Regular expression that the whole value must match; for type string only.")
          @Size(max = 512)
          @Nullable String pattern)
      implements ManifestPart {

    public Variable {
      type = type == null ? VariableType.STRING : type;
      required = required == null ? Boolean.FALSE : required;
      enumValues = enumValues == null ? List.of() : List.copyOf(enumValues);
    }

    /** The variable, as a rendering checks its values. */
    public PromptVariable declared() {
      return new PromptVariable(
          name,
          PromptVariable.Type.valueOf(type.name()),
          required,
          defaultValue,
          enumValues,
          pattern);
    }
  }
}
