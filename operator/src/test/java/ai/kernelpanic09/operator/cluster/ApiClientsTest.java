package ai.kernelpanic09.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiClientsTest {

  private static final Config CONFIG =
      new ConfigBuilder(Config.empty())
          .withMasterUrl("https://127.0.0.1:1")
          .withRequestTimeout(1_234)
          .build();

  @Test
  void noneSharesConnectionsWithAnother() {
    try (var general = new KubernetesClientBuilder().withConfig(CONFIG).build();
        var clients = ApiClients.like(general)) {
      var all =
          List.of(
              general, clients.controllers(), clients.ledgers(), clients.reviews(), clients.pods());

      assertThat(all.stream().map(each -> each.getHttpClient())).doesNotHaveDuplicates();
      assertThat(
              Stream.of(clients.controllers(), clients.ledgers(), clients.pods())
                  .map(each -> each.getConfiguration().getRequestTimeout()))
          .containsOnly(1_234);
      assertThat(clients.reviews().getConfiguration().getRequestRetryBackoffLimit()).isZero();
    }
  }
}
