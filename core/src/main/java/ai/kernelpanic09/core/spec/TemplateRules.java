package ai.kernelpanic09.core.spec;

import ai.kernelpanic09.core.spec.PromptTemplateSpec.Variable;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.VariableType;
import ai.kernelpanic09.core.template.PromptText;
import ai.kernelpanic09.core.template.PromptVariable;
import ai.kernelpanic09.core.template.Variables;
import ai.kernelpanic09.core.template.Variables.Checked;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules of a prompt: its texts and its variables. */
final class TemplateRules {

  private final PromptTemplateSpec spec;
  private final Findings findings;

  TemplateRules(PromptTemplateSpec spec, Findings findings) {
    this.spec = spec;
    this.findings = findings;
  }

  void check() {
    findings.required("spec.template", spec.template());
    if (findings.required("spec.modelEndpointRef", spec.modelEndpointRef())
        && findings.required("spec.modelEndpointRef.name", spec.modelEndpointRef().name())) {
      findings.matches(
          "spec.modelEndpointRef.name",
          spec.modelEndpointRef().name(),
          Patterns.DNS_LABEL,
          "must be the name of a ModelEndpoint");
    }
    findings.inRange("spec.revisionHistoryLimit", spec.revisionHistoryLimit(), 0, 100);
    findings.unique("spec.variables", spec.variables(), "name", Variable::name);
    for (var i = 0; i < spec.variables().size(); i++) {
      variable("spec.variables[" + i + "]", spec.variables().get(i));
    }
    text("spec.systemPrompt", spec.systemPrompt());
    text("spec.template", spec.template());
  }

  private void text(String field, @Nullable String text) {
    if (text == null) {
      return;
    }
    var declared = spec.variables().stream().map(Variable::name).collect(Collectors.toSet());
    try {
      for (var name : PromptText.parse(field, text).fields()) {
        if (!declared.contains(name)) {
          findings.warning(
              field,
              "reads " + name + ", which spec.variables does not declare: it can't be rendered");
        }
      }
    } catch (TemplateSyntaxException e) {
      findings.error(field, String.valueOf(e.getMessage()));
    }
  }

  private void variable(String field, Variable variable) {
    if (findings.required(field + ".name", variable.name())) {
      findings.matches(
          field + ".name",
          variable.name(),
          Patterns.IDENTIFIER,
          "must be letters, digits and underscores, and begin with no digit");
    }
    var pattern = pattern(field, variable) ? variable.pattern() : null;
    var values = enumeration(field, variable);
    var value = variable.defaultValue();
    if (value == null) {
      return;
    }
    if (variable.required()) {
      findings.warning(field + ".default", "is never used, for the variable is required");
    }
    if (!isOfType(value, variable.type())) {
      findings.error(field + ".default", "must be of type " + text(variable.type()));
    } else if (values && !isAmong(value, variable)) {
      findings.error(field + ".default", "must be one of " + variable.enumValues());
    } else if (pattern != null && !matches(pattern, value)) {
      findings.error(field + ".default", "must match the variable's pattern");
    }
  }

  /** Returns whether the variable has a usable pattern. */
  private boolean pattern(String field, Variable variable) {
    if (variable.pattern() == null) {
      return false;
    }
    if (variable.type() != VariableType.STRING) {
      findings.error(field + ".pattern", "applies to variables of type string only");
      return false;
    }
    try {
      Pattern.compile(variable.pattern());
      return true;
    } catch (PatternSyntaxException e) {
      findings.error(field + ".pattern", "is no regular expression: " + e.getDescription());
      return false;
    }
  }

  /** Matches as a rendering does: in bounded time, whatever the pattern is. */
  private static boolean matches(String pattern, Object value) {
    var name = "default";
    var declared =
        new PromptVariable(name, PromptVariable.Type.STRING, true, null, List.of(), pattern);
    return Variables.check(List.of(declared), Map.of(name, value)) instanceof Checked.Accepted;
  }

  /** Returns whether the variable has a usable enumeration. */
  private boolean enumeration(String field, Variable variable) {
    var values = variable.enumValues();
    if (values.isEmpty()) {
      return false;
    }
    var before = findings.all().size();
    switch (variable.type()) {
      case STRING -> {} // every text is a valid value
      case INTEGER, NUMBER -> {
        for (var i = 0; i < values.size(); i++) {
          if (!isNumber(values.get(i), variable.type())) {
            findings.error(field + ".enum[" + i + "]", "must be of type " + text(variable.type()));
          }
        }
      }
      case BOOLEAN, LIST, OBJECT ->
          findings.error(
              field + ".enum", "applies to variables of type string, integer or number only");
    }
    return findings.all().size() == before;
  }

  private static boolean isNumber(String text, VariableType type) {
    var number = number(text);
    return number != null
        && (type == VariableType.NUMBER || number.stripTrailingZeros().scale() <= 0);
  }

  private static boolean isAmong(Object value, Variable variable) {
    if (variable.type() == VariableType.STRING) {
      return variable.enumValues().contains(value.toString());
    }
    var wanted = number(value.toString());
    return wanted != null
        && variable.enumValues().stream()
            .map(TemplateRules::number)
            .anyMatch(n -> n != null && n.compareTo(wanted) == 0);
  }

  private static @Nullable BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isOfType(Object value, VariableType type) {
    return switch (type) {
      case STRING -> value instanceof String;
      case INTEGER ->
          value instanceof Integer || value instanceof Long || value instanceof BigInteger;
      case NUMBER -> value instanceof Number;
      case BOOLEAN -> value instanceof Boolean;
      case LIST -> value instanceof List;
      case OBJECT -> value instanceof Map;
    };
  }

  private static String text(VariableType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
