package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.bedrock.RequestBody;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked request, all but written: what limits decide is added when it is sent.
 *
 * <p>It holds one array of bytes, so only one attempt to send it may be under way at a time.
 */
public final class ConverseRequest {

  private final ByteSink written;
  private int prefix;
  private final Counts counts;
  private final ToolTexts toolTexts;
  private final Inference inference;
  private final int bodyBytes;
  private final @Nullable PromptOrigin origin;

  /** What decides the worst case, as far as the request itself tells. */
  record Counts(
      int parts,
      long textBytes,
      long guardedCharacters,
      int images,
      boolean opaque,
      boolean tools,
      boolean cachePoint,
      boolean longCache) {}

  ConverseRequest(
      ByteSink written,
      int prefix,
      Counts counts,
      ToolTexts toolTexts,
      Inference inference,
      int bodyBytes) {
    this(written, prefix, counts, toolTexts, inference, bodyBytes, null);
  }

  private ConverseRequest(
      ByteSink written,
      int prefix,
      Counts counts,
      ToolTexts toolTexts,
      Inference inference,
      int bodyBytes,
      @Nullable PromptOrigin origin) {
    this.origin = origin;
    this.written = written;
    this.prefix = prefix;
    this.counts = counts;
    this.toolTexts = toolTexts;
    this.inference = inference;
    this.bodyBytes = bodyBytes;
  }

  /** The same request, named after the prompt that it was rendered from. */
  public ConverseRequest from(PromptOrigin prompt) {
    return new ConverseRequest(written, prefix, counts, toolTexts, inference, bodyBytes, prompt);
  }

  /** The prompt that it was rendered from; null for none. */
  public @Nullable PromptOrigin origin() {
    return origin;
  }

  /** Bytes of the caller's body. */
  public int bodyBytes() {
    return bodyBytes;
  }

  /** Whether there are tool results or tool inputs in it. */
  public boolean hasToolTexts() {
    return !toolTexts.isEmpty();
  }

  /** Characters of each tool result and tool input, or more. */
  public List<Long> toolTextLengths() {
    return toolTexts.lengths();
  }

  /** What tools have answered, and what they were given: texts, or JSON as it is written. */
  public List<String> toolTexts() {
    try {
      return toolTexts.read(written.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where something of a tool's stands that a guardrail can't read; null when there is nothing. */
  public @Nullable String uncheckableTool() {
    return toolTexts.unreadable();
  }

  /**
   * Puts other texts in the place of {@link #toolTexts}.
   *
   * @throws InvalidRequestException when one does not fit into the JSON around it
   */
  public void replaceToolTexts(List<String> texts) throws InvalidRequestException {
    try {
      var bytes = toolTexts.replaced(written.bytes(), prefix, texts);
      written.cut(0);
      written.write(bytes, 0, bytes.length);
      prefix = bytes.length;
    } catch (IOException e) {
      throw new InvalidRequestException(
          "a tool's JSON is no JSON any more once the guardrail has masked it");
    }
  }

  /** Whether anything may be written to a cache that lives an hour. */
  public boolean asksForLongCache() {
    return counts.longCache();
  }

  /** What of it has no price under these limits, so that no worst case holds; null when all has. */
  public @Nullable String unpriced(EndpointLimits limits) {
    if (counts.cachePoint() && limits.price().cacheWrite5m() == null) {
      return "cachePoint: the price of cached tokens is not known for model " + limits.modelId();
    }
    if (counts.longCache() && limits.price().cacheWrite1h() == null) {
      return "cachePoint.ttl: the price of an hour's cache is not known for model "
          + limits.modelId();
    }
    return null;
  }

  /** What decides the call's worst case under these limits. */
  public CallShape shape(EndpointLimits limits) {
    return new CallShape(
        counts.parts(),
        counts.textBytes(),
        counts.guardedCharacters(),
        counts.images(),
        counts.opaque(),
        counts.tools(),
        counts.cachePoint(),
        maxTokens(limits));
  }

  /** Completes the body. */
  public RequestBody finish(EndpointLimits limits, CallLabel label) {
    written.cut(prefix);
    try (var json = Json.generator(written)) {
      json.writeStartObject();
      writeInference(json, limits);
      writeGuardrail(json, limits);
      writeLabel(json, label);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The prefix ends within its object: its comma takes the place of the opening brace.
    written.bytes()[prefix] = ',';
    return written.body();
  }

  private long maxTokens(EndpointLimits limits) {
    var asked = inference.maxTokens();
    return asked == null ? limits.maxTokens() : Math.min(asked, limits.maxTokens());
  }

  private void writeInference(JsonGenerator json, EndpointLimits limits) throws IOException {
    json.writeObjectFieldStart("inferenceConfig");
    json.writeNumberField("maxTokens", maxTokens(limits));
    writeNumber(json, "temperature", inference.temperature());
    writeNumber(json, "topP", inference.topP());
    if (!inference.stopSequences().isEmpty()) {
      json.writeArrayFieldStart("stopSequences");
      for (var each : inference.stopSequences()) {
        json.writeString(each);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeNumber(JsonGenerator json, String name, @Nullable String number)
      throws IOException {
    if (number != null) {
      json.writeFieldName(name);
      json.writeNumber(number);
    }
  }

  private static void writeGuardrail(JsonGenerator json, EndpointLimits limits) throws IOException {
    var guardrail = limits.guardrail();
    if (guardrail != null) {
      json.writeObjectFieldStart("guardrailConfig");
      json.writeStringField("guardrailIdentifier", guardrail.id());
      json.writeStringField("guardrailVersion", guardrail.version());
      json.writeStringField("trace", "enabled");
      json.writeEndObject();
    }
  }

  private void writeLabel(JsonGenerator json, CallLabel label) throws IOException {
    json.writeObjectFieldStart("requestMetadata");
    json.writeStringField("endpoint", CallLabel.plain(label.endpoint()));
    json.writeStringField("workload", CallLabel.plain(label.workload()));
    json.writeStringField("window", CallLabel.plain(label.window()));
    json.writeStringField("call", CallLabel.plain(label.call()));
    if (origin != null) {
      json.writeStringField("template", CallLabel.plain(origin.template().toString()));
      json.writeStringField("revision", Long.toString(origin.revision()));
    }
    json.writeEndObject();
  }
}
