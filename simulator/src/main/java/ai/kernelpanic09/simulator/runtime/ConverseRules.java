package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.catalog.Model.Trait;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules of Converse that its shapes can't express. */
final class ConverseRules {
  private ConverseRules() {}

  static void check(JsonObject body, Model model) {
    if (model.embeds()) {
      throw AwsError.validation("This model doesn't support the Converse API.");
    }
    var messages = body.getJsonArray("messages", new JsonArray());
    if (messages.isEmpty()) {
      throw AwsError.validation(
          "The messages field is empty. Add a message to the messages field and try again.");
    }
    var expected = "user";
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.getJsonObject(i);
      var role = message.getString("role");
      if (!role.equals("system")) {
        if (!role.equals(expected)) {
          throw AwsError.validation(
              i == 0
                  ? "A conversation must start with a user message. Try again with a conversation"
                      + " that starts with a user message."
                  : "A conversation must alternate between user and assistant roles. Make sure the"
                      + " conversation alternates between user and assistant roles and try"
                      + " again.");
        }
        expected = role.equals("user") ? "assistant" : "user";
      }
      content(message.getJsonArray("content"), i, model);
    }
    toolResults(messages);
    if (!body.containsKey("toolConfig") && usesTools(messages)) {
      throw AwsError.validation(
          "The toolConfig field must be defined when using toolUse and toolResult content blocks.");
    }
    abilities(body, model);
    configuration(body, model);
  }

  private static boolean usesTools(JsonArray messages) {
    return messages.stream()
        .flatMap(m -> ((JsonObject) m).getJsonArray("content").stream())
        .map(JsonObject.class::cast)
        .anyMatch(b -> b.containsKey("toolUse") || b.containsKey("toolResult"));
  }

  /** Every use of a tool has its result in the next message, and no result is without a use. */
  private static void toolResults(JsonArray messages) {
    var open = Set.<String>of();
    for (int i = 0; i < messages.size(); i++) {
      var content = messages.getJsonObject(i).getJsonArray("content");
      var results = ids(content, "toolResult");
      if (results.size() > open.size()) {
        throw AwsError.validation(
            "The number of toolResult blocks at messages.%d.content exceeds the number of toolUse blocks of previous turn."
                .formatted(i));
      }
      if (!results.containsAll(open)) {
        throw AwsError.validation(
            "Expected toolResult blocks at messages.%d.content for the following Ids: %s"
                .formatted(i, String.join(", ", open)));
      }
      open = ids(content, "toolUse");
    }
  }

  private static Set<String> ids(JsonArray content, String kind) {
    var ids = new LinkedHashSet<String>();
    for (var block : content) {
      if (((JsonObject) block).getValue(kind) instanceof JsonObject part) {
        ids.add(part.getString("toolUseId", ""));
      }
    }
    return ids;
  }

  private static void content(JsonArray content, int message, Model model) {
    if (content.isEmpty()) {
      throw AwsError.validation(
          "The content field in the Message object at messages.%d is empty. Add a ContentBlock object to the content field and try again."
              .formatted(message));
    }
    for (int i = 0; i < content.size(); i++) {
      var block = content.getJsonObject(i);
      if (block.getString("text", "x").isBlank()) {
        throw AwsError.validation(
            "The text field in the ContentBlock object at messages.%d.content.%d is blank. Add text to the text field, and try again."
                .formatted(message, i));
      }
      if (block.containsKey("image") && !model.inputModalities().contains("IMAGE")) {
        throw AwsError.validation(
            "This model doesn't support the image content block that you provided.");
      }
      if (block.containsKey("video") && !model.inputModalities().contains("VIDEO")) {
        throw AwsError.validation(
            "This model doesn't support the video content block that you provided.");
      }
    }
  }

  private static void abilities(JsonObject body, Model model) {
    if (body.getValue("system") instanceof JsonArray system
        && !system.isEmpty()
        && !model.can(Trait.SYSTEM_PROMPT)) {
      throw AwsError.validation(
          "This model doesn't support system messages. Try again without a system message or use a"
              + " model that supports system messages.");
    }
    if (body.containsKey("toolConfig") && !model.can(Trait.TOOLS)) {
      throw AwsError.validation("This model doesn't support tool use.");
    }
    var choice =
        body.getJsonObject("toolConfig", new JsonObject())
            .getJsonObject("toolChoice", new JsonObject());
    for (var forced : List.of("any", "tool")) {
      if (choice.containsKey(forced) && !model.can(Trait.FORCED_TOOLS)) {
        throw unsupported("toolConfig.toolChoice." + forced);
      }
    }
    if (body.getJsonObject("outputConfig", new JsonObject()).containsKey("textFormat")
        && !model.can(Trait.JSON_SCHEMA)) {
      throw unsupported("outputConfig.textFormat");
    }
  }

  private static AwsError unsupported(String field) {
    return AwsError.validation(
        "This model doesn't support the %s field. Remove %s and try again."
            .formatted(field, field));
  }

  /** The service tier that a request names. */
  static String tier(JsonObject body) {
    return body.getJsonObject("serviceTier", new JsonObject()).getString("type", "default");
  }

  static void serviceTier(String tier, Model model) {
    if (!tier.equals("default") && !model.serviceTiers().contains(tier)) {
      throw AwsError.validation(
          "The provided service tier is not supported for the model: " + tier);
    }
  }

  private static void configuration(JsonObject body, Model model) {
    int maxTokens =
        body.getJsonObject("inferenceConfig", new JsonObject()).getInteger("maxTokens", 1);
    if (maxTokens > model.maxOutputTokens()) {
      throw AwsError.validation(
          "The maximum tokens you requested exceeds the model limit of %d. Try again with a maximum tokens value that is lower than %d."
              .formatted(model.maxOutputTokens(), model.maxOutputTokens()));
    }
    serviceTier(tier(body), model);
    var latency =
        body.getJsonObject("performanceConfig", new JsonObject()).getString("latency", "standard");
    if (!latency.equals("standard")) {
      throw AwsError.validation(
          "Latency performance configuration is not supported for " + model.id());
    }
    if (body.containsKey("promptVariables")) {
      throw AwsError.validation("promptVariables can only be used with a prompt resource.");
    }
  }
}
