package ai.kernelpanic09.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClusterViewTest {

  @Test
  void theApiServerIsAskedOnceForAnEndpointThatDoesNotExist() throws IOException {
    var asked = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    var url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (var client =
            new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder().withMasterUrl(url).build())
                .build();
        var view = new ClusterView(client, client, "ai-operator-system", failure -> {})) {
      for (var i = 0; i < 1_000; i++) {
        assertThat(view.endpoint(new EndpointName("team", "absent"))).isEmpty();
      }
      // Two seconds may pass between two of the thousand on a slow machine, not between many.
      assertThat(asked.get()).isBetween(1, 20);

      assertThat(view.endpoint(new EndpointName("team", "other"))).isEmpty();
      assertThat(asked.get()).isBetween(2, 21);
    } finally {
      server.stop(0);
    }
  }
}
