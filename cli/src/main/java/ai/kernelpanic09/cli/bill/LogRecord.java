package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.guardrail.AssessmentReader;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the members of one record. Of bodies only what tells the price is looked at: usage,
 * cache lifetimes and what guardrails checked.
 */
final class LogRecord {

  private static final int MAX_TEXT = 512;
  private static final int MAX_LABELS = 64;
  private static final long MAX_COUNT = 1L << 40;
  private static final Set<String> TRACES = Set.of("trace", "amazon-bedrock-trace");
  private static final Set<String> CACHE_MARKS = Set.of("cachePoint", "cache_control");

  private String schema = "ModelInvocationLog";
  private String timestamp = "";
  private String requestId = "";
  private String modelId = "";
  private String region = "";
  private String principal = "";
  private String error = "";
  private final Map<String, String> metadata = new HashMap<>();
  private long input = -1;
  private long output = -1;
  private long cacheRead;
  private long cacheWrite;
  private long cacheWrite1h;
  private long cacheDetailed;
  private boolean longCacheAsked;
  private final AssessmentReader guardrails = new AssessmentReader();

  /** Reads a member of the record, at its value. */
  void member(String name, JsonParser from) throws IOException {
    switch (name) {
      case "schemaType" -> schema = text(from);
      case "timestamp" -> timestamp = text(from);
      case "requestId" -> requestId = text(from);
      case "modelId" -> modelId = text(from);
      case "region" -> region = text(from);
      case "errorCode" -> error = text(from);
      case "identity" -> members(from, this::identity);
      case "requestMetadata" -> members(from, this::label);
      case "input" -> members(from, this::input);
      case "output" -> members(from, this::output);
      default -> from.skipChildren();
    }
  }

  /**
   * What keeps this from being a call that is billed: a clause; empty for a call that failed and
   * tells no tokens; null for nothing.
   */
  @Nullable String problem() {
    if (!schema.equals("ModelInvocationLog") || modelId.isEmpty()) {
      return "a record of no call";
    }
    if (Days.of(timestamp).isEmpty()) {
      return "a call without a timestamp";
    }
    if (input < 0 && output < 0) {
      return error.isEmpty() ? "a call without token counts" : "";
    }
    return usage().isPossible() ? null : "a call with impossible token counts";
  }

  LoggedCall call() {
    return new LoggedCall(
        Days.of(timestamp),
        requestId,
        modelId,
        region,
        usage(),
        guardrails.unitsKnown(),
        Map.copyOf(metadata),
        principal);
  }

  /** By the rules by which a sidecar settles a call whose answer tells these counts. */
  private Usage usage() {
    var written = Math.max(0, cacheWrite);
    var undetailed = Math.max(0, written - cacheDetailed);
    var longLived = cacheWrite1h + (longCacheAsked ? undetailed : 0);
    return new Usage(
        Math.max(0, input),
        Math.max(0, output),
        cacheRead,
        Math.max(written, cacheDetailed) - longLived,
        longLived,
        guardrails.units());
  }

  /** Reads a member of an object, at its value, and leaves it at the value's end. */
  private interface Member {
    void read(String name, JsonParser from) throws IOException;
  }

  private static void members(JsonParser from, Member member) throws IOException {
    if (from.currentToken() != JsonToken.START_OBJECT) {
      from.skipChildren();
      return;
    }
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      from.nextToken();
      member.read(name, from);
    }
  }

  private void identity(String name, JsonParser from) throws IOException {
    if (name.equals("arn")) {
      principal = text(from);
    } else {
      from.skipChildren();
    }
  }

  private void label(String name, JsonParser from) throws IOException {
    var value = text(from);
    if (metadata.size() < MAX_LABELS) {
      metadata.put(plain(name), value);
    }
  }

  private void input(String name, JsonParser from) throws IOException {
    switch (name) {
      case "inputTokenCount" -> input = count(from);
      case "cacheReadInputTokenCount" -> cacheRead = Math.max(0, count(from));
      case "cacheWriteInputTokenCount" -> cacheWrite = count(from);
      case "inputBodyJson" -> cacheLifetimes(from);
      default -> from.skipChildren();
    }
  }

  /** Looks for cache points that live an hour, wherever in the request they are. */
  private void cacheLifetimes(JsonParser from) throws IOException {
    if (!from.currentToken().isStructStart()) {
      return;
    }
    var depth = 1;
    var name = "";
    var markDepth = -1;
    while (depth > 0) {
      var token = from.nextToken();
      if (token == null) {
        return;
      }
      if (token.isStructStart()) {
        depth++;
        if (CACHE_MARKS.contains(name)) {
          markDepth = depth;
        }
        name = "";
      } else if (token.isStructEnd()) {
        depth--;
        name = "";
      } else if (token == JsonToken.FIELD_NAME) {
        name = from.currentName();
      } else {
        longCacheAsked |=
            depth == markDepth
                && name.equals("ttl")
                && token == JsonToken.VALUE_STRING
                && from.getText().equals("1h");
        name = "";
      }
    }
  }

  private void output(String name, JsonParser from) throws IOException {
    switch (name) {
      case "outputTokenCount" -> output = count(from);
      case "outputBodyJson" -> body(from);
      default -> from.skipChildren();
    }
  }

  /** An answer, or the events of a stream. */
  private void body(JsonParser from) throws IOException {
    if (from.currentToken() == JsonToken.START_ARRAY) {
      while (from.nextToken() != JsonToken.END_ARRAY) {
        if (from.currentToken() == null) {
          return;
        }
        members(from, this::answer);
      }
    } else {
      members(from, this::answer);
    }
  }

  private void answer(String name, JsonParser from) throws IOException {
    if (name.equals("usage")) {
      members(from, this::usage);
    } else if (TRACES.contains(name) && from.currentToken().isStructStart()) {
      guardrails.read(from);
    } else if (name.equals("metadata")) {
      members(from, this::answer);
    } else {
      from.skipChildren();
    }
  }

  private void usage(String name, JsonParser from) throws IOException {
    switch (name) {
      case "cacheDetails" -> cacheDetails(from);
      case "cache_creation" -> members(from, this::cacheCreation);
      default -> from.skipChildren();
    }
  }

  private void cacheDetails(JsonParser from) throws IOException {
    if (from.currentToken() != JsonToken.START_ARRAY) {
      from.skipChildren();
      return;
    }
    while (from.nextToken() == JsonToken.START_OBJECT) {
      var ttl = "";
      var tokens = 0L;
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        from.nextToken();
        switch (name) {
          case "ttl" -> ttl = text(from);
          case "inputTokens" -> tokens = Math.max(0, count(from));
          default -> from.skipChildren();
        }
      }
      cacheDetailed += tokens;
      cacheWrite1h += ttl.equals("1h") ? tokens : 0;
    }
  }

  private void cacheCreation(String name, JsonParser from) throws IOException {
    switch (name) {
      case "ephemeral_5m_input_tokens" -> cacheDetailed += Math.max(0, count(from));
      case "ephemeral_1h_input_tokens" -> {
        var tokens = Math.max(0, count(from));
        cacheDetailed += tokens;
        cacheWrite1h += tokens;
      }
      default -> from.skipChildren();
    }
  }

  /** A count, at most {@link #MAX_COUNT}, which is more than any call has; -1 for what is none. */
  private static long count(JsonParser from) throws IOException {
    if (from.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return Math.min(from.getLongValue(), MAX_COUNT);
    }
    from.skipChildren();
    return -1;
  }

  private static String text(JsonParser from) throws IOException {
    if (from.currentToken().isScalarValue() && from.currentToken() != JsonToken.VALUE_NULL) {
      return plain(from.getText());
    }
    from.skipChildren();
    return "";
  }

  /** Text that is safe to print: what a terminal would obey is replaced. */
  static String plain(String text) {
    var cut = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    return cut.chars().anyMatch(Character::isISOControl)
        ? cut.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "_")
        : cut;
  }
}
