package ai.kernelpanic09.sidecar.fuzz;

import java.util.List;

/** An object, whose members may be missing, unknown or there twice where the case strays. */
record ObjectRule(List<Rule.Member> members) implements Rule {

  private static final List<String> UNKNOWN =
      List.of("", "__proto__", "type", "content", "s3Location", "url", "x".repeat(1_001), "\u00e9");

  @Override
  public void write(CaseWriter to) {
    to.token("{");
    var first = true;
    for (var each : to.shuffled(members)) {
      if (to.chance(each.percent()) && !to.strays()) {
        first = member(to, first, each.name(), each.value());
        if (to.strays()) {
          first = member(to, first, each.name(), each.value());
        }
      }
    }
    if (to.strays()) {
      member(to, first, to.pick(UNKNOWN), Rule.any(2));
    }
    to.token("}");
  }

  private static boolean member(CaseWriter to, boolean first, String name, Rule value) {
    to.token(first ? "" : ",");
    Texts.word(to, name);
    to.token(":");
    Rule.value(value, to);
    return false;
  }
}
