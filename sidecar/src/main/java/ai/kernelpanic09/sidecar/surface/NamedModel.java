package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.model.ModelTraits;
import ai.kernelpanic09.core.price.ServiceTier;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The model that a body names, for forms whose body has a member {@code model}.
 *
 * @param name as the caller wrote it
 * @param endpoint that was found by it
 * @param limits of the endpoint; null where they are not known
 */
public record NamedModel(String name, EndpointName endpoint, @Nullable EndpointLimits limits) {

  /**
   * What the endpoint's model takes.
   *
   * @throws CallFailure when it is not known which model that is
   */
  public ModelTraits traits() {
    return ModelTraits.of(known(endpoint, limits).modelId());
  }

  /** The endpoint's own limit of generated tokens. */
  public long maxTokens() {
    return limits == null ? Integer.MAX_VALUE : limits.maxTokens();
  }

  /** The tier in which the endpoint's calls are served. */
  public ServiceTier serviceTier() {
    var tariff = limits == null ? null : limits.tariff();
    var tier = tariff == null ? null : tariff.serviceTier();
    return tier == null ? ServiceTier.DEFAULT : tier;
  }

  /**
   * The limits of an endpoint.
   *
   * @throws CallFailure when they are not known
   */
  public static EndpointLimits known(EndpointName endpoint, @Nullable EndpointLimits limits) {
    if (limits == null) {
      throw new CallFailure(
          ErrorCode.ENDPOINT_NOT_READY,
          "it is not known yet which model endpoint " + endpoint + " calls",
          1_000L);
    }
    return limits;
  }

  /** Makes a call of a body's members. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(JsonMembers body, NamedModel model) throws InvalidRequestException;
  }

  /**
   * Receives a body, lets the caller in to the endpoint that it names, and reads it. Where the
   * address names the endpoint, the caller is checked before its body is received.
   *
   * @return fails with a {@link CallFailure}
   */
  public static <T> Future<T> read(Exchange exchange, Route route, Reader<T> reader) {
    if (route.endpoint() != null) {
      return exchange
          .enter(route, "")
          .onFailure(e -> exchange.discardBody())
          .compose(granted -> receive(exchange, exchange.limit()))
          .compose(body -> read(exchange, body, exchange.granted(), reader));
    }
    try {
      return receive(exchange, exchange.limitBeforeCheck())
          .compose(
              body ->
                  exchange
                      .enter(route, body.model())
                      .compose(granted -> read(exchange, body, granted, reader)));
    } catch (CallFailure e) {
      exchange.discardBody();
      return Future.failedFuture(e);
    }
  }

  private static Future<Received> receive(Exchange exchange, BodyLimit limit) {
    return exchange.body(limit, bytes -> 0, NamedModel::received);
  }

  private static <T> Future<T> read(
      Exchange exchange, Received body, CallerAccess.Granted granted, Reader<T> reader) {
    return exchange
        .known()
        .compose(
            told -> {
              var endpoint = granted.endpoint();
              var model = new NamedModel(body.model(), endpoint.name(), endpoint.gate().limits());
              return exchange.read(body.bytes(), bytes -> reader.read(body.members(), model));
            });
  }

  private record Received(ReceivedBytes bytes, JsonMembers members, String model) {}

  private static Received received(ReceivedBytes body) throws InvalidRequestException {
    var members = JsonMembers.document(body);
    return new Received(body, members, members.require("model").word());
  }
}
