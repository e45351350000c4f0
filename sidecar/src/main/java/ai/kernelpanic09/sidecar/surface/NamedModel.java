package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.model.ModelTraits;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The model that a body names, for forms whose body has a member {@code model}.
 *
 * @param name as the caller wrote it
 * @param traits what the endpoint's model takes
 * @param maxTokens the endpoint's own limit of generated tokens
 */
public record NamedModel(String name, ModelTraits traits, long maxTokens) {

  /** Makes a call of a body's members. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(JsonMembers body, NamedModel model) throws InvalidRequestException;
  }

  /**
   * Receives a body, lets the caller in to the endpoint that it names, and reads it.
   *
   * @return fails with a {@link ai.kernelpanic09.sidecar.failure.CallFailure}
   */
  public static <T> Future<T> read(Exchange exchange, Route route, Reader<T> reader) {
    return exchange
        .body(exchange.limit(), bytes -> 0, NamedModel::received)
        .compose(
            body ->
                exchange
                    .enter(route, body.model())
                    .compose(
                        granted -> {
                          var model = of(body.model(), granted.endpoint().gate().limits());
                          return exchange.read(
                              body.bytes(), bytes -> reader.read(body.members(), model));
                        }));
  }

  private record Received(ReceivedBytes bytes, JsonMembers members, String model) {}

  private static Received received(ReceivedBytes body) throws InvalidRequestException {
    var from = new JsonScanner(body);
    from.next();
    var members = JsonMembers.read(from);
    // Nothing may follow.
    from.next();
    return new Received(body, members, members.require("model").word());
  }

  /** What is not known yet refuses nothing: the call is held against the limits when it is made. */
  private static NamedModel of(String name, @Nullable EndpointLimits limits) {
    return limits == null
        ? new NamedModel(name, ModelTraits.of(""), Integer.MAX_VALUE)
        : new NamedModel(name, ModelTraits.of(limits.modelId()), limits.maxTokens());
  }
}
