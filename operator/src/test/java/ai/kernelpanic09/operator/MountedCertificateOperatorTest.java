package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.operator.certificate.TestIssuer;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An operator whose admission has a certificate that somebody else issues, as cert-manager. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MountedCertificateOperatorTest {

  @TempDir private static Path folder;

  private final TestIssuer issuer = new TestIssuer();
  private final World world = new World();
  private OperatorProcess operator;

  @BeforeAll
  void start() throws IOException {
    issuer.writeTo(folder, World.NAMESPACE);
    operator = world.operatorWithWebhook("WEBHOOK_CERTIFICATE=" + folder);
    trust();
    world.applyEndpoint("claude");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("claude", "Ready").equals("True/Ready"));
  }

  @AfterAll
  void stop() {
    operator.close();
    world.close();
  }

  /** As cert-manager's cainjector does. */
  private void trust() {
    var hooks = world.client.admissionRegistration().v1();
    hooks
        .mutatingWebhookConfigurations()
        .withName("k8s-ai-operator")
        .edit(
            each -> {
              each.getWebhooks().forEach(w -> w.getClientConfig().setCaBundle(issuer.caBundle()));
              return each;
            });
    hooks
        .validatingWebhookConfigurations()
        .withName("k8s-ai-operator")
        .edit(
            each -> {
              each.getWebhooks().forEach(w -> w.getClientConfig().setCaBundle(issuer.caBundle()));
              return each;
            });
  }

  private List<HasMetadata> configurations() {
    var hooks = world.client.admissionRegistration().v1();
    return List.of(
        hooks.mutatingWebhookConfigurations().withName("k8s-ai-operator").get(),
        hooks.validatingWebhookConfigurations().withName("k8s-ai-operator").get());
  }

  @Test
  void podsAreAdmittedUnderItBeforeAndAfterItsRenewal() throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(sidecar(pod("before"))).isNotEmpty());
    var first = shown();

    issuer.writeTo(folder, World.NAMESPACE);

    await().atMost(Duration.ofSeconds(90)).until(() -> !shown().equals(first));
    assertThat(sidecar(pod("after"))).isNotEmpty();
    assertThat(World.probe(operator, "/readyz")).startsWith("200");
    assertThat(World.metrics(operator))
        .containsPattern("k8s_ai_operator_admission_certificate_expiry_seconds [1-9]");
    assertThat(configurations())
        .flatExtracting(each -> each.getMetadata().getManagedFields())
        .extracting(ManagedFieldsEntry::getManager)
        .as("who wrote the webhook configurations")
        .isNotEmpty()
        .doesNotContain("k8s-ai-operator-ca");
  }

  @Test
  void sidecarsTrustTheOperatorsOwnCaInTheirRendering() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(sidecar(pod("trusting"))).isNotEmpty());

    assertThat(sidecar(world.client.pods().inNamespace("ai-workloads").withName("trusting").get()))
        .anySatisfy(value -> assertThat(value).contains(operator.authorityPem().strip()))
        .noneSatisfy(value -> assertThat(value).contains(issuer.caPem().strip()));
  }

  private Pod pod(String name) {
    return world.pod("ai-workloads", name, "claude");
  }

  /** The values of the sidecar's variables; empty if the pod has none. */
  private static List<String> sidecar(Pod pod) {
    var spec = pod.getSpec();
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
        .filter(each -> each.getName().equals("k8s-ai-sidecar"))
        .flatMap(each -> each.getEnv().stream())
        .map(EnvVar::getValue)
        .filter(value -> value != null)
        .toList();
  }

  /** The certificate that admission shows to a new connection. */
  private X509Certificate shown() throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    try (var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(world.admission().getHost(), world.admission().getPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
