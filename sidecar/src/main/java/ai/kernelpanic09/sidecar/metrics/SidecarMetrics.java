package ai.kernelpanic09.sidecar.metrics;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.sidecar.call.PromptOrigin;
import ai.kernelpanic09.sidecar.endpoint.EndpointMeters;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The metrics of a sidecar. Labels are names of endpoints that are served, never anything that a
 * caller wrote.
 */
public final class SidecarMetrics {

  private static final String PREFIX = "k8s_ai_operator_";
  private static final Duration[] BUCKETS =
      durations(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000);

  /** The most revisions with metrics of their own; all later ones are counted together. */
  private static final int MAX_REVISIONS = 200;

  private static final PromptOrigin OTHER = new PromptOrigin(new TemplateName("", "other"), 0);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final String workload;
  private final Map<PromptOrigin, Renders> renders = new HashMap<>();

  public SidecarMetrics(String workload) {
    this.workload = workload;
  }

  private static Duration[] durations(long... millis) {
    var durations = new Duration[millis.length];
    for (var i = 0; i < millis.length; i++) {
      durations[i] = Duration.ofMillis(millis[i]);
    }
    return durations;
  }

  /** The text that Prometheus scrapes. */
  public String scrape() {
    return registry.scrape();
  }

  /** The meters of one served endpoint. */
  public EndpointMeters of(EndpointName endpoint) {
    return new Meters(endpoint.namespace(), endpoint.name());
  }

  /** The meters of requests for endpoints that are not served, all together. */
  public EndpointMeters ofUnknown() {
    return new Meters("", "");
  }

  /** A call that was rendered from a revision of a prompt cost {@code cost}. */
  public void rendered(PromptOrigin origin, Money cost) {
    var known = renders.get(origin);
    if (known == null) {
      var kept = renders.size() < MAX_REVISIONS ? origin : OTHER;
      known = renders.computeIfAbsent(kept, this::renders);
    }
    known.count().increment();
    known.cost().increment(cost.toDoubleDollars());
  }

  private record Renders(Counter count, Counter cost) {}

  private Renders renders(PromptOrigin origin) {
    var other = origin.equals(OTHER);
    var tags =
        Tags.of(
            "namespace",
            origin.template().namespace(),
            "template",
            origin.template().name(),
            "revision",
            other ? "" : Long.toString(origin.revision()),
            "workload",
            workload);
    return new Renders(
        Counter.builder(PREFIX + "proxy_renders_total")
            .description("Calls answered that were rendered from a prompt")
            .tags(tags)
            .register(registry),
        Counter.builder(PREFIX + "proxy_render_cost_dollars_total")
            .description("Dollars booked for calls that were rendered from a prompt")
            .tags(tags)
            .register(registry));
  }

  /** Registers a value that is looked up at each scrape. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value).description(description).register(registry);
  }

  private final class Meters implements EndpointMeters {
    private final Tags tags;
    private final Timer invoked;
    private final Timer firstToken;
    private final Counter cost;
    private final Counter estimatedCost;
    private final Counter overrun;
    private final Counter drawn;
    private final Counter opened;
    private final Counter limited;
    private final Counter fellBack;
    private final Counter unlisted;
    private final Map<String, Counter> answers = new HashMap<>();
    private final Map<GuardrailFinding, Counter> findings = new HashMap<>();

    Meters(String namespace, String endpoint) {
      tags = Tags.of("namespace", namespace, "endpoint", endpoint, "workload", workload);
      invoked =
          Timer.builder(PREFIX + "bedrock_invocation_duration_seconds")
              .description("How long Bedrock took to answer")
              .serviceLevelObjectives(BUCKETS)
              .tags(tags)
              .register(registry);
      firstToken =
          Timer.builder(PREFIX + "proxy_time_to_first_token_seconds")
              .description("How long the first token of a stream took")
              .serviceLevelObjectives(BUCKETS)
              .tags(tags)
              .register(registry);
      cost =
          Counter.builder(PREFIX + "proxy_cost_dollars_total")
              .description("Dollars booked for calls by this process")
              .tags(tags)
              .register(registry);
      estimatedCost =
          Counter.builder(PREFIX + "proxy_estimated_cost_dollars_total")
              .description(
                  "The part of the dollars booked that is a worst case and no bill, as of calls that"
                      + " failed")
              .tags(tags)
              .register(registry);
      overrun =
          Counter.builder(PREFIX + "proxy_budget_overrun_dollars_total")
              .description(
                  "Dollars that calls cost beyond their worst case; anything but 0 is a wrong bound")
              .tags(tags)
              .register(registry);
      drawn =
          Counter.builder(PREFIX + "proxy_guardrail_drawn_dollars_total")
              .description(
                  "Dollars that guardrails cost above what was reserved for them, paid from what was"
                      + " free")
              .tags(tags)
              .register(registry);
      opened =
          Counter.builder(PREFIX + "proxy_circuit_opened_total")
              .description("How often calls were kept back since the model kept failing")
              .tags(tags)
              .register(registry);
      limited =
          Counter.builder(PREFIX + "proxy_rate_limited_total")
              .description("Calls refused for the endpoint's rate")
              .tags(tags)
              .register(registry);
      fellBack =
          Counter.builder(PREFIX + "proxy_fallbacks_total")
              .description("Calls handed to a fallback since the model failed")
              .tags(tags)
              .register(registry);
      unlisted =
          Counter.builder(PREFIX + "proxy_unlisted_guardrails_total")
              .description("Guardrails that turned out to be added to calls unannounced")
              .tags(tags)
              .register(registry);
    }

    @Override
    public void invoked(long nanos) {
      invoked.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void charged(Money dollars, boolean estimated) {
      cost.increment(dollars.toDoubleDollars());
      if (estimated) {
        estimatedCost.increment(dollars.toDoubleDollars());
      }
    }

    @Override
    public void overran(Money beyond) {
      overrun.increment(beyond.toDoubleDollars());
    }

    @Override
    public void drawn(Money above) {
      drawn.increment(above.toDoubleDollars());
    }

    @Override
    public void circuitOpened() {
      opened.increment();
    }

    @Override
    public void rateLimited() {
      limited.increment();
    }

    @Override
    public void unlistedGuardrail() {
      unlisted.increment();
    }

    @Override
    public void fellBack() {
      fellBack.increment();
    }

    @Override
    public void firstToken(long nanos) {
      firstToken.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void found(GuardrailFinding finding) {
      findings
          .computeIfAbsent(
              finding,
              key ->
                  Counter.builder(PREFIX + "proxy_guardrail_findings_total")
                      .description("Calls in which a policy of the guardrail took an action")
                      .tags(tags.and("policy", key.policy().text(), "action", key.action().name()))
                      .register(registry))
          .increment();
    }

    @Override
    public void answered(String surface, String code) {
      answers.computeIfAbsent(surface + '/' + code, key -> counter(surface, code)).increment();
    }

    private Counter counter(String surface, String code) {
      return Counter.builder(PREFIX + "proxy_requests_total")
          .description("Requests answered")
          .tags(tags.and("surface", surface, "code", code))
          .register(registry);
    }
  }
}
