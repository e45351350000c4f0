package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.admission.AdmissionEvent.Webhook;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.javaoperatorsdk.webhook.admission.AdmissionRequestHandler;
import io.javaoperatorsdk.webhook.admission.AdmissionUtils;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a {@link Decider} decide, answers in the API server's form even if it throws, and reports
 * the decision.
 *
 * <p>It implements the framework's most general handler, because the framework's mutators and
 * validators see neither namespace nor dryRun of a request, and can't warn.
 */
final class DecidingHandler implements AdmissionRequestHandler {

  private static final Logger LOG = LoggerFactory.getLogger(DecidingHandler.class);
  private static final int FORBIDDEN = 403;
  private static final int INTERNAL_ERROR = 500;

  private final Webhook webhook;
  private final Decider decider;
  private final AdmissionListener listener;
  private final LongSupplier nanoTime;

  DecidingHandler(
      Webhook webhook, Decider decider, AdmissionListener listener, LongSupplier nanoTime) {
    this.webhook = webhook;
    this.decider = decider;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  @Override
  public AdmissionResponse handle(AdmissionRequest request) {
    var start = nanoTime.getAsLong();
    Decision decision;
    try {
      decision = decider.decide(request);
    } catch (RuntimeException e) {
      LOG.error("event=admission_failed webhook={} uid={}", webhook, request.getUid(), e);
      decision = decider.failed(e);
    }
    var response = response(decision);
    report(request, decision, nanoTime.getAsLong() - start);
    return response;
  }

  private static AdmissionResponse response(Decision decision) {
    var response = new AdmissionResponse();
    response.setAllowed(decision.allows());
    if (!decision.warnings().isEmpty()) {
      response.setWarnings(decision.warnings());
    }
    response.setAuditAnnotations(
        Map.of(
            "decision",
            decision.reasons().stream().map(AdmissionReason::id).collect(Collectors.joining(","))));
    decision.patch().filter(patch -> !patch.isEmpty()).ifPresent(patch -> set(response, patch));
    if (!decision.allows()) {
      var internal = decision.reasons().contains(AdmissionReason.INTERNAL_ERROR);
      response.setStatus(
          new StatusBuilder()
              .withCode(internal ? INTERNAL_ERROR : FORBIDDEN)
              .withReason(internal ? "InternalError" : "Forbidden")
              .withMessage(decision.message())
              .build());
    }
    return response;
  }

  private static void set(AdmissionResponse response, ArrayNode patch) {
    response.setPatchType(AdmissionUtils.JSON_PATCH);
    response.setPatch(
        Base64.getEncoder().encodeToString(patch.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** A listener that throws must not change the decision. */
  private void report(AdmissionRequest request, Decision decision, long nanos) {
    try {
      var metadata = Trees.of(request.getObject()).path("metadata");
      listener.decided(
          new AdmissionEvent(
              webhook,
              decision.outcome(),
              decision.reasons(),
              Objects.requireNonNullElse(request.getNamespace(), ""),
              subject(request, metadata),
              controller(metadata),
              decision.message(),
              decision.warnings(),
              Boolean.TRUE.equals(request.getDryRun()),
              nanos));
    } catch (RuntimeException e) {
      LOG.warn("event=admission_listener_failed webhook={} uid={}", webhook, request.getUid(), e);
    }
  }

  private static String subject(AdmissionRequest request, JsonNode metadata) {
    var name = Objects.requireNonNullElse(request.getName(), "");
    return name.isEmpty()
        ? metadata.path("name").asText(metadata.path("generateName").asText())
        : name;
  }

  private static Optional<OwnerReference> controller(JsonNode metadata) {
    for (var owner : metadata.path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return Optional.of(Trees.MAPPER.convertValue(owner, OwnerReference.class));
      }
    }
    return Optional.empty();
  }
}
