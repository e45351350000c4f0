package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.body.SplicedBuffer;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.prompt.Rendered;
import ai.kernelpanic09.sidecar.surface.AnswerHeaders;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers of {@code /invoke}: {@code content}, {@code inputTokens}, {@code outputTokens}, {@code
 * stopReason}, {@code costUSD} (a decimal number of six places, rounded up; it is text, so that no
 * client makes a binary fraction of it), and where they are not empty {@code cacheReadTokens},
 * {@code cacheWriteTokens}, {@code contentBlocks} and {@code guardrail} (which policies took which
 * action); those of {@code /render} name {@code template} and {@code revision} too. A streamed
 * answer ends with the same members, less the content.
 */
final class InvokeAnswer {

  private static final byte[] CONTENT = "{\"content\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT_BLOCKS =
      ",\"contentBlocks\":".getBytes(StandardCharsets.US_ASCII);
  private static final int COST_DECIMALS = 6;

  private InvokeAnswer() {}

  /** Answers with a body. */
  static void write(HttpServerResponse response, EndpointName endpoint, byte[] json) {
    write(response, endpoint, Buffer.buffer(json));
  }

  /** Answers with a body whose bytes are not copied. */
  static void write(HttpServerResponse response, EndpointName endpoint, Splices json) {
    write(response, endpoint, SplicedBuffer.of(json));
  }

  private static void write(HttpServerResponse response, EndpointName endpoint, Buffer json) {
    if (!response.ended() && !response.closed()) {
      response.putHeader("content-type", "application/json");
      AnswerHeaders.nameEndpoint(response, endpoint);
      response.end(json);
    }
  }

  /** The answer: its content is ranges of Bedrock's bytes. */
  static Splices json(CallAnswer<ConverseReply> answer, @Nullable PromptOrigin origin) {
    var reply = answer.reply();
    var json = reply.splices();
    json.insert(CONTENT);
    reply.copyText(json);
    if (reply.hasBlocks()) {
      json.insert(CONTENT_BLOCKS);
      reply.copyBlocks(json);
    }
    var account =
        Json.object(
            256,
            to -> {
              writeOrigin(to, origin);
              writeAccount(to, answer);
            });
    // It goes on within an object: its comma takes the place of the opening brace.
    account[0] = ',';
    json.insert(account);
    return json;
  }

  /** What would be sent. */
  static byte[] dryRun(Rendered rendered, PromptOrigin origin) {
    return Json.object(
        rendered.text().length() + 256,
        json -> {
          writeOrigin(json, origin);
          var system = rendered.system();
          if (system != null) {
            json.writeStringField("system", system);
          }
          json.writeArrayFieldStart("messages");
          json.writeStartObject();
          json.writeStringField("role", "user");
          json.writeStringField("content", rendered.text());
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  private static void writeOrigin(JsonGenerator json, @Nullable PromptOrigin origin)
      throws IOException {
    if (origin != null) {
      json.writeStringField("template", origin.template().toString());
      json.writeNumberField("revision", origin.revision());
    }
  }

  /**
   * What a streamed answer ends with.
   *
   * @param named whether it names the endpoint that answered, as no header has done it
   */
  static byte[] end(CallAnswer<?> answer, @Nullable PromptOrigin origin, boolean named) {
    return Json.object(
        256,
        json -> {
          if (named) {
            json.writeStringField("endpoint", answer.endpoint().toString());
          }
          writeOrigin(json, origin);
          writeAccount(json, answer);
        });
  }

  private static void writeAccount(JsonGenerator json, CallAnswer<?> answer) throws IOException {
    var reply = answer.reply();
    var usage = reply.usage() == null ? Usage.NONE : reply.usage();
    json.writeNumberField("inputTokens", usage.inputTokens());
    json.writeNumberField("outputTokens", usage.outputTokens());
    writePositive(json, "cacheReadTokens", usage.cacheReadTokens());
    writePositive(json, "cacheWriteTokens", usage.cacheWriteTokens());
    json.writeStringField("stopReason", reply.stopReason());
    writeFindings(json, reply.findings());
    json.writeStringField("costUSD", answer.cost().roundedUp(COST_DECIMALS));
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
