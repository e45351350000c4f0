package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.body.RequestBody;
import ai.kernelpanic09.sidecar.body.SplicedBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A checked request, all but written: what limits decide is added when it is sent. */
public final class ConverseRequest {

  private static final byte[] STOP_SEQUENCES =
      ",\"stopSequences\":".getBytes(StandardCharsets.US_ASCII);

  /** Of the inference settings, and of the whole. */
  private static final byte[] END = "}}".getBytes(StandardCharsets.US_ASCII);

  private final Splices written;
  private Splices current;
  private final Counts counts;
  private final ToolTexts toolTexts;
  private final InferenceSettings inference;
  private final int bodyBytes;
  private final Held held;
  private final @Nullable PromptOrigin origin;
  private boolean toolTextsHeld;

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
      Splices written,
      Counts counts,
      ToolTexts toolTexts,
      InferenceSettings inference,
      int bodyBytes,
      Held held) {
    this(written, counts, toolTexts, inference, bodyBytes, held, null);
  }

  private ConverseRequest(
      Splices written,
      Counts counts,
      ToolTexts toolTexts,
      InferenceSettings inference,
      int bodyBytes,
      Held held,
      @Nullable PromptOrigin origin) {
    this.written = written;
    current = written;
    this.counts = counts;
    this.toolTexts = toolTexts;
    this.inference = inference;
    this.bodyBytes = bodyBytes;
    this.held = held;
    this.origin = origin;
  }

  /** The same request, named after the prompt that it was rendered from. */
  public ConverseRequest from(PromptOrigin prompt) {
    return new ConverseRequest(written, counts, toolTexts, inference, bodyBytes, held, prompt);
  }

  /** What it takes of the memory of all requests. */
  public Held held() {
    return held;
  }

  /** Takes what reading {@link #toolTexts} needs: once, however often the call is tried. */
  public boolean holdToolTexts(long bytes) {
    toolTextsHeld = toolTextsHeld || held.more(bytes);
    return toolTextsHeld;
  }

  /** Bytes of memory that it takes beside the received body. */
  public long allocated() {
    return written.allocated() + toolTexts.allocated();
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
  public LongStream toolTextLengths() {
    return toolTexts.lengths();
  }

  /** What tools have answered, and what they were given: texts, or JSON in its shortest form. */
  public List<String> toolTexts() {
    return toolTexts.read();
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
      // From what was received: an earlier masking is part of the texts.
      current = toolTexts.replaced(written, texts);
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
    var stops = inference.stopSequences();
    var tail = new Splices(written.body());
    tail.insert(members(limits, label));
    if (stops != null) {
      tail.insert(STOP_SEQUENCES);
      tail.copy(stops.start(), stops.end());
    }
    tail.insert(END);
    return new SplicedBody(current, tail);
  }

  /** What follows the caller's own members, up to the middle of the inference settings. */
  private byte[] members(EndpointLimits limits, CallLabel label) {
    var json =
        Json.object(
            512,
            to -> {
              writeGuardrail(to, limits);
              writeLabel(to, label);
              writeInference(to, limits);
            });
    // It goes on within an object: its comma takes the place of the opening brace.
    json[0] = ',';
    return Arrays.copyOf(json, json.length - END.length);
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
