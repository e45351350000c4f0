package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;
import ai.kernelpanic09.sidecar.guardrail.AssessmentReader;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Reads the usage of a call: tokens by kind, and the units of its guardrail. */
final class UsageReader {

  private final boolean longCache;
  private boolean tokensKnown;
  private long input;
  private long output;
  private long cacheRead;
  private long cacheWrite;
  private long cacheWrite1h;
  private long cacheDetailed;
  private final AssessmentReader assessments = new AssessmentReader();

  /**
   * @param longCache whether the request asked for a cache that lives an hour: cache writes without
   *     details are then priced as such
   */
  UsageReader(boolean longCache) {
    this.longCache = longCache;
  }

  AppliedGuardrails guardrails() {
    return assessments.applied();
  }

  SortedSet<GuardrailFinding> findings() {
    return assessments.findings();
  }

  @Nullable Usage usage() {
    if (!tokensKnown || input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0) {
      return null;
    }
    var undetailed = Math.max(0, cacheWrite - cacheDetailed);
    var longLived = cacheWrite1h + (longCache ? undetailed : 0);
    var shortLived = Math.max(cacheWrite, cacheDetailed) - longLived;
    if (longLived < 0 || shortLived < 0) {
      return null;
    }
    return new Usage(input, output, cacheRead, shortLived, longLived, assessments.units());
  }

  /** Reads the object {@code usage}, at its first token. */
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

  /** Reads the object {@code trace}, at its first token. */
  void trace(JsonParser from) throws IOException {
    assessments.read(from);
  }
}
