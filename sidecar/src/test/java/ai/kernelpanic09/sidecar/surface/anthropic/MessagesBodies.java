package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.surface.NamedModel;

/** Opens the readers of this package to tests of all forms. */
public final class MessagesBodies {

  /** The newest API version, as the header names it. */
  public static final String NEWEST = ApiVersion.V2026_10_21.date();

  private MessagesBodies() {}

  /** Reads a message of the API version that most clients use. */
  public static ModelCall<?> read(JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    return MessagesReader.read(body, model, ApiVersion.V2023_06_01, Held.NOTHING).request();
  }

  /** Reads a message of the newest API version. */
  public static ModelCall<?> readNewest(JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    return MessagesReader.read(body, model, ApiVersion.V2026_10_21, Held.NOTHING).request();
  }

  /** Reads a message whose tokens are to be counted. */
  public static ModelCall<?> readCounted(JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    return MessagesReader.readCounted(body, model, ApiVersion.V2023_06_01, Held.NOTHING);
  }
}
