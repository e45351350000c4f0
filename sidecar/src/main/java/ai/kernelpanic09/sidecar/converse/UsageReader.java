package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.Usage;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what a call used: tokens by kind, and what its guardrail looked at. */
final class UsageReader {

  private final boolean longCache;
  private boolean tokensKnown;
  private long input;
  private long output;
  private long cacheRead;
  private long cacheWrite;
  private long cacheWrite1h;
  private long cacheDetailed;
  private boolean guardrailKnown;
  private GuardrailUnits units = GuardrailUnits.NONE;

  /**
   * @param longCache whether the request asked for a cache that lives an hour: what is written
   *     without details is then priced as that
   */
  UsageReader(boolean longCache) {
    this.longCache = longCache;
  }

  boolean guardrailKnown() {
    return guardrailKnown;
  }

  @Nullable Usage usage() {
    if (!tokensKnown || input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0) {
      return null;
    }
    var undetailed = Math.max(0, cacheWrite - cacheDetailed);
    var longLived = cacheWrite1h + (longCache ? undetailed : 0);
    var shortLived = Math.max(cacheWrite, cacheDetailed) - longLived;
    return new Usage(input, output, cacheRead, shortLived, longLived, units);
  }

  /** The object {@code usage}, at its first token. */
  void tokens(JsonParser from) throws IOException {
    var inputSeen = false;
    var outputSeen = false;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      from.nextToken();
      switch (name) {
        case "inputTokens" -> {
          input = from.getLongValue();
          inputSeen = true;
        }
        case "outputTokens" -> {
          output = from.getLongValue();
          outputSeen = true;
        }
        case "cacheReadInputTokens" -> cacheRead = from.getLongValue();
        case "cacheWriteInputTokens" -> cacheWrite = from.getLongValue();
        case "cacheDetails" -> cacheDetails(from);
        default -> from.skipChildren();
      }
    }
    tokensKnown = inputSeen && outputSeen;
  }

  private void cacheDetails(JsonParser from) throws IOException {
    if (from.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    while (from.nextToken() == JsonToken.START_OBJECT) {
      var ttl = "";
      var tokens = 0L;
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        from.nextToken();
        switch (name) {
          case "ttl" -> ttl = from.getText();
          case "inputTokens" -> tokens = from.getLongValue();
          default -> from.skipChildren();
        }
      }
      cacheDetailed += tokens;
      if (ttl.equals("1h")) {
        cacheWrite1h += tokens;
      }
    }
  }

  /** The object {@code trace}, at its first token. Nothing of it but counts is kept. */
  void trace(JsonParser from) throws IOException {
    walk(from);
  }

  /** Units stand in {@code invocationMetrics.usage} of each assessment, however deep that is. */
  private void walk(JsonParser from) throws IOException {
    var depth = 1;
    while (depth > 0) {
      var token = from.nextToken();
      if (token == null) {
        return;
      }
      switch (token) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case FIELD_NAME -> {
          if (from.currentName().equals("invocationMetrics")
              && from.nextToken() == JsonToken.START_OBJECT) {
            metrics(from);
          }
        }
        default -> {}
      }
    }
  }

  private void metrics(JsonParser from) throws IOException {
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var usage = from.currentName().equals("usage");
      if (from.nextToken() == JsonToken.START_OBJECT && usage) {
        units(from);
      } else {
        from.skipChildren();
      }
    }
  }

  private void units(JsonParser from) throws IOException {
    var content = 0L;
    var topics = 0L;
    var sensitive = 0L;
    var grounding = 0L;
    var images = 0L;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      from.nextToken();
      switch (name) {
        case "contentPolicyUnits" -> content = from.getLongValue();
        case "topicPolicyUnits" -> topics = from.getLongValue();
        case "sensitiveInformationPolicyUnits" -> sensitive = from.getLongValue();
        case "contextualGroundingPolicyUnits" -> grounding = from.getLongValue();
        case "contentPolicyImageUnits" -> images = from.getLongValue();
        default -> from.skipChildren();
      }
    }
    guardrailKnown = true;
    units = units.plus(new GuardrailUnits(content, topics, sensitive, grounding, images));
  }
}
