package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.util.regex.Pattern;

/**
 * Ids of tool uses as Converse takes them. One that it does not take, from a conversation that
 * began with another provider, becomes its digest; the same everywhere in the call.
 */
public final class ToolIds {

  private static final Pattern LAWFUL = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");
  private static final int DIGEST_LENGTH = 40;

  private final ConverseWriter to;

  public ToolIds(ConverseWriter to) {
    this.to = to;
  }

  /** The id that stands for this one. */
  public ScannedValue of(JsonMember id) throws InvalidRequestException {
    var text = id.word();
    if (text.isEmpty()) {
      throw id.wrong("must not be empty");
    }
    return LAWFUL.matcher(text).matches()
        ? to.value(id)
        : to.text("id-" + Sha256.hex(text).substring(0, DIGEST_LENGTH));
  }
}
