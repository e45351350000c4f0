package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.util.Set;

/**
 * Beta features of Claude that a caller may switch on in a body. Those change neither prices nor
 * the context, and add no prompt of the model's own; any other might.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html">anthropic_beta</a>
 */
public final class ClaudeBetas {

  private static final int MAX_BETAS = 32;

  private static final Set<String> HARMLESS =
      Set.of(
          "claude-code-20250219",
          "effort-2025-11-24",
          "extended-cache-ttl-2025-04-11",
          "fine-grained-tool-streaming-2025-05-14",
          "interleaved-thinking-2025-05-14",
          "max-tokens-3-5-sonnet-2024-07-15",
          "output-128k-2025-02-19",
          "prompt-caching-2024-07-31",
          "structured-outputs-2025-11-13",
          "token-efficient-tools-2025-02-19",
          "tool-examples-2025-10-29");

  private ClaudeBetas() {}

  /**
   * Checks an array of names.
   *
   * @throws InvalidRequestException when one is not known to be harmless
   */
  public static void check(JsonMember betas) throws InvalidRequestException {
    for (var each : betas.items(MAX_BETAS)) {
      if (!HARMLESS.contains(each.word())) {
        throw each.wrong("the beta " + each.word() + " may change the price, and is not passed on");
      }
    }
  }
}
