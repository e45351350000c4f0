package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path of a request, behind {@code /guardrail/}. */
final class GuardrailPath {

  private static final Pattern FORM = Pattern.compile("(.+)/version/([^/]+)/apply");

  private GuardrailPath() {}

  /** The guardrail that a path names; null when it is none of Bedrock's. */
  static @Nullable CallerGuardrail read(String rest) {
    var path = FORM.matcher(rest);
    if (!path.matches()) {
      return null;
    }
    var id = ModelPath.decoded(path.group(1));
    var version = ModelPath.decoded(path.group(2));
    return id == null || version == null
        ? null
        : new CallerGuardrail("guardrailIdentifier", id, version);
  }
}
