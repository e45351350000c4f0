package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ScannedValue;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model's thoughts in {@code encrypted_content}, which callers keep and hand back as they got
 * it: base64 of a JSON object with Bedrock's own block of thoughts. It is not secret; what the
 * model wants to keep to itself it has encrypted.
 */
final class KeptReasoning {

  private static final String VERSION = "bedrock_reasoning";
  private static final String THINKING = "thinking";
  private static final String SIGNATURE = "signature";
  private static final String REDACTED = "redacted";
  private static final String NOT_OURS =
      "is not what this service gave; hand back reasoning as it came";

  private KeptReasoning() {}

  /**
   * Thoughts in the form in which they are kept.
   *
   * @param body that the ranges are of: what stands within quotes
   * @param thinking the thoughts; empty where they are redacted
   * @param signature empty for none
   * @param redacted empty where the thoughts are not
   */
  static String of(
      ReceivedBytes body, List<Range> thinking, List<Range> signature, List<Range> redacted) {
    var json = new ByteArrayOutputStream();
    json.writeBytes(("{\"" + VERSION + "\":1").getBytes(StandardCharsets.US_ASCII));
    if (redacted.isEmpty()) {
      member(json, body, THINKING, thinking);
      if (!signature.isEmpty()) {
        member(json, body, SIGNATURE, signature);
      }
    } else {
      member(json, body, REDACTED, redacted);
    }
    json.write('}');
    return Base64.getEncoder().encodeToString(json.toByteArray());
  }

  private static void member(
      ByteArrayOutputStream json, ReceivedBytes body, String name, List<Range> text) {
    json.writeBytes((",\"" + name + "\":\"").getBytes(StandardCharsets.US_ASCII));
    text.forEach(each -> json.writeBytes(each.bytes(body)));
    json.write('"');
  }

  /**
   * Composes the thoughts of an item again.
   *
   * @throws InvalidRequestException when they are none that were given here
   */
  static void handBack(JsonMembers item, ConverseWriter to) throws InvalidRequestException {
    var content = item.get("encrypted_content");
    if (content == null) {
      throw item.wrong(
          "encrypted_content", "is missing: no reasoning is kept here, hand it back as it came");
    }
    var members = members(content, to);
    if (members.has(REDACTED)) {
      to.messages().redactedReasoning(text(content, members.get(REDACTED), to));
    } else {
      var signature = members.get(SIGNATURE);
      to.messages()
          .reasoning(
              text(content, members.get(THINKING), to),
              signature == null ? null : text(content, signature, to));
    }
  }

  private static JsonMembers members(JsonMember content, ConverseWriter to)
      throws InvalidRequestException {
    var base64 = content.wrapped();
    try {
      var json = Base64.getDecoder().decode(base64);
      var value = to.json(content, new String(json, StandardCharsets.UTF_8));
      var from = new JsonScanner(content.body(), value.start(), value.end());
      from.next();
      var members = JsonMembers.read(from);
      members.allow(Set.of(VERSION, THINKING, SIGNATURE, REDACTED));
      if (members.require(VERSION).wholeNumber(1) == 1) {
        return members;
      }
    } catch (IllegalArgumentException | InvalidRequestException e) {
      // Refused below, whatever it is.
    }
    throw content.wrong(NOT_OURS);
  }

  private static ScannedValue text(JsonMember content, @Nullable JsonMember text, ConverseWriter to)
      throws InvalidRequestException {
    if (text == null || !text.isText()) {
      throw content.wrong(NOT_OURS);
    }
    return to.value(text);
  }
}
