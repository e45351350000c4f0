package ai.kernelpanic09.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MountedCertificateTest {

  private static final String HOST = "k8s-ai-webhook.ai-operator-system.svc";

  private final TestIssuer issuer = new TestIssuer();
  private final List<String> served = new ArrayList<>();

  @TempDir private Path folder;
  private MountedCertificate mounted;

  @BeforeEach
  void mount() throws IOException {
    issuer.writeTo(folder, "ai-operator-system");
    mounted = new MountedCertificate(folder, HOST);
  }

  private static String pem(ServerSSLOptions options) {
    return ((PemKeyCertOptions) options.getKeyCertOptions()).getCertValue().toString();
  }

  private Future<Boolean> serve(ServerSSLOptions options) {
    served.add(pem(options));
    return Future.succeededFuture(true);
  }

  @Test
  void isServedAsItIs() throws IOException {
    assertThat(mounted.notAfter()).isEqualTo(Instant.EPOCH);
    var chain = Files.readString(folder.resolve("tls.crt"));

    assertThat(pem(mounted.serverOptions())).isEqualTo(chain);
    assertThat(mounted.notAfter()).isAfter(Instant.now().plus(Duration.ofDays(6)));
  }

  @Test
  void aRenewalReachesTheServersOnce() throws IOException {
    var first = pem(mounted.serverOptions());
    mounted.onRenewal(this::serve);
    mounted.maintain();
    mounted.maintain();
    assertThat(served).containsExactly(first);

    issuer.writeTo(folder, "ai-operator-system");
    mounted.maintain();
    mounted.maintain();

    assertThat(served)
        .containsExactly(first, Files.readString(folder.resolve("tls.crt")))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatCannotBeTakenLeavesTheLastOneInPlace() throws IOException {
    var first = pem(mounted.serverOptions());
    mounted.onRenewal(this::serve);
    var key = Files.readString(folder.resolve("tls.key"));

    issuer.writeTo(folder, "ai-operator-system");
    var next = Files.readString(folder.resolve("tls.key"));
    Files.writeString(folder.resolve("tls.key"), key);
    mounted.maintain();
    assertThat(pem(mounted.serverOptions())).as("the key is still the former one").isEqualTo(first);
    Files.delete(folder.resolve("tls.key"));
    mounted.maintain();
    assertThat(served).containsExactly(first);

    Files.writeString(folder.resolve("tls.key"), next);
    mounted.maintain();
    assertThat(served).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls.crt | '' | tls.crt: there is no certificate",
        "tls.crt | 7 | tls.crt: ",
        "tls.key | '' | tls.key: it is no block `PRIVATE KEY`, the form of PKCS#8",
        "tls.key | -----BEGIN EC PRIVATE KEY-----AA==-----END EC PRIVATE KEY----- | the form of PKCS#8",
        "tls.key | -----BEGIN PRIVATE KEY-----c2VjcmV0-----END PRIVATE KEY----- | no EC key in PKCS#8"
      })
  void aStartWithoutAUsableOneNamesTheFile(String file, String text, String fault)
      throws IOException {
    Files.writeString(folder.resolve(file), text);

    assertThatThrownBy(mounted::serverOptions)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(folder.resolve(file).toString())
        .hasMessageContaining(fault)
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void aStartWithoutTheFilesSaysWhatToMount() throws IOException {
    Files.delete(folder.resolve("tls.crt"));

    assertThatThrownBy(mounted::serverOptions)
        .hasMessageContaining(folder.resolve("tls.crt") + " can't be read: mount the Secret");
  }

  @Test
  void oneForAnotherHostIsRefusedByBothNames() throws IOException {
    issuer.writeTo(folder, "elsewhere");

    assertThatThrownBy(mounted::serverOptions)
        .hasMessageContaining("k8s-ai-webhook.elsewhere.svc")
        .hasMessageContaining("the API server calls " + HOST)
        .hasMessageContaining("dnsNames");
  }

  @ParameterizedTest
  @CsvSource({
    HOST + ",true",
    "*.ai-operator-system.svc,true",
    "*.svc,false",
    "*,false",
    "k8s-ai-webhook.ai-operator-system,false"
  })
  void anRsaKeyAndAWildcardWillDoToo(String name, boolean covered) throws Exception {
    var path = folder.resolve("tls.crt").toString();
    OpenSsl.run(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=webhook",
        "-addext",
        "subjectAltName=DNS:" + name,
        "-out",
        path,
        "-keyout",
        folder.resolve("tls.key").toString());

    if (covered) {
      assertThat(pem(mounted.serverOptions())).isEqualTo(Files.readString(Path.of(path)));
    } else {
      assertThatThrownBy(mounted::serverOptions).hasMessageContaining("dnsNames");
    }
  }
}
