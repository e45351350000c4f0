package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of ConverseStream. The answer ends with {@code messageStop}; what the call used
 * stands in {@code metadata}, after that.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html">ConverseStreamOutput</a>
 */
public final class StreamReader {

  private final UsageReader used;
  private String stopReason = "";

  /**
   * @param longCache whether the request asked for a cache that lives an hour
   */
  public StreamReader(boolean longCache) {
    used = new UsageReader(longCache);
  }

  /**
   * Reads an event.
   *
   * @return what of it is content; null when nothing is
   * @throws IOException when it is no event of ConverseStream
   */
  public @Nullable ReplyPart read(String type, byte[] payload) throws IOException {
    return switch (type) {
      case "contentBlockStart", "contentBlockDelta" -> content(payload);
      case "messageStop" -> {
        stop(payload);
        yield null;
      }
      case "metadata" -> {
        metadata(payload);
        yield null;
      }
      default -> null;
    };
  }

  /** Whether the answer has come to its end, and has told what it used. */
  public boolean isComplete() {
    return !stopReason.isEmpty() && used.usage() != null;
  }

  /** The answer as a whole, without the content that was handed on. */
  public ConverseReply reply() {
    return new ConverseReply(
        "", null, stopReason, used.usage(), used.guardrailKnown(), used.findings());
  }

  private static ReplyPart content(byte[] payload) throws IOException {
    try (var from = open(payload)) {
      return BlockReader.read(from, payload.length);
    }
  }

  private void stop(byte[] payload) throws IOException {
    try (var from = open(payload)) {
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var isReason = from.currentName().equals("stopReason");
        if (from.nextToken() == JsonToken.VALUE_STRING && isReason) {
          stopReason = from.getText();
        } else {
          from.skipChildren();
        }
      }
    }
  }

  private void metadata(byte[] payload) throws IOException {
    try (var from = open(payload)) {
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        if (from.nextToken() != JsonToken.START_OBJECT) {
          continue;
        }
        switch (name) {
          case "usage" -> used.tokens(from);
          case "trace" -> used.trace(from);
          default -> from.skipChildren();
        }
      }
    }
  }

  private static JsonParser open(byte[] payload) throws IOException {
    var from = Json.parser(payload);
    if (from.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    return from;
  }
}
