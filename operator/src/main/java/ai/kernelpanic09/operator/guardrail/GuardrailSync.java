package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.guardrail.GuardrailLabels;
import ai.kernelpanic09.core.guardrail.VersionRetention;
import ai.kernelpanic09.operator.guardrail.Goal.Known;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Synced;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.bedrock.model.GuardrailStatus;
import software.amazon.awssdk.services.bedrock.model.GuardrailSummary;

/**
 * Brings the guardrail of one policy in one account and region to what the policy describes, one
 * request at a time. The stage is kept in memory only to save requests: all that must not be lost
 * is in AWS, so a process that begins anew finds the same guardrail and the same versions.
 *
 * <ul>
 *   <li>The guardrail's hash tag names the content of its draft. It is set to {@code changing}
 *       before the draft is changed and to the new hash after, so a crash in between leaves no
 *       wrong hash.
 *   <li>A version's description holds the hash of its content, so no content is published twice.
 * </ul>
 *
 * <p>Not safe for use by several threads at once.
 */
final class GuardrailSync {

  private static final Logger LOG = LoggerFactory.getLogger(GuardrailSync.class);

  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final String CHANGING = "changing";

  private final ControlPace pace;
  private Stage stage = new Find(null);
  private @Nullable Known published;
  private final DraftWatch draftWatch = new DraftWatch();

  /** The next request. */
  private sealed interface Stage {}

  private record Find(@Nullable String page) implements Stage {}

  private record Create() implements Stage {}

  private record Verify(String id, String arn) implements Stage {}

  private record Inspect(Found found) implements Stage {}

  private record Distrust(Found found) implements Stage {}

  private record Update(Found found) implements Stage {}

  private record Trust(Found found) implements Stage {}

  private record Prune(Found found, List<String> versions, Versions before) implements Stage {}

  private record Publish(Found found, int newest) implements Stage {}

  private record Explain(Found found) implements Stage {}

  /** Our guardrail, and the hash of its draft's content. */
  private record Found(String id, String arn, String hash) {

    Found holding(String newHash) {
      return new Found(id, arn, newHash);
    }
  }

  GuardrailSync(ControlPace pace) {
    this.pace = pace;
  }

  /** Sends at most one request. */
  SyncOutcome step(GuardrailCalls calls, Goal goal) {
    var wait = pace.take();
    if (!wait.isZero()) {
      return syncing(wait, null);
    }
    try {
      return switch (current(goal)) {
        case Find find -> find(calls, goal, find);
        case Create ignored -> create(calls, goal);
        case Verify verify -> verify(calls, goal, verify);
        case Inspect inspect -> inspect(calls, goal, inspect.found());
        case Distrust distrust -> distrust(calls, goal, distrust.found());
        case Update update -> update(calls, goal, update.found());
        case Trust trust -> trust(calls, goal, trust.found());
        case Prune prune -> prune(calls, prune, goal);
        case Publish publish -> publish(calls, publish);
        case Explain explain -> explain(calls, explain.found());
      };
    } catch (CallRefused e) {
      return failed(e, goal);
    }
  }

  /**
   * The stage, or a new inspection instead of publishing a draft whose content has been superseded.
   */
  private Stage current(Goal goal) {
    return switch (stage) {
      case Prune(var found, var versions, var before) when !found.hash().equals(goal.hash()) ->
          new Inspect(found);
      case Publish(var found, var newest) when !found.hash().equals(goal.hash()) ->
          new Inspect(found);
      case Explain(var found) when !found.hash().equals(goal.hash()) -> new Inspect(found);
      default -> stage;
    };
  }

  private SyncOutcome find(GuardrailCalls calls, Goal goal, Find find) {
    var page = calls.page(find.page());
    var name = goal.owner().guardrailName();
    var match = page.guardrails().stream().filter(each -> name.equals(each.name())).findFirst();
    if (match.isPresent()) {
      return next(new Verify(match.get().id(), match.get().arn()));
    }
    if (page.nextToken() != null) {
      return next(new Find(page.nextToken()));
    }
    stage = new Create();
    var known = goal.known();
    return known == null
        ? new Syncing(AT_ONCE, null, "the guardrail is being created", true)
        : new Drifted(
            "guardrail " + known.id() + " was deleted outside of the cluster, and is made again",
            true);
  }

  private SyncOutcome create(GuardrailCalls calls, Goal goal) {
    var owner = goal.owner();
    // The token of a lost guardrail must not be used again: AWS would answer with the lost one.
    var known = goal.known();
    var token = owner.policyUid() + "-" + goal.hash() + (known == null ? "" : "-" + known.id());
    draftWatch.changing();
    var created =
        calls.create(goal.request().create(owner.guardrailName(), owner.tags(goal.hash()), token));
    LOG.info(
        "event=guardrail_created policy={} id={} hash={}",
        owner.policy(),
        created.guardrailId(),
        goal.hash());
    stage = new Inspect(new Found(created.guardrailId(), created.guardrailArn(), goal.hash()));
    return syncing(AT_ONCE, "CREATING");
  }

  private SyncOutcome verify(GuardrailCalls calls, Goal goal, Verify verify) {
    var tags = calls.tags(verify.arn());
    if (!goal.owner().owns(tags)) {
      stage = new Find(null);
      return refused(
          ConditionReason.NAME_CONFLICT,
          "guardrail "
              + verify.id()
              + " is named "
              + goal.owner().guardrailName()
              + ", and is not this cluster's");
    }
    var hash = tags.getOrDefault(GuardrailLabels.HASH_TAG, CHANGING);
    return next(new Inspect(new Found(verify.id(), verify.arn(), hash)));
  }

  private SyncOutcome inspect(GuardrailCalls calls, Goal goal, Found found) {
    stage = new Inspect(found);
    var summaries = calls.versions(found.id());
    var versions = Versions.of(summaries);
    var draft = Versions.draft(summaries).map(GuardrailSummary::status).orElse(null);
    if (draft == null || draft == GuardrailStatus.DELETING) {
      stage = new Find(null);
      return new Syncing(POLL, "DELETING", "the guardrail is being deleted in AWS", true);
    }
    var version = live(versions, goal, found);
    var draftUpdated = Versions.settledDraft(summaries);
    if (version.isPresent()) {
      if (draftUpdated != null && draftWatch.isForeign(draftUpdated, goal.known())) {
        stage = new Distrust(found);
        return new Drifted(
            "the draft of guardrail "
                + found.id()
                + " was changed outside of the cluster, and is put right; calls carry version "
                + version.get().version()
                + " as before",
            false);
      }
      return inForce(version.get(), found, goal, draftUpdated);
    }
    var known = goal.known();
    if (known != null && known.hash().equals(goal.hash()) && draftWatch.isNewLoss(known)) {
      return new Drifted(
          "version "
              + known.version()
              + " of guardrail "
              + found.id()
              + " was deleted outside of the cluster, and is published anew",
          true);
    }
    var free = draft == GuardrailStatus.READY || draft == GuardrailStatus.FAILED;
    if (!free) {
      return new Syncing(
          POLL, draft.toString(), "the guardrail is " + draft, isLost(versions, found, goal));
    }
    return change(versions, draft, found, goal);
  }

  private Optional<GuardrailSummary> live(Versions versions, Goal goal, Found found) {
    var described = versions.withHash(goal.hash());
    if (described.isPresent()) {
      return described;
    }
    // In case Bedrock does not report the description, the published version is remembered.
    for (var known : new @Nullable Known[] {published, goal.known()}) {
      if (known != null && known.id().equals(found.id()) && known.hash().equals(goal.hash())) {
        return versions.numbered(known.version());
      }
    }
    return Optional.empty();
  }

  private SyncOutcome inForce(
      GuardrailSummary version, Found found, Goal goal, @Nullable String draftUpdated) {
    if (version.status() == GuardrailStatus.READY) {
      draftWatch.settled(draftUpdated);
      return new Synced(found.id(), found.arn(), version.version(), goal.hash(), draftUpdated);
    }
    return version.status() == GuardrailStatus.FAILED
        ? refused(ConditionReason.INVALID, "Bedrock could not publish version " + version.version())
        : syncing(POLL, version.statusAsString());
  }

  private SyncOutcome change(Versions versions, GuardrailStatus draft, Found found, Goal goal) {
    if (!found.hash().equals(goal.hash())) {
      stage = new Distrust(found);
    } else if (draft == GuardrailStatus.FAILED) {
      stage = new Explain(found);
    } else {
      var superfluous = versions.superfluous(goal.used());
      if (superfluous.isEmpty() && versions.isFull()) {
        return refused(
            ConditionReason.QUOTA_EXCEEDED,
            "all "
                + VersionRetention.MAX_VERSIONS
                + " versions of guardrail "
                + found.id()
                + " are in use");
      }
      stage =
          superfluous.isEmpty()
              ? new Publish(found, newest(versions, found, goal))
              : new Prune(found, superfluous, versions);
    }
    return new Syncing(AT_ONCE, draft.toString(), changing(), isLost(versions, found, goal));
  }

  private SyncOutcome distrust(GuardrailCalls calls, Goal goal, Found found) {
    calls.tag(found.arn(), goal.owner().tags(CHANGING));
    return next(new Update(found.holding(CHANGING)));
  }

  private SyncOutcome update(GuardrailCalls calls, Goal goal, Found found) {
    draftWatch.changing();
    calls.update(goal.request().update(found.id(), goal.owner().guardrailName()));
    stage = new Trust(found.holding(goal.hash()));
    return syncing(AT_ONCE, "UPDATING");
  }

  private SyncOutcome trust(GuardrailCalls calls, Goal goal, Found found) {
    calls.tag(found.arn(), goal.owner().tags(found.hash()));
    stage = new Inspect(found);
    return syncing(AT_ONCE, "UPDATING");
  }

  private SyncOutcome prune(GuardrailCalls calls, Prune prune, Goal goal) {
    var version = prune.versions().getFirst();
    var rest = prune.versions().subList(1, prune.versions().size());
    var after = new Publish(prune.found(), newest(prune.before(), prune.found(), goal));
    try {
      calls.delete(prune.found().id(), version);
      LOG.info("event=guardrail_version_deleted id={} version={}", prune.found().id(), version);
      return next(rest.isEmpty() ? after : new Prune(prune.found(), rest, prune.before()));
    } catch (CallRefused e) {
      // Versions that can't be deleted are in the way only if there is no room for one more.
      if (e.failure().isPassing() || prune.before().isFull()) {
        throw e;
      }
      return next(after);
    }
  }

  /**
   * Number of the newest version ever published, as far as is known. It is part of the token of the
   * next publication: for a token used before, Bedrock would answer with the earlier version, even
   * if somebody has deleted that.
   */
  private int newest(Versions versions, Found found, Goal goal) {
    var newest = versions.newest();
    for (var known : new @Nullable Known[] {published, goal.known()}) {
      if (known != null && known.id().equals(found.id())) {
        newest = Math.max(newest, Integer.parseInt(known.version()));
      }
    }
    return newest;
  }

  private SyncOutcome publish(GuardrailCalls calls, Publish publish) {
    var found = publish.found();
    draftWatch.changing();
    var version =
        calls.publish(
            found.id(),
            Versions.description(found.hash()),
            found.hash() + "-after-" + publish.newest());
    LOG.info(
        "event=guardrail_published id={} version={} hash={}", found.id(), version, found.hash());
    published = new Known(found.id(), version, found.hash());
    stage = new Inspect(found);
    return syncing(AT_ONCE, "VERSIONING");
  }

  private SyncOutcome explain(GuardrailCalls calls, Found found) {
    var reasons = calls.draft(found.id()).statusReasons();
    stage = new Inspect(found);
    return refused(
        ConditionReason.INVALID,
        "Bedrock could not build the guardrail: " + String.join("; ", reasons));
  }

  private SyncOutcome failed(CallRefused e, Goal goal) {
    var failure = e.failure();
    switch (failure.kind()) {
      // Starting over is always safe, and necessary if the guardrail is not what it was.
      case NOT_FOUND, BUSY, QUOTA, INVALID -> stage = restart(failure.code());
      case DENIED, NO_IDENTITY, PASSING -> {}
    }
    return FailureReading.of(e, goal.owner().guardrailName());
  }

  private Stage restart(String code) {
    // A conflict concerns the state of a guardrail that was found, which is inspected again, or the
    // name of one that was not, which is searched for again.
    if (code.equals("ConflictException") || code.equals("ServiceQuotaExceededException")) {
      return switch (stage) {
        case Distrust(var found) -> new Inspect(found);
        case Update(var found) -> new Inspect(found);
        case Trust(var found) -> stage;
        case Prune(var found, var versions, var before) -> new Inspect(found);
        case Publish(var found, var newest) -> new Inspect(found);
        case Inspect inspect -> inspect;
        case Explain(var found) -> new Inspect(found);
        case Find ignored -> new Find(null);
        case Create ignored -> new Find(null);
        case Verify ignored -> new Find(null);
      };
    }
    return new Find(null);
  }

  private static boolean isLost(Versions versions, Found found, Goal goal) {
    var known = goal.known();
    return known != null
        && (!known.id().equals(found.id()) || versions.numbered(known.version()).isEmpty());
  }

  private SyncOutcome next(Stage following) {
    stage = following;
    return syncing(AT_ONCE, null);
  }

  private static Syncing syncing(Duration after, @Nullable String state) {
    return new Syncing(after, state, changing(), false);
  }

  private static String changing() {
    return "the guardrail is being brought to what the policy says";
  }

  private static Refused refused(ConditionReason reason, String message) {
    return new Refused(reason, message, FailureReading.RETRY);
  }
}
