package ai.kernelpanic09.sidecar.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostAddressesTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger lookups = new AtomicInteger();
  private volatile Lookup answer = host -> addresses("192.0.2.1", "192.0.2.2");
  private final HostAddresses names =
      new HostAddresses(
          vertx,
          host -> {
            lookups.incrementAndGet();
            return answer.find(host);
          },
          now::get);

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static InetAddress[] addresses(String... literals) {
    return List.of(literals).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private SocketAddress find(String host) {
    return later(host).toCompletionStage().toCompletableFuture().join();
  }

  private Future<SocketAddress> later(String host) {
    return Future.<SocketAddress>future(
        promise -> vertx.runOnContext(on -> names.find(host, 443).onComplete(promise)));
  }

  private void pass(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aNameIsLookedUpOnceInAWhile() {
    assertThat(find("bedrock.test")).isEqualTo(SocketAddress.inetSocketAddress(443, "192.0.2.1"));
    pass(29);
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.1");
    assertThat(lookups).hasValue(1);
  }

  @Test
  void anAddressNeedsNoLookup() {
    assertThat(find("127.0.0.1").host()).isEqualTo("127.0.0.1");
    assertThat(find("[::1]").host()).isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(lookups).hasValue(0);
  }

  @Test
  void whatIsOldServesOnWhileItIsLookedUpAnew() {
    find("bedrock.test");
    var silence = new CountDownLatch(1);
    answer =
        host -> {
          try {
            silence.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return addresses("192.0.2.9");
        };
    pass(31);
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.1");
    silence.countDown();
    await().atMost(ONE_MINUTE).until(() -> find("bedrock.test").host().equals("192.0.2.9"));
  }

  @Test
  void whatCanNoLongerBeLookedUpServesOn() {
    find("bedrock.test");
    answer =
        host -> {
          throw new UnknownHostException(host);
        };
    pass(31);
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.1");
    await().atMost(ONE_MINUTE).until(() -> lookups.get() == 2);
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.1");
    assertThat(lookups).as("not with every call").hasValue(2);
  }

  @Test
  void anAddressThatCanNotBeReachedMakesWayForTheNext() {
    var first = find("bedrock.test");
    names.unreachable("bedrock.test", first);
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.2");
    names.unreachable("bedrock.test", first);
    assertThat(find("bedrock.test").host()).as("told twice").isEqualTo("192.0.2.2");
  }

  @Test
  void anAddressThatWorksIsUsedOnWhereverNameServersPutIt() {
    var first = find("bedrock.test");
    names.unreachable("bedrock.test", first);
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.2");
    answer = host -> addresses("192.0.2.1", "192.0.2.3", "192.0.2.2");
    pass(31);
    find("bedrock.test");
    await().atMost(ONE_MINUTE).until(() -> lookups.get() == 2);
    pass(1);
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.2");
    names.unreachable("bedrock.test", find("bedrock.test"));
    assertThat(find("bedrock.test").host()).as("found anew").isEqualTo("192.0.2.1");
    names.unreachable("bedrock.test", find("bedrock.test"));
    assertThat(find("bedrock.test").host()).isEqualTo("192.0.2.3");
  }

  @Test
  void anUnknownNameFailsAndIsTriedAgain() {
    answer =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThatThrownBy(() -> find("nowhere.test"))
        .hasRootCauseInstanceOf(UnknownHostException.class);
    answer = host -> addresses("192.0.2.1");
    assertThat(find("nowhere.test").host()).isEqualTo("192.0.2.1");
  }

  @Test
  void aResolverThatHangsHoldsUpNobodyElse() {
    var silence = new CountDownLatch(1);
    answer =
        host -> {
          if (host.equals("hangs.test")) {
            try {
              silence.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return addresses("192.0.2.1");
        };
    var hanging = later("hangs.test");
    assertThat(find("other.test").host()).isEqualTo("192.0.2.1");
    assertThat(hanging.isComplete()).isFalse();
    silence.countDown();
    assertThat(hanging.toCompletionStage().toCompletableFuture().join().host())
        .isEqualTo("192.0.2.1");
  }
}
