package ai.kernelpanic09.simulator.guardrail;

import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Screens texts as the simulator's guardrails do. They detect documented marks, so that tests can
 * make them act:
 *
 * <ul>
 *   <li>PROMPT_ATTACK: "ignore previous instructions", "ignore all previous instructions" or
 *       "disregard the above", on the input side only; other content filters: {@code sim:TYPE};
 *   <li>a denied topic: one of its examples, or {@code sim:topic:} and its name;
 *   <li>words: the whole word; PROFANITY: "damn" or {@code sim:PROFANITY};
 *   <li>sensitive information: {@link SensitivePatterns}; regexes: themselves.
 * </ul>
 *
 * <p>Contextual grounding looks at answers to calls with a grounding source: {@code sim:UNGROUNDED}
 * and {@code sim:IRRELEVANT} in the answer score 0, everything else 1.
 *
 * <p>Automated reasoning looks at answers together with their questions, and only detects: {@code
 * sim:REFUTED} in the answer is invalid, everything else valid.
 *
 * <p>Case is ignored except in regexes. Each configured policy with an element enabled on a side
 * costs ceil(characters ÷ 1,000) units there, whatever it finds and whatever its strength.
 */
public final class Screening {
  private static final int CHARACTERS_PER_UNIT = 1_000;
  private static final List<String> ATTACKS =
      List.of(
          "ignore previous instructions",
          "ignore all previous instructions",
          "disregard the above");

  private final JsonObject config;
  private final Side side;
  private final JsonObject assessment = new JsonObject();
  private List<String> texts;
  private boolean attacks = true;
  private boolean blocked;
  private boolean masked;

  private Screening(JsonObject config, Side side, List<String> texts) {
    this.config = config;
    this.side = side;
    this.texts = texts;
  }

  /**
   * Screens texts with a guardrail's configuration.
   *
   * @param images number of images with the texts; they are counted, and never blocked
   * @param unguarded characters of the request that the guardrail does not look at
   */
  public static Screened screen(
      JsonObject config, Side side, List<String> texts, int images, long unguarded) {
    return new Screening(config, side, texts).run(images, unguarded, 0, 0);
  }

  /**
   * Screens the input of a call that marks nothing, so that the filter for prompt attacks looks at
   * nothing.
   *
   * @param images number of images with the texts
   */
  public static Screened unmarked(JsonObject config, List<String> texts, int images) {
    var screening = new Screening(config, Side.INPUT, texts);
    screening.attacks = false;
    return screening.run(images, 0, 0, 0);
  }

  /**
   * Screens an answer.
   *
   * @param question the texts that it answers
   * @param grounding characters of the grounding source and the query; 0 without a source
   */
  public static Screened answer(
      JsonObject config, List<String> texts, List<String> question, long grounding) {
    return new Screening(config, Side.OUTPUT, texts).run(0, 0, grounding, characters(question));
  }

  private static long characters(List<String> texts) {
    return texts.stream().mapToLong(t -> t.codePointCount(0, t.length())).sum();
  }

  private Screened run(int images, long unguarded, long grounding, long question) {
    long characters = characters(texts);
    long units = Math.ceilDiv(characters, CHARACTERS_PER_UNIT);
    topics();
    content();
    words();
    sensitive();
    if (grounding > 0) {
      grounding();
    }
    int reasoners = side == Side.OUTPUT ? reason() : 0;
    boolean grounded = grounding > 0 && enabled("contextualGroundingPolicyConfig", "filtersConfig");
    var used =
        new GuardrailUsage(
            enabled("contentPolicyConfig", "filtersConfig") ? units : 0,
            enabled("topicPolicyConfig", "topicsConfig") ? units : 0,
            enabled("wordPolicyConfig", "wordsConfig")
                    || enabled("wordPolicyConfig", "managedWordListsConfig")
                ? units
                : 0,
            enabled("sensitiveInformationPolicyConfig", "piiEntitiesConfig") ? units : 0,
            enabled("sensitiveInformationPolicyConfig", "regexesConfig") ? units : 0,
            grounded ? Math.ceilDiv(characters + grounding, CHARACTERS_PER_UNIT) : 0,
            reasoners * Math.ceilDiv(characters + question, CHARACTERS_PER_UNIT),
            reasoners,
            looksAtImages() ? images : 0);
    assessment.put(
        "invocationMetrics",
        new JsonObject()
            .put("guardrailProcessingLatency", 1)
            .put("usage", usage(used))
            .put(
                "guardrailCoverage",
                new JsonObject()
                    .put(
                        "textCharacters",
                        new JsonObject()
                            .put("guarded", characters)
                            .put("total", characters + unguarded))));
    return new Screened(blocked, masked && !blocked, texts, assessment, used);
  }

  /** The units in the shape of GuardrailUsage. */
  public static JsonObject usage(GuardrailUsage units) {
    return new JsonObject()
        .put("topicPolicyUnits", units.topic())
        .put("contentPolicyUnits", units.content())
        .put("wordPolicyUnits", units.word())
        .put("sensitiveInformationPolicyUnits", units.sensitiveInformation())
        .put("sensitiveInformationPolicyFreeUnits", units.sensitiveInformationFree())
        .put("contextualGroundingPolicyUnits", units.grounding())
        .put(
            "automatedReasoningPolicyUnits",
            units.reasoning() / Math.max(1, units.reasoningPolicies()))
        .put("automatedReasoningPolicies", units.reasoningPolicies())
        .put("contentPolicyImageUnits", units.images());
  }

  private void topics() {
    var found = new JsonArray();
    for (var topic : elements("topicPolicyConfig", "topicsConfig")) {
      var marks = new ArrayList<String>();
      marks.add("sim:topic:" + topic.getString("name"));
      topic.getJsonArray("examples", new JsonArray()).forEach(e -> marks.add((String) e));
      if (on(topic) && marks.stream().anyMatch(this::contains)) {
        found.add(
            new JsonObject()
                .put("name", topic.getString("name"))
                .put("type", "DENY")
                .put("action", act(topic))
                .put("detected", true));
      }
    }
    put("topicPolicy", Map.of("topics", found));
  }

  private void content() {
    var found = new JsonArray();
    for (var filter : elements("contentPolicyConfig", "filtersConfig")) {
      var type = filter.getString("type");
      var strength = filter.getString(side.strength);
      var marks =
          !type.equals("PROMPT_ATTACK")
              ? List.of("sim:" + type)
              : side == Side.INPUT && attacks ? ATTACKS : List.<String>of();
      if (on(filter) && !strength.equals("NONE") && marks.stream().anyMatch(this::contains)) {
        found.add(
            new JsonObject()
                .put("type", type)
                .put("confidence", "HIGH")
                .put("filterStrength", strength)
                .put("action", act(filter))
                .put("detected", true));
      }
    }
    put("contentPolicy", Map.of("filters", found));
  }

  private void grounding() {
    var found = new JsonArray();
    for (var filter : elements("contextualGroundingPolicyConfig", "filtersConfig")) {
      var type = filter.getString("type");
      boolean low = contains(type.equals("GROUNDING") ? "sim:UNGROUNDED" : "sim:IRRELEVANT");
      if (filter.getBoolean("enabled", true)) {
        found.add(
            new JsonObject()
                .put("type", type)
                .put("threshold", filter.getDouble("threshold"))
                .put("score", low ? 0.0 : 1.0)
                .put("action", low ? act(filter) : "NONE")
                .put("detected", low));
      }
    }
    put("contextualGroundingPolicy", Map.of("filters", found));
  }

  /** The number of automated-reasoning policies that looked at the texts. */
  private int reason() {
    var policies =
        config
            .getJsonObject("automatedReasoningPolicyConfig", new JsonObject())
            .getJsonArray("policies", new JsonArray());
    if (!policies.isEmpty()) {
      var verdict = contains("sim:REFUTED") ? "invalid" : "valid";
      put(
          "automatedReasoningPolicy",
          Map.of("findings", new JsonArray().add(new JsonObject().put(verdict, new JsonObject()))));
    }
    return policies.size();
  }

  private void words() {
    var custom = new JsonArray();
    for (var word : elements("wordPolicyConfig", "wordsConfig")) {
      var pattern =
          Pattern.compile(
              "(?<!\\w)" + Pattern.quote(word.getString("text")) + "(?!\\w)",
              Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
      if (on(word) && texts.stream().anyMatch(t -> pattern.matcher(t).find())) {
        custom.add(
            new JsonObject()
                .put("match", word.getString("text"))
                .put("action", act(word))
                .put("detected", true));
      }
    }
    var managed = new JsonArray();
    for (var list : elements("wordPolicyConfig", "managedWordListsConfig")) {
      if (on(list) && (contains("sim:PROFANITY") || contains("damn"))) {
        managed.add(
            new JsonObject()
                .put("match", "damn")
                .put("type", "PROFANITY")
                .put("action", act(list))
                .put("detected", true));
      }
    }
    var parts = new LinkedHashMap<String, JsonArray>();
    parts.put("customWords", custom);
    parts.put("managedWordLists", managed);
    put("wordPolicy", parts);
  }

  private void sensitive() {
    var entities = new JsonArray();
    for (var entity : elements("sensitiveInformationPolicyConfig", "piiEntitiesConfig")) {
      var type = entity.getString("type");
      for (var match : find(entity, SensitivePatterns.of(type), type)) {
        entities.add(match.put("type", type));
      }
    }
    var regexes = new JsonArray();
    for (var regex : elements("sensitiveInformationPolicyConfig", "regexesConfig")) {
      var name = regex.getString("name");
      for (var match : find(regex, Pattern.compile(regex.getString("pattern")), name)) {
        regexes.add(match.put("name", name).put("regex", regex.getString("pattern")));
      }
    }
    var parts = new LinkedHashMap<String, JsonArray>();
    parts.put("piiEntities", entities);
    parts.put("regexes", regexes);
    put("sensitiveInformationPolicy", parts);
  }

  private List<JsonObject> find(JsonObject element, Pattern pattern, String mask) {
    var matches = new ArrayList<JsonObject>();
    if (!on(element)) {
      return matches;
    }
    var after = new ArrayList<String>();
    for (var text : texts) {
      var matcher = pattern.matcher(text);
      while (matcher.find()) {
        matches.add(
            new JsonObject()
                .put("match", matcher.group())
                .put("action", act(element))
                .put("detected", true));
      }
      after.add(
          action(element).equals("ANONYMIZE")
              ? matcher.replaceAll(Matcher.quoteReplacement("{" + mask + "}"))
              : text);
    }
    texts = after;
    return matches;
  }

  private String act(JsonObject element) {
    return switch (action(element)) {
      case "BLOCK" -> {
        blocked = true;
        yield "BLOCKED";
      }
      case "ANONYMIZE" -> {
        masked = true;
        yield "ANONYMIZED";
      }
      default -> "NONE";
    };
  }

  private String action(JsonObject element) {
    return element.getString(side.action, element.getString("action", "BLOCK"));
  }

  private boolean on(JsonObject element) {
    return element.getBoolean(side.enabled, true);
  }

  private boolean enabled(String policy, String list) {
    return elements(policy, list).stream().anyMatch(this::on);
  }

  private boolean looksAtImages() {
    var name = side == Side.INPUT ? "inputModalities" : "outputModalities";
    return elements("contentPolicyConfig", "filtersConfig").stream()
        .anyMatch(f -> f.getJsonArray(name, new JsonArray()).contains("IMAGE"));
  }

  private boolean contains(String mark) {
    var lower = mark.toLowerCase(Locale.ROOT);
    return texts.stream().anyMatch(t -> t.toLowerCase(Locale.ROOT).contains(lower));
  }

  private List<JsonObject> elements(String policy, String list) {
    return GuardrailConfigRules.elements(config.getJsonObject(policy, new JsonObject()), list);
  }

  private void put(String policy, Map<String, JsonArray> parts) {
    if (parts.values().stream().anyMatch(p -> !p.isEmpty())) {
      var json = new JsonObject();
      parts.forEach(json::put);
      assessment.put(policy, json);
    }
  }
}
