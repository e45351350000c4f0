package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import io.vertx.core.Future;

/** The operator, as a sidecar sees it. Failures are {@link ControlException}. */
public interface ControlClient {

  Future<SyncAnswer> sync(SyncRequest request);

  /** Asks for the identity of a gateway's caller, and whether it may call an endpoint. */
  Future<CallerVerdict> authorize(CallerCheck check);

  /** Asks for a template, and the prompt of one of its revisions. */
  Future<TemplateAnswer> template(TemplateAsk ask);

  Future<Void> close();
}
