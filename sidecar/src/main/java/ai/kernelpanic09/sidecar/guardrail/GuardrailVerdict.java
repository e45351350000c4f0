package ai.kernelpanic09.sidecar.guardrail;

import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The answer of ApplyGuardrail about texts.
 *
 * @param intervened whether any of the texts must not go on unchanged
 * @param outputs the policy's message when the texts are blocked, the masked texts when they are
 *     masked
 * @param besideAttacks the findings without those of the filter for prompt attacks
 * @param onlyAttacks whether it has intervened because of prompt attacks, and of nothing else
 * @param units the units that were checked; null when the answer does not tell
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ApplyGuardrail.html">ApplyGuardrail</a>
 */
public record GuardrailVerdict(
    boolean intervened,
    List<String> outputs,
    SortedSet<GuardrailFinding> findings,
    SortedSet<GuardrailFinding> besideAttacks,
    boolean onlyAttacks,
    @Nullable GuardrailUnits units) {

  /** Whether the texts are the model's input or its output. */
  public enum Source {
    INPUT,
    OUTPUT
  }

  /** The verdict on texts that are to instruct the model, so that none of them is an attack. */
  public GuardrailVerdict onInstructions() {
    var passes = !intervened || onlyAttacks;
    return passes
        ? new GuardrailVerdict(false, List.of(), besideAttacks, besideAttacks, false, units)
        : this;
  }

  /** Whether the texts may go on in the masked form of {@link #outputs}. */
  public boolean isMasked() {
    return findings.stream().anyMatch(each -> each.action() == GuardrailFinding.Action.ANONYMIZED)
        && findings.stream().noneMatch(each -> each.action() == GuardrailFinding.Action.BLOCKED);
  }

  /** The body of a request that has the guardrail check texts. */
  public static byte[] request(Source source, List<String> texts) throws IOException {
    var body = new ByteArrayOutputStream(256);
    try (var to = Json.generator(body)) {
      to.writeStartObject();
      to.writeStringField("source", source.name());
      to.writeArrayFieldStart("content");
      for (var text : texts) {
        to.writeStartObject();
        to.writeObjectFieldStart("text");
        to.writeStringField("text", text);
        to.writeEndObject();
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    return body.toByteArray();
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is not an answer of ApplyGuardrail
   */
  public static GuardrailVerdict read(byte[] body) throws IOException {
    var usage = new AssessmentReader();
    var assessments = new AssessmentReader();
    var outputs = new ArrayList<String>();
    String action = null;
    try (var from = Json.parser(body)) {
      if (from.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        var token = from.nextToken();
        if (name.equals("action")) {
          action = from.getText();
        } else if (name.equals("usage") && token == JsonToken.START_OBJECT) {
          usage.usage(from);
        } else if (name.equals("outputs") && token == JsonToken.START_ARRAY) {
          outputs(from, outputs);
        } else if (name.equals("assessments") && token == JsonToken.START_ARRAY) {
          assessments.read(from);
        } else {
          from.skipChildren();
        }
      }
    }
    if (action == null) {
      throw new IOException("no action");
    }
    return new GuardrailVerdict(
        !action.equals("NONE"),
        List.copyOf(outputs),
        assessments.findings(),
        assessments.besideAttacks(),
        assessments.onlyAttacks(),
        usage.unitsKnown() ? usage.units() : null);
  }

  private static void outputs(JsonParser from, List<String> outputs) throws IOException {
    while (from.nextToken() == JsonToken.START_OBJECT) {
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var text = from.currentName().equals("text");
        if (from.nextToken() == JsonToken.VALUE_STRING && text) {
          outputs.add(from.getText());
        } else {
          from.skipChildren();
        }
      }
    }
  }
}
