package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.converse.ComposedContent;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;

/**
 * Reads up to where a prompt may be kept in the model's cache: OpenAI's {@code
 * prompt_cache_breakpoint} of a part, or Claude's {@code cache_control}, which many clients send to
 * Claude in this form too.
 */
final class CacheMarks {

  static final String BREAKPOINT = "prompt_cache_breakpoint";
  static final String CONTROL = "cache_control";

  private CacheMarks() {}

  /** Whether a part has one. */
  static boolean isIn(JsonMembers part) {
    return part.has(BREAKPOINT) || part.has(CONTROL);
  }

  /** Writes a cache point behind what was composed of a part, where the part wants one. */
  static void read(JsonMembers part, ComposedContent to) throws InvalidRequestException {
    var breakpoint = part.get(BREAKPOINT);
    var control = part.get(CONTROL);
    if (breakpoint != null) {
      mark(breakpoint, "mode", "explicit", "30m", to);
    } else if (control != null) {
      mark(control, "type", "ephemeral", "1h", to);
    }
  }

  /**
   * @param anHour the time that Bedrock's longer cache, of one hour, stands for
   */
  private static void mark(
      JsonMember member, String kind, String only, String anHour, ComposedContent to)
      throws InvalidRequestException {
    var mark = member.members();
    mark.allow(Set.of(kind, "ttl"));
    var is = mark.require(kind);
    if (!is.word().equals(only)) {
      throw is.wrong("must be " + only);
    }
    var ttl = mark.get("ttl");
    var isHour = ttl != null && ttl.word().equals(anHour);
    if (ttl != null && !isHour && !ttl.word().equals("5m")) {
      throw ttl.wrong("must be 5m or " + anHour);
    }
    to.cachePoint(member.path(), isHour);
  }
}
