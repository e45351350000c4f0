package ai.kernelpanic09.local.desk;

import ai.kernelpanic09.core.desk.LedgerDesk;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.sidecar.control.ControlClient;
import ai.kernelpanic09.sidecar.control.ControlException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;

/** The control API, answered by a desk in this process. */
public final class DeskControl implements ControlClient {

  private static final String HOLDER = "local";

  private final Vertx vertx;
  private final LedgerDesk desk;
  private final LocalPrompts prompts;

  public DeskControl(Vertx vertx, LedgerDesk desk, LocalPrompts prompts) {
    this.vertx = vertx;
    this.desk = desk;
    this.prompts = prompts;
  }

  @Override
  public Future<SyncAnswer> sync(SyncRequest request) {
    return vertx.executeBlocking(() -> answer(request));
  }

  private SyncAnswer answer(SyncRequest request) {
    try {
      return desk.answer(request, HOLDER, HOLDER, prompts.news(request.revisions()));
    } catch (IOException e) {
      throw new ControlException("the ledger can't be saved: " + e.getMessage());
    }
  }

  @Override
  public Future<CallerVerdict> authorize(CallerCheck check) {
    return Future.failedFuture(new ControlException("there are no callers to prove here"));
  }

  @Override
  public Future<TemplateAnswer> template(TemplateAsk ask) {
    return Future.succeededFuture(prompts.answer(ask));
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
