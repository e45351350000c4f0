package ai.kernelpanic09.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Compiles rules, with those functions that Kubernetes adds to CEL and the CRDs use. */
final class RuleReader {

  private static final Set<String> MEMBERS = Set.of("rule", "message", "fieldPath", "reason");

  private final CelCompiler compiler =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .addLibraries(CelExtensions.strings())
          .build();
  private final CelRuntime runtime =
      CelRuntimeFactory.plannerRuntimeBuilder().addLibraries(CelExtensions.strings()).build();

  /**
   * Reads the rules of a schema.
   *
   * @throws IllegalStateException when a rule has a member or an expression that this class does
   *     not support
   */
  List<Rule> read(JsonNode validations) {
    var rules = new ArrayList<Rule>();
    for (var each : validations) {
      each.fieldNames()
          .forEachRemaining(
              member -> {
                if (!MEMBERS.contains(member)) {
                  throw new IllegalStateException("a rule has an unknown member: " + member);
                }
              });
      var rule = each.path("rule").asText();
      rules.add(
          new Rule(
              program(rule),
              each.path("message").asText("breaks the rule " + rule),
              each.path("fieldPath").asText()));
    }
    return List.copyOf(rules);
  }

  private CelRuntime.Program program(String rule) {
    try {
      return runtime.createProgram(compiler.compile(rule).getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException("the rule " + rule + " is not understood", e);
    }
  }
}
