package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.price.CallShape;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** What a written request of Converse holds, counted in another way than the sidecar counts. */
final class WrittenCounts {

  private long parts;
  private long textBytes;
  private long guardedCharacters;
  private long images;
  private boolean opaque;
  private boolean tools;
  private boolean cachePoint;

  private WrittenCounts() {}

  static WrittenCounts of(JsonNode request) {
    var counts = new WrittenCounts();
    for (var message : request.path("messages")) {
      counts.parts++;
      counts.blocks(message.path("content"), true);
    }
    counts.blocks(request.path("system"), true);
    for (var tool : request.path("toolConfig").path("tools")) {
      counts.tools = true;
      counts.cachePoint |= tool.has("cachePoint");
      counts.json(tool.path("toolSpec").path("description"));
      counts.json(tool.path("toolSpec").path("inputSchema").path("json"));
    }
    return counts;
  }

  private void blocks(JsonNode content, boolean guarded) {
    for (var block : content) {
      parts++;
      if (block.has("text")) {
        var text = block.get("text").asText();
        textBytes += bytes(text);
        guardedCharacters += guarded ? text.length() : 0;
      }
      if (block.has("image")) {
        images++;
      }
      opaque |= block.has("document") || block.has("video") || block.has("audio");
      cachePoint |= block.has("cachePoint");
      tools |= block.has("toolUse") || block.has("toolResult");
      json(block.path("toolUse").path("input"));
      json(block.path("json"));
      json(block.path("reasoningContent"));
      blocks(block.path("toolResult").path("content"), false);
    }
  }

  private void json(JsonNode value) {
    if (!value.isMissingNode()) {
      textBytes += bytes(value.toString());
    }
  }

  /** The bytes of a text as it is, or in NFKC if those are more. */
  private static int bytes(String text) {
    var normalized = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return Math.max(
        text.getBytes(StandardCharsets.UTF_8).length,
        normalized.getBytes(StandardCharsets.UTF_8).length);
  }

  /** The most dollars that a model can bill for the request, and for this many output tokens. */
  BigDecimal bill(BillingModel model, long outputTokens) {
    return model.bill(
        parts, textBytes, guardedCharacters, images, opaque, tools, cachePoint, outputTokens);
  }

  /** Fails when a request counts for less than it holds. */
  void requireWithin(CallShape shape) {
    assertThat((long) shape.messages()).isGreaterThanOrEqualTo(parts);
    assertThat(shape.textBytes()).isGreaterThanOrEqualTo(textBytes);
    assertThat(shape.guardedCharacters()).isGreaterThanOrEqualTo(guardedCharacters);
    assertThat((long) shape.images()).isGreaterThanOrEqualTo(images);
    assertThat(shape.opaque() || !opaque).isTrue();
    assertThat(shape.tools() || !tools).isTrue();
    assertThat(shape.cachePoint() || !cachePoint).isTrue();
  }
}
