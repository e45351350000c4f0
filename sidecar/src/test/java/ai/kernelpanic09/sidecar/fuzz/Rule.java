package ai.kernelpanic09.sidecar.fuzz;

import java.util.List;

/** A rule of a grammar of JSON. */
@FunctionalInterface
interface Rule {

  void write(CaseWriter to);

  /**
   * A member of an object.
   *
   * @param percent how often it is there
   */
  record Member(String name, Rule value, int percent) {}

  static Member required(String name, Rule value) {
    return new Member(name, value, 100);
  }

  static Member optional(String name, Rule value) {
    return new Member(name, value, 40);
  }

  static Member seldom(String name, Rule value) {
    return new Member(name, value, 6);
  }

  /** An object with these members, in any order. */
  static Rule object(Member... members) {
    return new ObjectRule(List.of(members));
  }

  /** An array of {@code least} to {@code most} values. */
  static Rule array(int least, int most, Rule item) {
    return to -> {
      to.token("[");
      var count = to.pick(least, most);
      for (var i = 0; i < count && (i < least || !to.enough()); i++) {
        to.token(i == 0 ? "" : ",");
        value(item, to);
      }
      to.token("]");
    };
  }

  /** One of these, each as likely as the others. */
  static Rule oneOf(Rule... rules) {
    return to -> to.pick(List.of(rules)).write(to);
  }

  /** The first of the two in so many of a hundred cases. */
  static Rule mostly(int percent, Rule first, Rule second) {
    return to -> (to.chance(percent) ? first : second).write(to);
  }

  static Rule json(String literal) {
    return to -> to.token(literal);
  }

  /** One of these texts, some of its characters perhaps as escapes. */
  static Rule words(String... words) {
    return to -> Texts.word(to, to.pick(List.of(words)));
  }

  /** A text of up to some hundred characters of all kinds. */
  static Rule text() {
    return Texts::any;
  }

  static Rule whole(int least, int most) {
    return to -> to.token(Integer.toString(to.pick(least, most)));
  }

  /** A number from 0 to 1. */
  static Rule fraction() {
    return to -> to.token(to.pick(List.of("0", "1", "0.5", "0.25", "1.0", "1e-1", "5E-1", "0.0")));
  }

  static Rule flag() {
    return to -> to.token(to.chance(50) ? "true" : "false");
  }

  /** Any JSON, up to this depth. */
  static Rule any(int depth) {
    return to -> AnyJson.write(to, depth);
  }

  /** Any object. */
  static Rule anyObject(int depth) {
    return to -> AnyJson.object(to, depth);
  }

  /** A text that holds JSON. */
  static Rule inText(Rule inner) {
    return to -> Texts.quoted(to, to.apart(inner));
  }

  /** A text that holds JSON in base64. */
  static Rule inBase64(Rule inner) {
    return to -> Texts.base64(to, "", to.apart(inner));
  }

  /** Base64 behind {@code prefix}. */
  static Rule base64(String... prefixes) {
    return to -> Texts.base64(to, to.pick(List.of(prefixes)));
  }

  /** A rule that is looked up when it is used, for grammars that contain themselves. */
  static Rule later(java.util.function.Supplier<Rule> rule) {
    return to -> rule.get().write(to);
  }

  /** Writes a value, or at times something else in its place. */
  static void value(Rule rule, CaseWriter to) {
    if (to.strays()) {
      AnyJson.stray(to);
    } else {
      rule.write(to);
    }
  }
}
