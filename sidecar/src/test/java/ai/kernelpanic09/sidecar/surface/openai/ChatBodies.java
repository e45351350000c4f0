package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.NamedModel;

/** Opens the readers of this package to tests of all forms. */
public final class ChatBodies {

  private ChatBodies() {}

  public static ModelCall<?> read(JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    return ChatReader.read(body, model, Held.NOTHING).request();
  }
}
