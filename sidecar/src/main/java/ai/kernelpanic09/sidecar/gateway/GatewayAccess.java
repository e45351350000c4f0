package ai.kernelpanic09.sidecar.gateway;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.sidecar.control.ControlClient;
import ai.kernelpanic09.sidecar.control.OperatorWait;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.CallerAccess;
import ai.kernelpanic09.sidecar.surface.EndpointChoice;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the operator identify each caller: by its ServiceAccount token, or without one by the address
 * at the other end of the connection. Headers such as X-Forwarded-For are never believed. Verdicts
 * are kept as long as the operator says, but at most a minute, and refusals for two seconds at
 * least; a caller that can't be identified is refused. No source has the operator asked more often
 * than {@link QuestionPace} allows.
 */
public final class GatewayAccess implements CallerAccess {

  private static final int MAX_VERDICTS = 10_000;
  private static final int MAX_CHECKS_UNDER_WAY = 200;
  private static final long MAX_CACHE_MILLIS = 60_000;
  private static final long MIN_REFUSAL_MILLIS = 2_000;

  /**
   * Longer than a verdict holds, which has to be asked for again: a caller that was let in does not
   * stand in line with those that never were. It decides about room and turns, not about access.
   */
  private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final int MAX_TOKEN_CHARACTERS = 8_000;
  private static final String BEARER = "bearer ";

  /** The key that injection gives to SDKs that require one. It proves nothing. */
  private static final String PLACEHOLDER = "k8s-ai-sidecar";

  private final ControlClient control;
  private final OperatorWait wait;
  private final Endpoints endpoints;
  private final NanoClock clock;
  private final QuestionPace pace;
  private final Map<Caller, Future<CallerVerdict>> underWay = new LinkedHashMap<>();

  /**
   * Checks under way of each source, which may have as many as it leaves free: where many sources
   * have many, there is still one for another.
   */
  private final Map<String, Integer> ofSource = new HashMap<>();

  private final Map<Caller, Known> verdicts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Caller, Known> eldest) {
          return size() > MAX_VERDICTS;
        }
      };

  /** Callers that were let in to an endpoint, with the time until which they count as known. */
  private final Map<String, Long> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_VERDICTS;
        }
      };

  /** A caller and the endpoint that it asks for; a token is kept only as its hash. */
  private record Caller(String proof, EndpointName endpoint) {}

  private record Known(CallerVerdict verdict, long untilNanos) {}

  public GatewayAccess(
      ControlClient control, OperatorWait wait, Endpoints endpoints, NanoClock clock) {
    this.control = control;
    this.wait = wait;
    this.endpoints = endpoints;
    this.clock = clock;
    pace = new QuestionPace(clock.nanos());
  }

  @Override
  public Future<Granted> check(EndpointName endpoint, HttpServerRequest request) {
    var token = token(request);
    var address = address(request);
    var caller = new Caller(proof(token, address), endpoint);
    var verdict = verdicts.get(caller);
    if (verdict != null && verdict.untilNanos() - clock.nanos() > 0) {
      return granted(endpoint, verdict.verdict());
    }
    return ask(caller, new CallerCheck(endpoint, token, token == null ? address : null), request)
        .compose(answer -> granted(endpoint, answer));
  }

  private static String proof(@Nullable String token, String address) {
    return token == null ? "address " + address : "token " + Sha256.hex(token);
  }

  private static String address(HttpServerRequest request) {
    return request.remoteAddress().hostAddress();
  }

  @Override
  public boolean isKnown(HttpServerRequest request) {
    var until = known.get(proof(token(request), address(request)));
    return until != null && until - clock.nanos() > 0;
  }

  @Override
  public String source(HttpServerRequest request) {
    return address(request);
  }

  @Override
  public boolean mayAsk(HttpServerRequest request) {
    return pace.take(address(request), isKnown(request), clock.nanos());
  }

  @Override
  public List<ServedEndpoint> offered() {
    return List.of();
  }

  private Future<CallerVerdict> ask(Caller caller, CallerCheck check, HttpServerRequest request) {
    var asked = underWay.get(caller);
    if (asked != null) {
      return asked;
    }
    var source = address(request);
    if (ofSource.getOrDefault(source, 0) >= MAX_CHECKS_UNDER_WAY - underWay.size()) {
      return Future.failedFuture(
          new CallFailure(ErrorCode.OVERLOADED, "too many callers are being checked", 1_000L));
    }
    if (!mayAsk(request)) {
      return Future.failedFuture(
          new CallFailure(
              ErrorCode.OVERLOADED,
              "this caller has been checked too often lately, for too many endpoints",
              1_000L));
    }
    var sentNanos = clock.nanos();
    var verdict =
        wait.answer(() -> control.authorize(check))
            .recover(
                e ->
                    Future.failedFuture(
                        new CallFailure(
                            ErrorCode.NO_LEASE,
                            "the caller can't be checked: " + e.getMessage(),
                            1_000L)));
    underWay.put(caller, verdict);
    ofSource.merge(source, 1, Integer::sum);
    verdict
        .onComplete(
            over -> {
              underWay.remove(caller);
              ofSource.computeIfPresent(source, (key, own) -> own > 1 ? own - 1 : null);
            })
        .onSuccess(answer -> keep(caller, answer, sentNanos));
    return verdict;
  }

  private void keep(Caller caller, CallerVerdict verdict, long sentNanos) {
    var least = verdict.allowed() ? 0L : MIN_REFUSAL_MILLIS;
    var millis = Math.clamp(verdict.cacheMillis(), least, MAX_CACHE_MILLIS);
    if (millis > 0) {
      var untilNanos = sentNanos + TimeUnit.MILLISECONDS.toNanos(millis);
      verdicts.put(caller, new Known(verdict, untilNanos));
      if (verdict.allowed()) {
        known.put(caller.proof(), sentNanos + KNOWN_NANOS);
      }
    }
  }

  private Future<Granted> granted(EndpointName name, CallerVerdict verdict) {
    if (!verdict.allowed()) {
      var code =
          ErrorCode.UNKNOWN_ENDPOINT.text().equals(verdict.code())
              ? ErrorCode.UNKNOWN_ENDPOINT
              : ErrorCode.NOT_ALLOWED;
      var message = verdict.message();
      return Future.failedFuture(
          new CallFailure(
              code,
              (message == null ? "endpoint " + name + " may not be called" : message)
                  + (code == ErrorCode.UNKNOWN_ENDPOINT ? EndpointChoice.hint(name) : "")));
    }
    var endpoint = endpoints.add(name);
    if (endpoint == null) {
      return Future.failedFuture(
          new CallFailure(ErrorCode.OVERLOADED, "this gateway serves too many endpoints", 1_000L));
    }
    var workload = verdict.workload();
    var namespace = verdict.namespace();
    return Future.succeededFuture(
        new Granted(
            endpoint, workload == null ? "unknown" : workload, namespace == null ? "" : namespace));
  }

  private static @Nullable String token(HttpServerRequest request) {
    var header = request.getHeader("authorization");
    if (header == null
        || header.length() > MAX_TOKEN_CHARACTERS
        || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    var token = header.substring(BEARER.length()).strip();
    return token.isEmpty() || token.equals(PLACEHOLDER) ? null : token;
  }
}
