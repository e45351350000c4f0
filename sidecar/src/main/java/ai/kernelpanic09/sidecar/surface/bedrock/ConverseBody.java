package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallerLabels;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ContentReader;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.json.Scalars;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a body of Converse or ConverseStream, and passes it on as it is: by an allow-list, for a
 * member that is not known could change the price.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">
 *     Converse</a>
 */
final class ConverseBody {

  private final JsonScanner from;
  private final ConverseWriter to;
  private final Set<String> seen = new HashSet<>();

  private ConverseBody(ReceivedBytes body) {
    from = new JsonScanner(body);
    to = new ConverseWriter(from);
  }

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  static ConverseRequest read(ReceivedBytes body, Held held) throws InvalidRequestException {
    return new ConverseBody(body).read(held);
  }

  private ConverseRequest read(Held held) throws InvalidRequestException {
    if (from.next() != Token.START_OBJECT) {
      throw new InvalidRequestException("the body must be a JSON object");
    }
    var content = new ContentReader(from, to);
    while (from.next() == Token.NAME) {
      var name = from.text();
      if (!seen.add(name)) {
        throw from.wrong("is there twice");
      }
      if (from.next() == Token.NULL && !name.equals("messages")) {
        continue;
      }
      switch (name) {
        case "messages" -> content.messages();
        case "system" -> content.system();
        case "inferenceConfig" -> inference();
        case "toolConfig" -> to.passToolConfig();
        case "outputConfig" -> to.passOutputConfig();
        case "additionalModelRequestFields" -> to.passModelFields();
        case "additionalModelResponseFieldPaths" -> to.passResponseFieldPaths();
        case "requestMetadata" -> to.labels(CallerLabels.read(JsonMember.of(from)));
        case "guardrailConfig" -> guardrail(JsonMember.of(from));
        case "serviceTier" -> only(JsonMember.of(from), "type", "default");
        case "performanceConfig" -> only(JsonMember.of(from), "latency", "standard");
        case "projectIdentifier" ->
            throw from.wrong("is the endpoint's to choose, by its spec.projectIdentifier");
        case "promptVariables" ->
            throw from.wrong("belongs to a prompt that Bedrock keeps, which no endpoint calls");
        default -> throw from.wrong("is not known");
      }
    }
    if (!seen.contains("messages")) {
      throw new InvalidRequestException("messages", "is missing");
    }
    from.next();
    return to.request(held);
  }

  private void inference() throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    var settings = new HashSet<String>();
    while (from.next() == Token.NAME) {
      var name = from.text();
      if (!settings.add(name)) {
        throw from.wrong("is there twice");
      }
      if (from.next() == Token.NULL) {
        continue;
      }
      switch (name) {
        case "maxTokens" -> to.maxTokens(Scalars.wholeNumber(from));
        case "temperature" -> to.temperature(from.path(), Scalars.fraction(from));
        case "topP" -> to.topP(from.path(), Scalars.fraction(from));
        case "stopSequences" -> to.passStopSequences();
        default -> throw from.wrong("is not known");
      }
    }
  }

  private void guardrail(JsonMember config) throws InvalidRequestException {
    var members = config.members();
    members.allow(
        Set.of("guardrailIdentifier", "guardrailVersion", "trace", "streamProcessingMode"));
    var mode = members.get("streamProcessingMode");
    if (mode != null && !mode.word().equals("sync")) {
      throw mode.wrong("must be sync, for the guardrail has to see a text before it goes out");
    }
    var id = members.get("guardrailIdentifier");
    var version = members.get("guardrailVersion");
    if (id != null && !id.word().isEmpty()) {
      to.guardrail(
          new CallerGuardrail(config.path(), id.word(), version == null ? null : version.word()));
    }
  }

  /** A setting with prices of its own, which is the endpoint's to choose. */
  private static void only(JsonMember config, String member, String value)
      throws InvalidRequestException {
    var members = config.members();
    members.allow(Set.of(member));
    var asked = members.get(member);
    if (asked != null && !asked.word().equals(value)) {
      throw asked.wrong(
          "must be "
              + value
              + " or left out, for any other has a price that is not the endpoint's");
    }
  }
}
