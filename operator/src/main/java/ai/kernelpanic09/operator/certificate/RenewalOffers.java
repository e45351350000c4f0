package ai.kernelpanic09.operator.certificate;

import io.vertx.core.Future;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers each new certificate to servers. One that throws, or whose future fails, is offered the
 * certificate again with the next {@link #offer}.
 *
 * @param <C> a certificate with its key, equal to itself only
 */
final class RenewalOffers<C> {

  private static final Logger LOG = LoggerFactory.getLogger(RenewalOffers.class);

  private final Function<C, PemKeyCertOptions> options;
  private final List<Taker<C>> takers = new ArrayList<>();

  private static final class Taker<C> {
    private final Function<PemKeyCertOptions, Future<Boolean>> server;
    private volatile @Nullable C taken;

    Taker(Function<PemKeyCertOptions, Future<Boolean>> server) {
      this.server = server;
    }
  }

  RenewalOffers(Function<C, PemKeyCertOptions> options) {
    this.options = options;
  }

  synchronized void add(Function<PemKeyCertOptions, Future<Boolean>> server) {
    takers.add(new Taker<>(server));
  }

  /** Offers the certificate to all that have not taken it yet, on this thread. */
  synchronized void offer(C certificate) {
    for (var taker : takers) {
      if (!certificate.equals(taker.taken)) {
        offer(certificate, taker);
      }
    }
  }

  private void offer(C certificate, Taker<C> taker) {
    try {
      taker
          .server
          .apply(options.apply(certificate))
          .onSuccess(taken -> taker.taken = certificate)
          .onFailure(RenewalOffers::refused);
    } catch (RuntimeException e) {
      refused(e);
    }
  }

  private static void refused(Throwable e) {
    LOG.warn("event=certificate_not_taken error=\"{}\"", e.toString());
  }
}
