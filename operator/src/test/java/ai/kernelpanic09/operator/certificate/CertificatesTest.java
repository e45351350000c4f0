package ai.kernelpanic09.operator.certificate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.api.testing.ApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Future;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole package against a real API server, with the rights that the operator's roles give. */
final class CertificatesTest {

  private static final String SYSTEM = "ai-operator-system";
  private static final String NAME = "k8s-ai-operator";
  private static final String CA = "k8s-ai-ca";
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final List<ConfigMap> REPLACED = new ArrayList<>();

  private static ApiServer api;
  private static KubernetesClient operator;

  @BeforeAll
  static void startApiServer() {
    api = ApiServer.start();
    api.createNamespace(SYSTEM);
    api.createNamespace("team-a");
    api.createNamespace("team-b");
    kubectl("apply", "-k", "../config/rbac");
    kubectl("apply", "-k", "../config/policies");
    operator =
        api.clientAs(
            "system:serviceaccount:" + SYSTEM + ":" + NAME,
            "system:serviceaccounts",
            "system:authenticated");
  }

  @AfterAll
  static void stopApiServer() {
    operator.close();
    api.close();
  }

  @BeforeEach
  void installWebhooks() {
    kubectl("apply", "-k", "../config/webhook");
  }

  @AfterEach
  void cleanUp() {
    REPLACED.clear();
    kubectl("delete", "-k", "../config/webhook", "--ignore-not-found");
    kubectl("delete", "secret", CA, "-n", SYSTEM, "--ignore-not-found");
    kubectl("delete", "configmap", CA, "-n", "team-a", "--ignore-not-found");
    kubectl("delete", "configmap", CA, "-n", "team-b", "--ignore-not-found");
  }

  @Test
  void oneTickMakesACaThatTheApiServerTrusts() throws Exception {
    var replica = replica();
    assertThat(replica.isTrusted()).isFalse();

    replica.tick(NOW);

    assertThat(replica.isTrusted()).isTrue();
    assertThat(secret().getType()).isEqualTo("kubernetes.io/tls");
    assertThat(bundles()).hasSize(6).containsOnly(bundleInSecret());
    assertThat(replica.authorityNotAfter()).isEqualTo(NOW.plus(CaState.LIFE));
    verify(replica, trusted(bundles().getFirst()));
  }

  @Test
  void ownsTheBundleAndNothingElse() {
    replica().tick(NOW);

    for (var fields : managedFields()) {
      assertThat(fields.getOperation()).isEqualTo("Apply");
      assertThat(fields.getFieldsV1().getAdditionalProperties()).containsOnlyKeys("f:webhooks");
      var webhooks =
          (Map<?, ?>)
              requireNonNull(fields.getFieldsV1().getAdditionalProperties().get("f:webhooks"));
      assertThat(webhooks.values())
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(each)
                      .isEqualTo(
                          Map.of(
                              ".",
                              Map.of(),
                              "f:name",
                              Map.of(),
                              "f:clientConfig",
                              Map.of("f:caBundle", Map.of()))));
    }
  }

  @Test
  void writesNothingThatIsThereAndSurvivesTheNextInstall() {
    var replica = replica();
    replica.tick(NOW);
    replica.publishTo("team-a");
    var versions = versions();

    replica.tick(NOW);
    replica.publishTo("team-a");
    assertThat(versions()).isEqualTo(versions);

    var bundles = bundles();
    kubectl("apply", "-k", "../config/webhook");
    assertThat(bundles()).isEqualTo(bundles);
  }

  @Test
  void isNotLiveWithoutAConfigurationAndRepairsAForeignBundle() {
    var replica = replica();
    kubectl("delete", "validatingwebhookconfiguration", NAME);
    replica.tick(NOW);
    assertThat(replica.isTrusted()).isFalse();

    kubectl("apply", "-k", "../config/webhook");
    replica.tick(NOW);
    assertThat(replica.isTrusted()).isTrue();

    var foreign = new CertificateIssuer(new SecureRandom()).authority("x", NOW, CaState.LIFE);
    api.client()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(NAME)
        .edit(
            found -> {
              found
                  .getWebhooks()
                  .getLast()
                  .getClientConfig()
                  .setCaBundle(base64(foreign.certificatePem()));
              return found;
            });
    replica.tick(NOW);
    assertThat(replica.isTrusted()).isTrue();
    assertThat(bundles()).containsOnly(bundleInSecret());
  }

  @Test
  void replicasThatStartTogetherShareOneCa() throws Exception {
    var replicas = Stream.generate(CertificatesTest::replica).limit(4).toList();

    CompletableFuture.allOf(
            replicas.stream()
                .map(each -> CompletableFuture.runAsync(() -> each.tick(NOW)))
                .toArray(CompletableFuture<?>[]::new))
        .join();

    var trusted = trusted(bundleInSecret());
    assertThat(trusted).hasSize(1);
    for (var each : replicas) {
      verify(each, trusted);
    }
  }

  @Test
  void aBrokenSecretIsReportedAndKeptAndTheKnownCaSignsOn() throws Exception {
    var replica = replica();
    replica.tick(NOW);
    var trusted = trusted(bundleInSecret());
    breakKey();
    var broken = secret().getData();
    var renewal = NOW.plus(Duration.ofDays(5));

    assertThatThrownBy(() -> replica.tick(renewal))
        .isInstanceOf(CaUnusableException.class)
        .hasMessageContaining("tls.key");
    assertThatThrownBy(() -> replica().tick(renewal)).isInstanceOf(CaUnusableException.class);

    assertThat(secret().getData()).isEqualTo(broken);
    assertThat(replica.notAfter()).isEqualTo(renewal.plus(ServingCertificate.LIFE));
    verify(replica, trusted);
  }

  @Test
  void aDeletedSecretComesBackWithANextCa() throws Exception {
    var replica = replica();
    replica.tick(NOW);
    var first = trusted(bundleInSecret());
    kubectl("delete", "secret", CA, "-n", SYSTEM);

    replica.tick(NOW);
    assertThat(trusted(bundles().getFirst())).hasSize(2).containsAll(first);
    verify(replica, first);

    replica.tick(NOW.plus(CaState.SETTLING));
    assertThat(signer(replica)).isNotIn(first);
    verify(replica, first);
    verify(replica, trusted(bundles().getFirst()));
  }

  @Test
  void publishedNamespacesFollowAndForeignOnesAreLeftAlone() {
    var replica = replica();
    assertThatThrownBy(() -> replica.publishTo("team-a")).isInstanceOf(IllegalStateException.class);
    replica.tick(NOW);
    replica.publishTo("team-a");
    var foreign =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("team-b")
            .withName(CA)
            .endMetadata()
            .addToData("ca.crt", "theirs")
            .build();
    api.client().resource(foreign).create();
    assertThat(configMap("team-a")).isEqualTo(decoded(bundleInSecret()));

    replica.tick(NOW.plus(Duration.ofDays(365)));

    assertThat(configMap("team-a")).isEqualTo(decoded(bundleInSecret()));
    assertThat(configMap("team-a").split("BEGIN CERTIFICATE", -1)).hasSize(3);
    assertThat(configMap("team-b")).isEqualTo("theirs");
    assertThat(REPLACED).as("by rotations of our own").isEmpty();
    replica.publishTo("team-b");
    assertThat(configMap("team-b")).isEqualTo(configMap("team-a"));
    assertThat(REPLACED)
        .singleElement()
        .satisfies(each -> assertThat(each.getData()).containsEntry("ca.crt", "theirs"));
  }

  @Test
  void aMapOfOursThatSomebodyChangedIsPutRightAndTold() {
    var replica = replica();
    replica.tick(NOW);
    replica.publishTo("team-a");
    var ours = configMap("team-a");
    kubectl("patch", "configmap", CA, "-n", "team-a", "-p", "{\"data\":{\"ca.crt\":\"theirs\"}}");

    replica.publishTo("team-a");

    assertThat(configMap("team-a")).isEqualTo(ours);
    assertThat(REPLACED)
        .singleElement()
        .satisfies(each -> assertThat(each.getMetadata().getNamespace()).isEqualTo("team-a"));
    replica.publishTo("team-a");
    assertThat(REPLACED).hasSize(1);
  }

  @Test
  void anImmutableMapIsReplaced() {
    var replica = replica();
    replica.tick(NOW);
    var frozen =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("team-b")
            .withName(CA)
            .endMetadata()
            .addToData("ca.crt", "theirs")
            .withImmutable(true)
            .build();
    api.client().resource(frozen).create();

    replica.publishTo("team-b");

    assertThat(configMap("team-b")).isEqualTo(decoded(bundleInSecret()));
    assertThat(REPLACED).hasSize(1);
  }

  @Test
  void anInstallationWithoutWebhooksRotatesToo() throws Exception {
    kubectl("delete", "-k", "../config/webhook");
    var replica = replica(false);
    replica.tick(NOW);
    assertThat(replica.isTrusted()).isTrue();
    var first = trusted(bundleInSecret());

    replica.tick(NOW.plus(Duration.ofDays(365)));
    replica.tick(NOW.plus(Duration.ofDays(366)));

    assertThat(signer(replica)).isNotIn(first);
    verify(replica, first);
  }

  @Test
  void theFirstCallThatNeedsACertificateTicks() throws Exception {
    var told = new ArrayList<Object>();
    var replica = replica();
    assertThat(replica.notAfter()).isEqualTo(Instant.EPOCH);

    var options = replica.serverOptions();
    replica.onRenewal(
        each -> {
          told.add(each);
          return Future.succeededFuture(true);
        });
    replica.maintain();

    assertThat(told).containsExactly(options);
    assertThat(replica.authorityPem()).isEqualTo(decoded(bundleInSecret()));
    assertThat(replica.notAfter()).isEqualTo(NOW.plus(ServingCertificate.LIFE));
  }

  @Test
  void maintenanceGoesOnBesideABrokenSecret() {
    var replica = replica();
    replica.maintain();
    breakKey();

    assertThatCode(replica::maintain).doesNotThrowAnyException();
    assertThat(replica.isTrusted()).isTrue();
  }

  @Test
  void allReplicasHaveOneProofKeyAndNeverReplaceABrokenOne() {
    var key = replica().proofKey();
    assertThat(key).hasSize(32);
    assertThat(replica().proofKey()).isEqualTo(key);

    kubectl(
        "patch", "secret", ProofKey.SECRET, "-n", SYSTEM, "-p", "{\"data\":{\"key\":\"AAAA\"}}");
    assertThatThrownBy(() -> replica().proofKey())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ai-operator-system/k8s-ai-proof-key");
  }

  @Test
  void proofsWithoutANameEndSoonAfterTheUpgrade() {
    kubectl("delete", "secret", ProofKey.SECRET, "-n", SYSTEM, "--ignore-not-found");
    assertThat(replica().bareProofsUntil()).as("a new installation").isEqualTo(NOW);

    kubectl("annotate", "secret", ProofKey.SECRET, "-n", SYSTEM, ProofKey.BARE_UNTIL + "-");
    var until = replica().bareProofsUntil();
    assertThat(until).as("an upgrade").isEqualTo(NOW.plus(Duration.ofHours(1)));
    assertThat(replica().bareProofsUntil()).isEqualTo(until);
    kubectl("delete", "secret", ProofKey.SECRET, "-n", SYSTEM);
  }

  /**
   * Every certificate of two replicas is valid for clients that trust the CAs of half an hour
   * earlier, and for pods that were created with the CAs of up to a year earlier.
   */
  @Test
  void threeYearsOfRotationLeaveNoGap() throws Exception {
    var replicas = List.of(replica(), replica());
    var authorities = new ArrayList<X509Certificate>();
    var now = NOW;
    replicas.getFirst().tick(now);
    replicas.getFirst().publishTo("team-a");
    var known = trusted(bundles().getFirst());
    var pods = new HashMap<List<X509Certificate>, Instant>();
    var grown = NOW;

    while (now.isBefore(NOW.plus(Duration.ofDays(3 * 365)))) {
      for (var replica : replicas) {
        replica.tick(now);
        assertThat(replica.isTrusted()).isTrue();
        verifyAt(replica, known, now);
        for (var pod : pods.entrySet()) {
          if (now.isBefore(pod.getValue().plus(Duration.ofDays(365)))) {
            verifyAt(replica, pod.getKey(), now);
          }
        }
      }
      var before = known.size();
      known = trusted(bundles().getFirst());
      grown = known.size() > before ? now : grown;
      pods.put(known, now);
      assertThat(trusted(base64(configMap("team-a")))).isEqualTo(known);
      known.stream().filter(each -> !authorities.contains(each)).forEach(authorities::add);
      now =
          now.plus(
              now.isBefore(grown.plus(CaState.SETTLING.multipliedBy(3)))
                  ? HALF_AN_HOUR
                  : Duration.ofDays(3));
    }

    assertThat(authorities).hasSize(3);
  }

  private static void breakKey() {
    api.client()
        .secrets()
        .inNamespace(SYSTEM)
        .withName(CA)
        .edit(
            found -> {
              found.getData().put("tls.key", base64("lost"));
              return found;
            });
  }

  private static Certificates replica() {
    return replica(true);
  }

  private static Certificates replica(boolean admission) {
    var names = ServingNames.of(SYSTEM, "cluster.local", "127.0.0.1");
    return new Certificates(operator, SYSTEM, admission, names, REPLACED::add, () -> NOW);
  }

  private static void verify(Certificates replica, List<X509Certificate> trusted) throws Exception {
    verifyAt(replica, trusted, replica.notAfter().minusSeconds(1));
  }

  private static void verifyAt(Certificates replica, List<X509Certificate> trusted, Instant now)
      throws Exception {
    var options = (PemKeyCertOptions) replica.serverOptions().getKeyCertOptions();
    Chain.verify(Pem.certificates(options.getCertValue().toString()), trusted, now);
  }

  /** The CA of the trusted ones that signed the replica's certificate. */
  private static X509Certificate signer(Certificates replica) throws Exception {
    var options = (PemKeyCertOptions) replica.serverOptions().getKeyCertOptions();
    var leaf = Pem.certificates(options.getCertValue().toString()).getFirst();
    for (var authority : trusted(bundleInSecret())) {
      try {
        leaf.verify(authority.getPublicKey());
        return authority;
      } catch (SignatureException e) {
        // Another one's.
      }
    }
    throw new AssertionError("signed by none");
  }

  private static Secret secret() {
    return api.client().secrets().inNamespace(SYSTEM).withName(CA).require();
  }

  private static String bundleInSecret() {
    return requireNonNull(secret().getData().get("ca.crt"));
  }

  private static String configMap(String namespace) {
    return requireNonNull(
        api.client()
            .configMaps()
            .inNamespace(namespace)
            .withName(CA)
            .require()
            .getData()
            .get("ca.crt"));
  }

  private static List<String> bundles() {
    var v1 = api.client().admissionRegistration().v1();
    return Stream.concat(
            v1.mutatingWebhookConfigurations().withName(NAME).require().getWebhooks().stream()
                .map(each -> each.getClientConfig().getCaBundle()),
            v1.validatingWebhookConfigurations().withName(NAME).require().getWebhooks().stream()
                .map(each -> each.getClientConfig().getCaBundle()))
        .toList();
  }

  private static List<ManagedFieldsEntry> managedFields() {
    var v1 = api.client().admissionRegistration().v1();
    var found =
        Stream.concat(
                v1
                    .mutatingWebhookConfigurations()
                    .withName(NAME)
                    .require()
                    .getMetadata()
                    .getManagedFields()
                    .stream(),
                v1
                    .validatingWebhookConfigurations()
                    .withName(NAME)
                    .require()
                    .getMetadata()
                    .getManagedFields()
                    .stream())
            .filter(each -> "k8s-ai-operator-ca".equals(each.getManager()))
            .toList();
    assertThat(found).hasSize(2);
    return found;
  }

  private static List<String> versions() {
    var v1 = api.client().admissionRegistration().v1();
    return Stream.of(
            v1.mutatingWebhookConfigurations().withName(NAME).require(),
            v1.validatingWebhookConfigurations().withName(NAME).require(),
            secret(),
            api.client().configMaps().inNamespace("team-a").withName(CA).require())
        .map(each -> each.getMetadata().getResourceVersion())
        .toList();
  }

  private static List<X509Certificate> trusted(String bundle) throws Exception {
    return Pem.certificates(decoded(bundle));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void kubectl(String... arguments) {
    var output = api.kubectl(arguments);
    assertThat(output.exitCode()).as(output.errors()).isZero();
  }
}
