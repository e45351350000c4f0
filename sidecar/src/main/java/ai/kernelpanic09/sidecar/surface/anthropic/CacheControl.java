package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The wish that the model's cache keep what stands up to a block.
 *
 * @param path of the caller's member
 * @param anHour whether for an hour; else for five minutes
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/prompt-caching">Prompt
 *     caching</a>
 */
record CacheControl(String path, boolean anHour) {

  static final String MEMBER = "cache_control";

  /** The wish of an object; null when it has none. */
  static @Nullable CacheControl of(JsonMembers object) throws InvalidRequestException {
    var member = object.get(MEMBER);
    if (member == null) {
      return null;
    }
    var wish = member.members();
    wish.allow(Set.of("type", "ttl"));
    var type = wish.require("type");
    if (!type.word().equals("ephemeral")) {
      throw type.wrong("must be \"ephemeral\"");
    }
    var ttl = wish.get("ttl");
    return switch (ttl == null ? "5m" : ttl.word()) {
      case "5m" -> new CacheControl(member.path(), false);
      case "1h" -> new CacheControl(member.path(), true);
      default -> throw wish.wrong("ttl", "must be \"5m\" or \"1h\"");
    };
  }
}
