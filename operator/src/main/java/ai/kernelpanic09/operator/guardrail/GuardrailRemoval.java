package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the guardrail of one policy from one account and region, one request at a time; a
 * guardrail of another cluster stays.
 */
final class GuardrailRemoval {

  private static final Logger LOG = LoggerFactory.getLogger(GuardrailRemoval.class);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final ControlPace pace;
  private Stage stage = new Find(null);

  private sealed interface Stage {}

  private record Find(@Nullable String page) implements Stage {}

  private record Verify(String id, String arn) implements Stage {}

  private record Delete(String id) implements Stage {}

  private record Gone() implements Stage {}

  GuardrailRemoval(ControlPace pace) {
    this.pace = pace;
  }

  /**
   * Sends at most one request.
   *
   * @return empty when no guardrail of ours is left
   */
  Optional<SyncOutcome> step(GuardrailCalls calls, GuardrailOwner owner) {
    if (stage instanceof Gone) {
      return Optional.empty();
    }
    var wait = pace.take();
    if (!wait.isZero()) {
      return Optional.of(removing(wait));
    }
    try {
      stage =
          switch (stage) {
            case Find(var page) -> find(calls, owner, page);
            case Verify(var id, var arn) ->
                owner.owns(calls.tags(arn)) ? new Delete(id) : new Gone();
            case Delete(var id) -> delete(calls, owner, id);
            case Gone gone -> gone;
          };
    } catch (CallRefused e) {
      if (e.failure().kind() == AwsFailure.Kind.NOT_FOUND) {
        stage = new Gone();
      } else {
        stage = new Find(null);
        return Optional.of(FailureReading.of(e, owner.guardrailName()));
      }
    }
    return stage instanceof Gone ? Optional.empty() : Optional.of(removing(AT_ONCE));
  }

  private static Stage find(GuardrailCalls calls, GuardrailOwner owner, @Nullable String token) {
    var page = calls.page(token);
    var match =
        page.guardrails().stream()
            .filter(each -> owner.guardrailName().equals(each.name()))
            .findFirst();
    if (match.isPresent()) {
      return new Verify(match.get().id(), match.get().arn());
    }
    return page.nextToken() == null ? new Gone() : new Find(page.nextToken());
  }

  private static Stage delete(GuardrailCalls calls, GuardrailOwner owner, String id) {
    calls.delete(id, null);
    LOG.info("event=guardrail_deleted policy={} id={}", owner.policy(), id);
    return new Gone();
  }

  private static SyncOutcome removing(Duration after) {
    return new Syncing(after, null, "the guardrail is being deleted", false);
  }
}
