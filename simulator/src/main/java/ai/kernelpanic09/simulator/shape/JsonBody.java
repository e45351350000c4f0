package ai.kernelpanic09.simulator.shape;

import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** A request body that must be one JSON object. */
public final class JsonBody {
  private JsonBody() {}

  /**
   * Parses a body.
   *
   * @throws AwsError SerializationException when it is not a JSON object
   */
  public static JsonObject parse(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      throw new AwsError(400, "SerializationException", "The request body is not a JSON object");
    }
  }
}
