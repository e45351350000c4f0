package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.Unanswered;
import ai.kernelpanic09.core.sync.SyncAnswers;
import ai.kernelpanic09.operator.budget.Settled;
import ai.kernelpanic09.operator.failure.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of the endpoints of one sync: an answer or a failure for each. */
final class EndpointOutcomes {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointOutcomes.class);

  private final List<EndpointAnswer> answers = new ArrayList<>();
  private final Map<EndpointName, ControlFailure> failures = new LinkedHashMap<>();
  private long epoch;
  private boolean scarce;

  /** Adds the answer for an endpoint whose ledger has settled. */
  void answered(EndpointAnswer answer, Settled settled) {
    answers.add(answer);
    epoch = Math.max(epoch, settled.epoch());
    scarce |= settled.answer().scarce();
  }

  /** Adds the answer for an endpoint whose ledger has not heard the holder. */
  void closed(EndpointAnswer answer) {
    answers.add(answer);
  }

  /** Adds an endpoint about which nothing can be said at the moment. */
  void failed(EndpointName endpoint, RuntimeException e) {
    failures.put(endpoint, failure(endpoint, e));
  }

  /**
   * Fails the sync as a whole when nothing is answered because another operator leads, so that the
   * holder looks for that one.
   *
   * @throws ControlFailure 421
   */
  void failIfAnotherLeads() {
    if (answers.isEmpty()
        && failures.values().stream()
            .anyMatch(each -> each.status() == ControlError.NOT_LEADER.status())) {
      throw ControlFailure.notLeader();
    }
  }

  /** The answer to the whole request. */
  SyncAnswer answer(SyncRequest request, List<TemplateAnswer> news) {
    return SyncAnswers.of(request, epoch, scarce, answers, news, unanswered());
  }

  private List<Unanswered> unanswered() {
    return failures.entrySet().stream()
        .map(each -> new Unanswered(each.getKey(), each.getValue().code(), each.getValue().text()))
        .toList();
  }

  private static ControlFailure failure(EndpointName endpoint, RuntimeException e) {
    if (e instanceof ControlFailure failure) {
      return failure;
    }
    LOG.warn("event=sync_failed endpoint={} error=\"{}\"", endpoint, e.toString());
    return ControlFailure.of(Failure.of(e), endpoint.toString());
  }
}
