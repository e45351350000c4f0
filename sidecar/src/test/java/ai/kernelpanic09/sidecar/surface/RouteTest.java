package ai.kernelpanic09.sidecar.surface;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An address may name the endpoint that a call is for. */
class RouteTest {

  @ParameterizedTest
  @CsvSource({
    "/v1/x,                    localhost,                        /v1/x, ",
    "/v1/x,                    ,                                 /v1/x, ",
    "/endpoints/a/b/v1/x,      localhost,                        /v1/x, a/b",
    "/endpoints/a/b/v1/x,      model-c.d.svc.cluster.local,      /v1/x, a/b",
    "/v1/x,                    model-c.d.svc.cluster.local,      /v1/x, d/c",
    "/v1/x,                    model-c.d.svc,                    /v1/x, d/c",
    "/v1/x,                    model-c.example.com,              /v1/x, ",
    "/v1/x,                    model-c,                          /v1/x, ",
    "/v1/x,                    c.d.svc,                          /v1/x, ",
    "/endpoints/a/b,           localhost,                        /endpoints/a/b, ",
    "/endpoints//b/v1/x,       localhost,                        /endpoints//b/v1/x, ",
    "/endpoints/a//v1/x,       localhost,                        /endpoints/a//v1/x, ",
    "/endpoints/,              localhost,                        /endpoints/, ",
  })
  void theAddressIsRead(String path, String host, String rest, String endpoint) {
    var read = Route.read(path, host);
    assertThat(read.path()).isEqualTo(rest);
    assertThat(read.endpoint() == null ? null : read.endpoint().toString()).isEqualTo(endpoint);
  }
}
