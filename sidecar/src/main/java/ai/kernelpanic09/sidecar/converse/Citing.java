package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;

/**
 * Tells whether a model is to cite what it is given: then it reads a prompt of its own for that,
 * whose length nobody knows.
 */
public final class Citing {

  private Citing() {}

  /** Whether the member {@code citations} of this object asks for that. */
  public static boolean isWanted(JsonMembers of) throws InvalidRequestException {
    var citations = of.get("citations");
    return citations != null && !isRefused(citations);
  }

  private static boolean isRefused(JsonMember citations) throws InvalidRequestException {
    var enabled = citations.members().get("enabled");
    return enabled != null && enabled.token() == Token.FALSE;
  }
}
