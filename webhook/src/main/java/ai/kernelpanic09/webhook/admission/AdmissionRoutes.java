package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.webhook.admission.AdmissionEvent.Webhook;
import ai.kernelpanic09.webhook.body.BodyReceiver;
import ai.kernelpanic09.webhook.body.SharedRoom;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.resource.ResourceFacts;
import ai.kernelpanic09.webhook.resource.ResourceValidator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.javaoperatorsdk.webhook.admission.AdmissionController;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The webhooks' HTTP routes: AdmissionReview v1 in, AdmissionReview v1 out. */
public final class AdmissionRoutes {

  /** Holds a review with the new and the old object, both of the API server's largest size. */
  static final long MAX_BODY_BYTES = 8L << 20;

  private static final BodyReceiver.Limits BODY =
      new BodyReceiver.Limits(MAX_BODY_BYTES, 2 * MAX_BODY_BYTES, Duration.ofSeconds(10));

  private static final long MAX_BODIES_BYTES = 24L << 20;
  private static final long MAX_BYTES_OF_SENDER = 12L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionRoutes.class);
  private static final String API_VERSION = "admission.k8s.io/v1";
  private static final Set<String> OPERATIONS = Set.of("CREATE", "UPDATE", "DELETE", "CONNECT");
  private static final List<String> CARRIED = List.of("object", "oldObject", "options");

  private final Map<Webhook, DecidingHandler> handlers = new EnumMap<>(Webhook.class);

  // Whoever reaches the port can send reviews: nobody has proven who he is.
  private final SharedRoom room = new SharedRoom(MAX_BODIES_BYTES, MAX_BYTES_OF_SENDER);
  private final ReviewWorkers common = new ReviewWorkers("admission", 16, 400);

  /** One at a time, since each is read into much memory. */
  private final ReviewWorkers large = new ReviewWorkers("large-admission", 1, 40);

  /**
   * Routes of all webhooks.
   *
   * @param config read for each pod, since nodes come and go
   */
  public AdmissionRoutes(
      Supplier<InjectConfig> config,
      ClusterFacts cluster,
      ResourceFacts resources,
      AdmissionListener listener,
      LongSupplier nanoTime) {
    add(Webhook.MUTATE_PODS, new PodMutation(config, cluster), listener, nanoTime);
    add(Webhook.VALIDATE_PODS, new PodValidation(config, cluster), listener, nanoTime);
    add(
        Webhook.VALIDATE_RESOURCES,
        new ResourceValidation(new ResourceValidator(resources)),
        listener,
        nanoTime);
    add(Webhook.VALIDATE_RESETS, OrderValidation.ofResets(), listener, nanoTime);
    add(Webhook.VALIDATE_SETTLEMENTS, OrderValidation.ofSettlements(), listener, nanoTime);
  }

  private void add(
      Webhook webhook, Decider decider, AdmissionListener listener, LongSupplier nanoTime) {
    handlers.put(webhook, new DecidingHandler(webhook, decider, listener, nanoTime));
  }

  /** Adds one route per webhook. */
  public void mount(Router router) {
    for (var webhook : Webhook.values()) {
      router.post(webhook.path()).handler(context -> receive(context, webhook));
    }
  }

  /** The memory of the reviews that are being received or answered. */
  public SharedRoom bodies() {
    return room;
  }

  private void receive(RoutingContext context, Webhook webhook) {
    var request = context.request();
    var sender = request.remoteAddress().hostAddress();
    BodyReceiver.receive(
        context.vertx(),
        request,
        room,
        sender,
        BODY,
        body -> answer(context, webhook, sender, body));
  }

  private void answer(
      RoutingContext context, Webhook webhook, String sender, BodyReceiver.Received body) {
    var vertx = context.vertx();
    common
        .run(vertx, sender, () -> common(webhook, body))
        .compose(
            answer ->
                answer
                    .map(Future::succeededFuture)
                    .orElseGet(
                        () -> large.run(vertx, sender, () -> reviewed(webhook, bytes(body)))))
        .onComplete(done -> body.release())
        .onSuccess(
            answer ->
                context
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(answer)))
        .onFailure(failure -> refuse(context, webhook, failure));
  }

  /** The answer to a review of common size; empty for a large one. */
  private Optional<byte[]> common(Webhook webhook, BodyReceiver.Received body) throws IOException {
    var bytes = bytes(body);
    return switch (ReviewSize.of(bytes)) {
      case COMMON -> Optional.of(reviewed(webhook, bytes));
      case LARGE -> {
        body.pause();
        yield Optional.empty();
      }
    };
  }

  private static byte[] bytes(BodyReceiver.Received body) {
    return body.begin().orElseThrow(() -> new RejectedExecutionException("others need the memory"));
  }

  /**
   * The answer to a review.
   *
   * @throws IOException if the body is no AdmissionReview v1: there is no uid to answer to, or no
   *     operation to decide about
   */
  byte[] reviewed(Webhook webhook, byte[] body) throws IOException {
    var tree = Trees.MAPPER.readTree(body);
    if (!(tree instanceof ObjectNode review)
        || !(review.path("request") instanceof ObjectNode request)
        || !review.path("apiVersion").asText().equals(API_VERSION)
        || request.path("uid").asText().isEmpty()) {
      throw new NotAReviewException("the body must be an AdmissionReview of v1");
    }
    // What is neither a creation nor a connection would pass with less than a creation's checks.
    if (!OPERATIONS.contains(request.path("operation").asText())) {
      throw new NotAReviewException(
          "request.operation: an AdmissionReview names CREATE, UPDATE, DELETE or CONNECT");
    }
    var carried = new HashMap<String, JsonNode>();
    for (var member : CARRIED) {
      var value = request.remove(member);
      if (value != null && !value.isNull()) {
        carried.put(member, value);
      }
    }
    var typed = Trees.MAPPER.treeToValue(review, AdmissionReview.class);
    // Carried as trees: typed classes would lose the fields that only a newer API server knows.
    typed.getRequest().setObject(carried.get("object"));
    typed.getRequest().setOldObject(carried.get("oldObject"));
    var handler = handlers.get(webhook);
    if (handler == null) {
      throw new IllegalStateException("no handler for " + webhook);
    }
    return Trees.MAPPER.writeValueAsBytes(new AdmissionController<>(handler).handle(typed));
  }

  private static void refuse(RoutingContext context, Webhook webhook, Throwable failure) {
    switch (failure) {
      case ReviewSize.TooManyValuesException tooMany ->
          context.response().setStatusCode(413).end(tooMany.getMessage() + "\n");
      case NotAReviewException notAReview ->
          context.response().setStatusCode(400).end(notAReview.getMessage() + "\n");
      case JsonProcessingException e ->
          context.response().setStatusCode(400).end("the body must be an AdmissionReview of v1\n");
      case RejectedExecutionException e ->
          context
              .response()
              .setStatusCode(503)
              .putHeader("Retry-After", "1")
              .end("too many reviews at once\n");
      default -> {
        LOG.error("event=admission_not_answered webhook={}", webhook, failure);
        context.response().setStatusCode(500).end("the review could not be answered\n");
      }
    }
  }

  private static final class NotAReviewException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAReviewException(String message) {
      super(message);
    }
  }
}
