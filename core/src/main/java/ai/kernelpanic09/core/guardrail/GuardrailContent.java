package ai.kernelpanic09.core.guardrail;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.guardrail.JsonValue.Members;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import java.util.List;

/**
 * A guardrail policy in the form of Bedrock's requests.
 *
 * @param members the request that creates or updates a guardrail, without the guardrail's name
 * @param normalized paths of the spec's fields that are sent with another value than the spec's
 */
public record GuardrailContent(Members members, List<String> normalized) {

  private static final int HASH_DIGITS = 32;

  public GuardrailContent {
    normalized = List.copyOf(normalized);
  }

  /** A policy's content, with defaults for what Bedrock requires and the spec leaves out. */
  public static GuardrailContent of(GuardrailPolicySpec spec) {
    return new GuardrailContent(GuardrailMapping.content(spec), GuardrailMapping.normalized(spec));
  }

  /**
   * The content as one text: JSON with the members of each object in the order of their names, and
   * without empty arrays, which mean nothing to Bedrock.
   */
  public String canonicalText() {
    return JsonText.withoutEmptyArrays(members);
  }

  /**
   * Identifies the content: the first 32 hexadecimal digits of its SHA-256. Bedrock's answers can't
   * be hashed instead, because they show defaults under other names.
   */
  public String hash() {
    return Sha256.hex(canonicalText()).substring(0, HASH_DIGITS);
  }
}
