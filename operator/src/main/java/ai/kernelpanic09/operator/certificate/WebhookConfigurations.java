package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the {@code caBundle} of the operator's webhook configurations, the only field that it
 * owns there: the installed manifests leave it out and own all others.
 */
final class WebhookConfigurations {

  static final String FIELD_MANAGER = "k8s-ai-operator-ca";

  private static final Logger LOG = LoggerFactory.getLogger(WebhookConfigurations.class);

  private final KubernetesClient client;

  WebhookConfigurations(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Writes the bundle to each webhook that has another one.
   *
   * @param pem all CAs to trust
   * @return the CAs that every webhook of both configurations trusts afterwards
   */
  Set<X509Certificate> trust(String pem) {
    var bundle = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    var mutating = mutating(bundle);
    var validating = validating(bundle);
    if (mutating.isEmpty() || validating.isEmpty()) {
      return Set.of(); // not installed, or not yet
    }
    var common = new HashSet<>(certificates(bundle));
    Stream.concat(mutating.stream(), validating.stream())
        .map(WebhookConfigurations::certificates)
        .forEach(common::retainAll);
    return Set.copyOf(common);
  }

  /** Each webhook's bundle afterwards, an empty text for none; empty if not installed. */
  private List<String> mutating(String bundle) {
    var found =
        client
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName(Names.OPERATOR)
            .get();
    if (found == null || all(bundle, bundlesOfMutating(found.getWebhooks()))) {
      return found == null ? List.of() : bundlesOfMutating(found.getWebhooks());
    }
    var desired =
        new MutatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName(Names.OPERATOR)
            .endMetadata()
            .withWebhooks(
                found.getWebhooks().stream()
                    .map(
                        each ->
                            new MutatingWebhookBuilder()
                                .withName(each.getName())
                                .withNewClientConfig()
                                .withCaBundle(bundle)
                                .endClientConfig()
                                .build())
                    .toList())
            .build();
    return bundlesOfMutating(apply(desired).getWebhooks());
  }

  private List<String> validating(String bundle) {
    var found =
        client
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(Names.OPERATOR)
            .get();
    if (found == null || all(bundle, bundlesOfValidating(found.getWebhooks()))) {
      return found == null ? List.of() : bundlesOfValidating(found.getWebhooks());
    }
    var desired =
        new ValidatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName(Names.OPERATOR)
            .endMetadata()
            .withWebhooks(
                found.getWebhooks().stream()
                    .map(
                        each ->
                            new ValidatingWebhookBuilder()
                                .withName(each.getName())
                                .withNewClientConfig()
                                .withCaBundle(bundle)
                                .endClientConfig()
                                .build())
                    .toList())
            .build();
    return bundlesOfValidating(apply(desired).getWebhooks());
  }

  /** Forced: any other writer of {@code caBundle} would be removing our CA. */
  private <T extends HasMetadata> T apply(T desired) {
    var applied =
        client.resource(desired).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
    LOG.info(
        "event=ca_published kind={} name={}", desired.getKind(), desired.getMetadata().getName());
    return applied;
  }

  private static boolean all(String bundle, List<String> bundles) {
    return bundles.stream().allMatch(bundle::equals);
  }

  private static List<String> bundlesOfMutating(List<MutatingWebhook> webhooks) {
    return webhooks.stream().map(each -> bundle(each.getClientConfig())).toList();
  }

  private static List<String> bundlesOfValidating(List<ValidatingWebhook> webhooks) {
    return webhooks.stream().map(each -> bundle(each.getClientConfig())).toList();
  }

  private static String bundle(@Nullable WebhookClientConfig config) {
    return config == null || config.getCaBundle() == null ? "" : config.getCaBundle();
  }

  private static Set<X509Certificate> certificates(String bundle) {
    try {
      var pem = new String(Base64.getDecoder().decode(bundle), StandardCharsets.US_ASCII);
      return Set.copyOf(Pem.certificates(pem));
    } catch (CertificateException e) {
      return Set.of();
    }
  }
}
