package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.converse.GuardrailFinding;
import ai.kernelpanic09.sidecar.converse.Json;
import ai.kernelpanic09.sidecar.engine.CallAnswer;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Answers of {@code /invoke}: {@code content}, {@code inputTokens}, {@code outputTokens}, {@code
 * stopReason}, {@code costUSD} (a number with six decimals, rounded up), and where they are not
 * empty {@code cacheReadTokens}, {@code cacheWriteTokens}, {@code contentBlocks} and {@code
 * guardrail} (which policies took which action). A streamed answer ends with the same members, less
 * the content.
 */
final class InvokeAnswer {

  /** Names the endpoint that answered: the one that was called, or a fallback of it. */
  static final String ENDPOINT_HEADER = "x-model-endpoint";

  private static final int COST_DECIMALS = 6;

  private InvokeAnswer() {}

  static byte[] json(CallAnswer answer) {
    var reply = answer.reply();
    var bytes = new ByteArrayOutputStream(reply.text().length() + 256);
    try (var json = Json.generator(bytes)) {
      json.writeStartObject();
      json.writeStringField("content", reply.text());
      var blocks = reply.blocks();
      if (blocks != null) {
        json.writeFieldName("contentBlocks");
        json.writeRawValue(blocks);
      }
      writeAccount(json, answer);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What a streamed answer ends with. */
  static byte[] end(CallAnswer answer) {
    var bytes = new ByteArrayOutputStream(256);
    try (var json = Json.generator(bytes)) {
      json.writeStartObject();
      writeAccount(json, answer);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeAccount(JsonGenerator json, CallAnswer answer) throws IOException {
    var reply = answer.reply();
    var usage = reply.usage() == null ? Usage.NONE : reply.usage();
    json.writeNumberField("inputTokens", usage.inputTokens());
    json.writeNumberField("outputTokens", usage.outputTokens());
    writePositive(json, "cacheReadTokens", usage.cacheReadTokens());
    writePositive(json, "cacheWriteTokens", usage.cacheWriteTokens());
    json.writeStringField("stopReason", reply.stopReason());
    writeFindings(json, reply.findings());
    json.writeFieldName("costUSD");
    json.writeNumber(answer.cost().roundedUp(COST_DECIMALS));
  }

  private static void writeFindings(JsonGenerator json, Set<GuardrailFinding> findings)
      throws IOException {
    if (findings.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("guardrail");
    for (var each : findings) {
      json.writeStartObject();
      json.writeStringField("policy", each.policy().text());
      json.writeStringField("action", each.action().name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writePositive(JsonGenerator json, String name, long tokens)
      throws IOException {
    if (tokens > 0) {
      json.writeNumberField(name, tokens);
    }
  }
}
