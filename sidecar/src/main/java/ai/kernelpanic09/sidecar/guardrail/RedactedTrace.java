package ai.kernelpanic09.sidecar.guardrail;

import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A guardrail's trace as callers may have it. The assessment quotes what it found: personal data as
 * it was written, and the answer that the guardrail held back. So only those texts stay that name
 * policies, kinds and actions; numbers, flags and the structure stay as they are.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailTraceAssessment.html">GuardrailTraceAssessment</a>
 */
public final class RedactedTrace {

  /** What stands for any other text. */
  static final String REDACTED = "***";

  private static final Set<String> NAMES =
      Set.of(
          "action",
          "actionReason",
          "confidence",
          "filterStrength",
          "guardrailId",
          "guardrailOrigin",
          "guardrailOwnership",
          "guardrailVersion",
          "invokedModelId",
          "name",
          "type");

  private RedactedTrace() {}

  /**
   * The trace, redacted.
   *
   * @param json a value of JSON
   * @throws IOException when it is none
   */
  public static byte[] of(byte[] json) throws IOException {
    return written(json, 0, json.length, null);
  }

  /**
   * An object with one of its members redacted, and all else as it is.
   *
   * @param member holds a trace
   * @throws IOException when it is no JSON
   */
  public static byte[] within(byte[] json, int offset, int length, String member)
      throws IOException {
    return written(json, offset, length, member);
  }

  private static byte[] written(byte[] json, int offset, int length, @Nullable String member)
      throws IOException {
    var bytes = new ByteArrayOutputStream(length);
    try (var from = Json.parser(json, offset, length);
        var to = Json.generator(bytes)) {
      from.nextToken();
      if (member == null) {
        redact(from, to);
      } else {
        redact(from, to, member);
      }
    }
    return bytes.toByteArray();
  }

  private static void redact(JsonParser from, JsonGenerator to, String member) throws IOException {
    if (from.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    to.writeStartObject();
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      to.writeFieldName(name);
      from.nextToken();
      if (name.equals(member)) {
        redact(from, to);
      } else {
        to.copyCurrentStructure(from);
      }
    }
    to.writeEndObject();
  }

  /** Redacts the value at the present token. */
  private static void redact(JsonParser from, JsonGenerator to) throws IOException {
    var depth = 0;
    do {
      if (from.currentToken() == null) {
        throw new IOException("it does not end");
      }
      switch (from.currentToken()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        default -> {}
      }
      if (from.currentToken() == JsonToken.VALUE_STRING && !isName(from)) {
        to.writeString(REDACTED);
      } else {
        to.copyCurrentEvent(from);
      }
    } while (depth > 0 && from.nextToken() != JsonToken.NOT_AVAILABLE);
  }

  /** Items of an array go by the name of the array. */
  private static boolean isName(JsonParser from) {
    var context = from.getParsingContext();
    while (context.inArray()) {
      context = context.getParent();
    }
    return context.hasCurrentName() && NAMES.contains(context.getCurrentName());
  }
}
