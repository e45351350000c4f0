package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;

/** Opens the readers of this package to tests of all forms. */
public final class BedrockBodies {

  private BedrockBodies() {}

  public static ModelCall<?> converse(ReceivedBytes body) throws InvalidRequestException {
    return ConverseBody.read(body, Held.NOTHING);
  }

  public static ModelCall<?> countTokens(ReceivedBytes body) throws InvalidRequestException {
    return CountTokensBody.read(body, Held.NOTHING);
  }
}
