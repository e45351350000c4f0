package ai.kernelpanic09.sidecar.prompt;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.PromptRevision;
import ai.kernelpanic09.core.protocol.RevisionHash;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.sidecar.control.ControlClient;
import ai.kernelpanic09.sidecar.control.OperatorWait;
import ai.kernelpanic09.sidecar.control.TemplateSubscriber;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The templates that callers use. Each is fetched from the operator on its first use, kept up to
 * date by the syncs from then on, and kept while the operator is away. A revision's prompt never
 * changes, so one that has been loaded serves as long as its template has that revision. Owned by
 * the event loop.
 */
public final class Prompts implements TemplateSubscriber {

  private static final int MAX_FOLLOWED = 200;
  private static final int MAX_REFUSED = 1_000;
  private static final int MAX_UNDER_WAY = 100;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long NEW_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A parsed template takes several times the memory of its characters. */
  private static final long MAX_CHARACTERS = 512 << 10;

  private final ControlClient control;
  private final OperatorWait wait;
  private final NanoClock clock;
  private final RenderPool pool;
  private final PromptRenderer renderer;
  private final Map<TemplateName, Followed> followed = bounded(MAX_FOLLOWED);
  private final Map<TemplateName, Refused> refused = bounded(MAX_REFUSED);
  private final Map<TemplateAsk, Future<TemplateAnswer>> underWay = new HashMap<>();
  private final LinkedHashMap<Key, LoadedPrompt> loaded = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  private record Followed(TemplateHead head, long confirmedNanos) {}

  private record Refused(CallFailure failure, long untilNanos) {}

  private record Key(TemplateName template, String hash) {}

  /**
   * @param maxOutputBytes the most bytes of a rendered text
   */
  public Prompts(
      Vertx vertx, ControlClient control, OperatorWait wait, NanoClock clock, int maxOutputBytes) {
    this.control = control;
    this.wait = wait;
    this.clock = clock;
    pool = new RenderPool(vertx);
    renderer = new PromptRenderer(pool, maxOutputBytes);
  }

  private static <K, V> Map<K, V> bounded(int max) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }

  public PromptRenderer renderer() {
    return renderer;
  }

  /**
   * The present state of a template.
   *
   * @param mayAsk whether the operator may be asked, which is asked once it has to be
   * @return fails with a {@link CallFailure} when there is none that can be rendered
   */
  public Future<TemplateHead> head(TemplateName name, BooleanSupplier mayAsk) {
    var now = clock.nanos();
    var known = followed.get(name);
    if (known != null && known.confirmedNanos() + FRESH_NANOS - now > 0) {
      return Future.succeededFuture(known.head());
    }
    var no = refused.get(name);
    if (no != null && no.untilNanos() - now > 0) {
      return Future.failedFuture(no.failure());
    }
    var ask = new TemplateAsk(name, null);
    if (known != null) {
      return ask(ask, () -> control.template(ask)).compose(this::taken, e -> kept(name, e));
    }
    if (!mayAsk.getAsBoolean()) {
      return Future.failedFuture(
          new CallFailure(
              ErrorCode.OVERLOADED, "too many unknown PromptTemplates are asked for", 1_000L));
    }
    return ask(ask, () -> wait.answer(() -> control.template(ask))).compose(this::taken);
  }

  private Future<TemplateHead> taken(TemplateAnswer answer) {
    var head = take(answer);
    if (head == null) {
      return Future.failedFuture(failure(answer));
    }
    var prompt = answer.revision();
    return prompt == null
        ? Future.succeededFuture(head)
        // A revision that can't be loaded fails only the calls that want it.
        : load(head.name(), prompt).transform(done -> Future.succeededFuture(head));
  }

  /**
   * The last known state of the template, which serves while the operator is away; fails with
   * {@code e} when there is none.
   */
  private Future<TemplateHead> kept(TemplateName name, Throwable e) {
    var known = followed.get(name);
    return known == null ? Future.failedFuture(e) : Future.succeededFuture(known.head());
  }

  /**
   * Finds the prompt of a revision.
   *
   * @param revision null for the current one
   * @return fails with a {@link CallFailure} when there is no such revision; it names those that
   *     exist
   */
  public Future<LoadedPrompt> prompt(TemplateHead head, @Nullable Long revision) {
    long number = revision == null ? head.current() : revision;
    var wanted = head.revisions().stream().filter(each -> each.number() == number).findFirst();
    if (wanted.isEmpty()) {
      return number > head.current() && isOld(head)
          ? fetch(head, number)
          : Future.failedFuture(unknown(head, number));
    }
    var key = new Key(head.name(), wanted.get().hash());
    var known = loaded.get(key);
    if (known != null) {
      return Future.succeededFuture(known.numbered(number));
    }
    return fetch(head, number);
  }

  /**
   * Whether the template may have got a revision since the operator was last asked, a second ago or
   * more.
   */
  private boolean isOld(TemplateHead head) {
    var known = followed.get(head.name());
    return known == null || clock.nanos() - known.confirmedNanos() > NEW_NANOS;
  }

  private Future<LoadedPrompt> fetch(TemplateHead head, long number) {
    var ask = new TemplateAsk(head.name(), number);
    return ask(ask, () -> wait.answer(() -> control.template(ask)))
        .compose(
            answer -> {
              var now = take(answer);
              if (now == null) {
                return Future.failedFuture(failure(answer));
              }
              var prompt = answer.revision();
              return prompt == null
                  ? Future.failedFuture(unknown(now, number))
                  : load(head.name(), prompt);
            });
  }

  private Future<LoadedPrompt> load(TemplateName name, PromptRevision revision) {
    var key = new Key(name, revision.hash());
    var known = loaded.get(key);
    return known != null
        ? Future.succeededFuture(known.numbered(revision.number()))
        : pool.run(name, () -> parsed(name, revision)).onSuccess(prompt -> keep(key, prompt));
  }

  private static LoadedPrompt parsed(TemplateName name, PromptRevision revision) {
    try {
      return LoadedPrompt.of(name, revision);
    } catch (TemplateSyntaxException e) {
      throw new CallFailure(
          ErrorCode.TEMPLATE_NOT_READY,
          "revision " + revision.number() + " of " + name + ": " + e.getMessage());
    }
  }

  private void keep(Key key, LoadedPrompt prompt) {
    var before = loaded.put(key, prompt);
    characters += prompt.size() - (before == null ? 0 : before.size());
    var oldest = loaded.entrySet().iterator();
    while (characters > MAX_CHARACTERS && loaded.size() > 1) {
      characters -= oldest.next().getValue().size();
      oldest.remove();
    }
  }

  /** Takes the operator's answer on a template; null when the template can't be rendered. */
  private @Nullable TemplateHead take(TemplateAnswer answer) {
    var name = answer.template();
    var now = clock.nanos();
    if (answer.code() != null) {
      followed.remove(name);
      refused.put(name, new Refused(failure(answer), now + REFUSED_NANOS));
      return null;
    }
    var head =
        new TemplateHead(
            name,
            answer.tag(),
            answer.current(),
            name.neighbour(answer.endpoint()),
            answer.revisions());
    refused.remove(name);
    followed.put(name, new Followed(head, now));
    return head;
  }

  @Override
  public List<KnownTemplate> known() {
    return followed.values().stream()
        .map(each -> new KnownTemplate(each.head().name(), each.head().tag()))
        .toList();
  }

  @Override
  public void learn(List<KnownTemplate> asked, List<TemplateAnswer> changed) {
    var tags =
        asked.stream().collect(Collectors.toMap(KnownTemplate::template, KnownTemplate::tag));
    // Replaced in place: a sync is not a use of a template, so the order of use must not change.
    followed.replaceAll(
        (name, known) ->
            known.head().tag().equals(tags.get(name))
                ? new Followed(known.head(), clock.nanos())
                : known);
    for (var answer : changed) {
      if (followed.containsKey(answer.template()) && take(answer) != null) {
        var revision = answer.revision();
        if (revision != null) {
          // Loaded ahead of the next call that wants it.
          var _ = load(answer.template(), revision);
        }
      }
    }
  }

  private Future<TemplateAnswer> ask(TemplateAsk ask, Supplier<Future<TemplateAnswer>> question) {
    var asked = underWay.get(ask);
    if (asked != null) {
      return asked;
    }
    if (underWay.size() >= MAX_UNDER_WAY) {
      return Future.failedFuture(
          new CallFailure(ErrorCode.OVERLOADED, "too many prompts are being asked for", 1_000L));
    }
    var answer =
        question
            .get()
            .recover(
                e ->
                    Future.failedFuture(
                        new CallFailure(
                            ErrorCode.TEMPLATE_NOT_READY,
                            "PromptTemplate "
                                + ask.template()
                                + " can't be read: "
                                + e.getMessage(),
                            1_000L)));
    underWay.put(ask, answer);
    answer.onComplete(done -> underWay.remove(ask));
    return answer;
  }

  private static CallFailure unknown(TemplateHead head, long number) {
    return new CallFailure(
        ErrorCode.UNKNOWN_REVISION,
        "PromptTemplate "
            + head.name()
            + " has no revision "
            + number
            + ": there are "
            + head.revisions().stream()
                .map(RevisionHash::number)
                .map(String::valueOf)
                .collect(Collectors.joining(", ")));
  }

  private static CallFailure failure(TemplateAnswer answer) {
    var message =
        Objects.requireNonNullElse(
            answer.message(), "PromptTemplate " + answer.template() + " can't be rendered");
    return switch (Objects.requireNonNullElse(answer.code(), "")) {
      case "UnknownTemplate" -> new CallFailure(ErrorCode.UNKNOWN_TEMPLATE, message);
      case "NotAllowed" -> new CallFailure(ErrorCode.NOT_ALLOWED, message);
      default -> new CallFailure(ErrorCode.TEMPLATE_NOT_READY, message, 1_000L);
    };
  }
}
