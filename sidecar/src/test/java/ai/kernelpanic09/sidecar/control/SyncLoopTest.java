package ai.kernelpanic09.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.Demand;
import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.account.PendingCall;
import ai.kernelpanic09.core.account.Refusal;
import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.sidecar.endpoint.EndpointMeters;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop of a gateway that serves as many endpoints as it may. */
class SyncLoopTest {

  private static final int ENDPOINTS = 2_000;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Context loops = vertx.getOrCreateContext();
  private final TestOperator operator = new TestOperator();
  private MappedJournal journal;
  private Endpoints endpoints;
  private SyncLoop loop;

  /** Notes what it is asked, and answers when a test says so. */
  private static final class TestOperator implements ControlClient {
    private final List<SyncRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Promise<SyncAnswer>> answers = new CopyOnWriteArrayList<>();

    @Override
    public Future<SyncAnswer> sync(SyncRequest request) {
      var answer = Promise.<SyncAnswer>promise();
      answers.add(answer);
      requests.add(request);
      return answer.future();
    }

    void answer(int which) {
      var seq = requests.get(which).seq();
      answers.get(which).complete(new SyncAnswer(SyncRequest.PROTOCOL, 1, seq, 60_000, List.of()));
    }

    List<EndpointName> asked(int which) {
      return requests.get(which).endpoints().stream().map(EndpointSync::endpoint).toList();
    }

    @Override
    public Future<CallerVerdict> authorize(CallerCheck check) {
      return Future.failedFuture("not asked here");
    }

    @Override
    public Future<TemplateAnswer> template(TemplateAsk ask) {
      return Future.failedFuture("not asked here");
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }

  private static final class NoTemplates implements TemplateSubscriber {
    @Override
    public List<KnownTemplate> known() {
      return List.of();
    }

    @Override
    public void learn(List<KnownTemplate> asked, List<TemplateAnswer> changed) {}
  }

  private static final class TestCall implements PendingCall {
    @Override
    public Demand demand(EndpointLimits limits) {
      return new Demand(Money.ofNanoDollars(1), 0);
    }

    @Override
    public void admitted(Admission admission) {}

    @Override
    public void refused(Refusal refusal) {}
  }

  @BeforeEach
  void start() throws IOException {
    journal = MappedJournal.open(directory, "boot", () -> "i1");
    endpoints =
        new Endpoints(
            journal, name -> EndpointMeters.NONE, CircuitBreaker::new, InstantSource.system());
    loop =
        new SyncLoop(
            vertx,
            operator,
            endpoints,
            journal,
            "test",
            NanoClock.SYSTEM,
            new Random(1),
            new SyncLoop.Listeners(refreshed -> {}, new NoTemplates()));
  }

  @AfterEach
  void stop() throws IOException {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    journal.close();
  }

  private void onLoop(Runnable action) {
    var done = Promise.<Void>promise();
    loops.runOnContext(
        on -> {
          action.run();
          done.complete();
        });
    done.future().toCompletionStage().toCompletableFuture().join();
  }

  private static EndpointName name(int number) {
    return new EndpointName("ns", "endpoint-" + number);
  }

  @Test
  void aCallThatWaitsIsInTheNextRequestHoweverManyRenewalsAreDue() {
    onLoop(
        () -> {
          for (var i = 0; i < ENDPOINTS; i++) {
            endpoints.add(name(i));
          }
          loop.wake();
        });
    var last = name(ENDPOINTS - 1);
    assertThat(operator.asked(0)).hasSize(SyncAgenda.MAX_ENDPOINTS).doesNotContain(last);

    onLoop(() -> submit(last));
    onLoop(() -> operator.answer(0));

    assertThat(operator.asked(1)).hasSize(SyncAgenda.MAX_ENDPOINTS).startsWith(last);
  }

  private void submit(EndpointName name) {
    var endpoint = Objects.requireNonNull(endpoints.find(name));
    var now = NanoClock.SYSTEM.nanos();
    endpoint.gate().submit(new TestCall(), now + Gate.PATIENCE_NANOS, now);
    loop.changed(endpoint);
  }
}
