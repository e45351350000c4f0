package ai.kernelpanic09.operator.certificate;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server's certificate, which is renewed while the server runs. */
public interface RenewedCertificate {

  /**
   * The options of a server with the present certificate.
   *
   * @throws RuntimeException when there is none; its message says what to mend
   */
  ServerSSLOptions serverOptions();

  /**
   * Offers each new certificate to a server, and the present one first. A server that fails to take
   * a new one keeps its old one, and is offered the new one again.
   *
   * @param server takes the options; its future fails if the server did not take them
   */
  void onRenewal(Function<ServerSSLOptions, Future<Boolean>> server);

  /**
   * Offers each new certificate to a server, which takes none before it listens, and leaves the
   * time for a handshake as it is.
   */
  default void renew(HttpServer server, int handshakeSeconds) {
    onRenewal(
        renewed ->
            server.updateSSLOptions(
                renewed
                    .setSslHandshakeTimeout(handshakeSeconds)
                    .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)));
  }

  /** The end of the present certificate; {@link Instant#EPOCH} before there is one. */
  Instant notAfter();
}
