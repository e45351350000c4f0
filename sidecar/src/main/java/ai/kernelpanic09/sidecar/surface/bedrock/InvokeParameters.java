package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallerLabels;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import ai.kernelpanic09.sidecar.invokemodel.InvokeTerms;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of InvokeModel, which are headers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">
 *     InvokeModel</a>
 */
final class InvokeParameters {

  private static final String GUARDRAIL = "X-Amzn-Bedrock-GuardrailIdentifier";
  private static final String VERSION = "X-Amzn-Bedrock-GuardrailVersion";
  private static final String METADATA = "X-Amzn-Bedrock-Request-Metadata";
  private static final String TIER = "X-Amzn-Bedrock-Service-Tier";
  private static final String PROJECT = "X-Amzn-Bedrock-ProjectIdentifier";
  private static final String LATENCY = "X-Amzn-Bedrock-PerformanceConfig-Latency";

  private InvokeParameters() {}

  /**
   * What the caller says.
   *
   * @throws InvalidRequestException when it can't be had; the message names the header
   */
  static InvokeTerms read(HttpServerRequest request) throws InvalidRequestException {
    only(request, TIER, "default");
    only(request, LATENCY, "standard");
    if (request.getHeader(PROJECT) != null) {
      throw new InvalidRequestException(
          PROJECT, "is the endpoint's to choose, by its spec.projectIdentifier");
    }
    var id = request.getHeader(GUARDRAIL);
    var guardrail =
        id == null || id.isEmpty()
            ? null
            : new CallerGuardrail(GUARDRAIL, id, request.getHeader(VERSION));
    return new InvokeTerms(labels(request.getHeader(METADATA)), guardrail);
  }

  private static CallerLabels labels(@Nullable String json) throws InvalidRequestException {
    if (json == null) {
      return CallerLabels.NONE;
    }
    try {
      var from = new JsonScanner(ReceivedBytes.of(json.getBytes(StandardCharsets.UTF_8)));
      from.next();
      return CallerLabels.read(JsonMember.of(from));
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(METADATA, String.valueOf(e.getMessage()));
    }
  }

  /** A setting with prices of its own, which is the endpoint's to choose. */
  private static void only(HttpServerRequest request, String header, String value)
      throws InvalidRequestException {
    var asked = request.getHeader(header);
    if (asked != null && !asked.toLowerCase(Locale.ROOT).equals(value)) {
      throw new InvalidRequestException(
          header,
          "must be "
              + value
              + " or left out, for any other has a price that is not the endpoint's");
    }
  }
}
