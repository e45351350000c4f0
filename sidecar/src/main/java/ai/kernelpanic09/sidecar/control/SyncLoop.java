package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gates supplied by requests to the operator, one at a time. A request is about the
 * endpoints whose renewal is due, and those that need something at once, as {@link SyncAgenda} has
 * them.
 */
public final class SyncLoop {

  private static final Logger LOG = LoggerFactory.getLogger(SyncLoop.class);

  private static final long MIN_RENEWAL_MILLIS = 500;
  private static final long MAX_RENEWAL_MILLIS = 60_000;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long EXPIRY_MILLIS = 25;
  private static final long TEMPLATES_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Vertx vertx;
  private final ControlClient control;
  private final Endpoints endpoints;
  private final MappedJournal journal;
  private final String version;
  private final NanoClock clock;
  private final RandomGenerator random;
  private final Listeners listeners;
  private final Pace pace;
  private final SyncAgenda<ServedEndpoint> agenda;

  /** How many of the endpoints are on the agenda, in the order in which they were added. */
  private int taken;

  private boolean asking;
  private boolean expiring;
  private long timer = -1;
  private long timerNanos;
  private long templatesNanos;
  private @Nullable Promise<Void> drained;

  /**
   * The listeners for news in the operator's answers.
   *
   * @param refreshed takes each endpoint whose limits have changed
   * @param templates is told which prompts have changed
   */
  public record Listeners(Consumer<ServedEndpoint> refreshed, TemplateSubscriber templates) {}

  public SyncLoop(
      Vertx vertx,
      ControlClient control,
      Endpoints endpoints,
      MappedJournal journal,
      String version,
      NanoClock clock,
      RandomGenerator random,
      Listeners listeners) {
    this.vertx = vertx;
    this.control = control;
    this.endpoints = endpoints;
    this.journal = journal;
    this.version = version;
    this.clock = clock;
    this.random = random;
    this.listeners = listeners;
    templatesNanos = clock.nanos();
    pace = new Pace(random);
    agenda = new SyncAgenda<>(pace);
  }

  /** Asks the operator if the endpoint needs it; to be called after every change of it. */
  public void changed(ServedEndpoint endpoint) {
    takeUp(clock.nanos());
    agenda.changed(endpoint);
    wake();
  }

  /** Asks the operator if any endpoint needs it. */
  public void wake() {
    var now = clock.nanos();
    takeUp(now);
    expireLater();
    if (asking) {
      return;
    }
    if (drained != null && agenda.isDrained(now)) {
      drained.tryComplete();
      return;
    }
    var batch = agenda.due(now);
    if (batch.isEmpty()) {
      agenda.nextNanos(now).ifPresent(this::wakeAt);
    } else {
      ask(batch, now);
    }
  }

  /** Has the endpoints that were added since the last time on the agenda. */
  private void takeUp(long now) {
    for (var all = endpoints.all(); taken < all.size(); taken++) {
      agenda.add(all.get(taken), now);
    }
  }

  /** Asks the operator about every endpoint, for what it would answer has changed. */
  public void renewAll() {
    agenda.renewAll(clock.nanos());
    wake();
  }

  /**
   * Reports all spending, and returns everything that calls do not need any more.
   *
   * @return completes when the operator has booked it all
   */
  public Future<Void> drain() {
    var promise = Promise.<Void>promise();
    drained = promise;
    endpoints.all().forEach(each -> each.gate().drain());
    agenda.drain();
    pace.hurry(clock.nanos());
    wake();
    return promise.future();
  }

  private long jitteredPause() {
    return (long) (PAUSE_NANOS * (0.5 + random.nextDouble() / 2));
  }

  private void ask(List<ServedEndpoint> batch, long now) {
    asking = true;
    try {
      var seq = journal.nextSeq();
      var asked = new ArrayList<ServedEndpoint>(batch.size());
      var reports = new ArrayList<EndpointSync>(batch.size());
      for (var each : batch) {
        try {
          agenda.asked(each, now);
          reports.add(each.report(seq, now));
          asked.add(each);
        } catch (RuntimeException e) {
          putOff(each, now, "no report can be made: " + e);
        }
      }
      if (asked.isEmpty()) {
        asking = false;
        wakeAt(now + PAUSE_NANOS);
        return;
      }
      var request =
          new SyncRequest(
              SyncRequest.PROTOCOL,
              version,
              journal.incarnation(),
              seq,
              reports,
              templatesNanos - now > 0 ? List.of() : listeners.templates().known());
      control
          .sync(request)
          .onComplete(
              answer -> answered(asked, request, answer, now),
              failure -> failed(asked, String.valueOf(failure.getMessage())));
    } catch (RuntimeException e) {
      failed(batch, "the operator can't be asked: " + e);
    }
  }

  /** Postpones an endpoint that has failed, so that the others are still asked for and answered. */
  private void putOff(ServedEndpoint endpoint, long now, String why) {
    LOG.warn("event=endpoint_put_off endpoint={} reason=\"{}\"", endpoint.name(), why);
    endpoint.gate().unreachable(why);
    agenda.putOff(endpoint, now + PAUSE_NANOS);
  }

  private void answered(
      List<ServedEndpoint> batch, SyncRequest request, SyncAnswer answer, long sentNanos) {
    try {
      take(batch, request, answer, sentNanos);
    } catch (RuntimeException e) {
      failed(batch, "the operator's answer can't be used: " + e);
      return;
    }
    asking = false;
    if (pace.answered(clock.nanos(), waiting(batch))) {
      LOG.info("event=operator_reached epoch={}", answer.epoch());
    }
    wake();
  }

  private Pace.Waiting waiting(List<ServedEndpoint> asked) {
    if (asked.stream().anyMatch(ServedEndpoint::isAwaited)) {
      return Pace.Waiting.ASKED;
    }
    return agenda.isAnyAwaited() ? Pace.Waiting.OTHERS : Pace.Waiting.NOTHING;
  }

  private void take(
      List<ServedEndpoint> batch, SyncRequest request, SyncAnswer answer, long sentNanos) {
    if (answer.seq() != request.seq()) {
      throw new IllegalStateException(
          "request " + request.seq() + " was answered as " + answer.seq());
    }
    var now = clock.nanos();
    var renewal = Math.clamp(answer.renewAfterMillis(), MIN_RENEWAL_MILLIS, MAX_RENEWAL_MILLIS);
    var jittered = (long) (renewal * (0.9 + random.nextDouble() * 0.1));
    for (var each : batch) {
      agenda.renewAt(each, now + TimeUnit.MILLISECONDS.toNanos(jittered), now);
    }
    if (!request.revisions().isEmpty()) {
      templatesNanos = now + TEMPLATES_NANOS;
      listeners.templates().learn(request.revisions(), answer.templates());
    }
    var disowned = false;
    for (var part : answer.endpoints()) {
      var endpoint = endpoints.find(part.endpoint());
      if (endpoint == null) {
        continue;
      }
      takeUp(now);
      agenda.changed(endpoint);
      try {
        disowned |= endpoint.answer(part, answer.seq(), sentNanos, now);
        if (part.limits() != null) {
          listeners.refreshed().accept(endpoint);
        }
      } catch (RuntimeException e) {
        putOff(endpoint, now, "the operator's answer can't be used: " + e);
      }
    }
    for (var part : answer.unanswered()) {
      var endpoint = endpoints.find(part.endpoint());
      if (endpoint != null) {
        endpoint.gate().unreachable(part.reason() + ": " + part.message());
        agenda.pause(endpoint, now + jitteredPause());
      }
    }
    if (disowned) {
      journal.renewIncarnation();
      LOG.warn("event=lease_disowned newIncarnation={}", journal.incarnation());
    }
  }

  private void failed(List<ServedEndpoint> batch, String why) {
    asking = false;
    batch.forEach(each -> each.gate().unreachable(why));
    if (pace.failed(clock.nanos())) {
      LOG.warn("event=operator_unreachable reason=\"{}\"", why);
    }
    wakeAt(pace.urgentNanos(clock.nanos()));
  }

  /** Refuses waiting calls when their time is up, whether or not the operator answers. */
  private void expireLater() {
    if (expiring || !agenda.isAnyAwaited()) {
      return;
    }
    expiring = true;
    vertx.setTimer(
        EXPIRY_MILLIS,
        id -> {
          expiring = false;
          var now = clock.nanos();
          for (var each : agenda.awaited()) {
            each.gate().expire(now);
            agenda.changed(each);
          }
          expireLater();
        });
  }

  private void wakeAt(long nanos) {
    if (timer >= 0) {
      if (timerNanos - nanos <= 0) {
        return;
      }
      vertx.cancelTimer(timer);
    }
    timerNanos = nanos;
    var millis = TimeUnit.NANOSECONDS.toMillis(nanos - clock.nanos()) + 1;
    timer =
        vertx.setTimer(
            Math.max(1, millis),
            id -> {
              timer = -1;
              wake();
            });
  }
}
