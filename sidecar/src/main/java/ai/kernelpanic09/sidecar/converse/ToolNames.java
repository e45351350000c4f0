package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.util.regex.Pattern;

/** Names of tools as Converse takes them. */
public final class ToolNames {

  private static final Pattern LAWFUL = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private ToolNames() {}

  public static boolean isLawful(String name) {
    return LAWFUL.matcher(name).matches();
  }

  /**
   * A name that Converse takes too.
   *
   * @throws InvalidRequestException when it does not
   */
  public static JsonMember lawful(JsonMember name) throws InvalidRequestException {
    if (!isLawful(name.word())) {
      throw name.wrong("must be 1 to 64 of the characters A-Z, a-z, 0-9, _ and -");
    }
    return name;
  }
}
