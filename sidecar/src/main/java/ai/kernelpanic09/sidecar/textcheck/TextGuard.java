package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.guardrail.GuardrailVerdict.Source;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of one call's texts that Bedrock's guardrail does not look at by itself, and adds
 * up their cost.
 */
public final class TextGuard {

  /** JSON in its shortest form has no line breaks, so they tell inputs apart. */
  private static final String SEPARATOR = "\n";

  /** Bedrock checks 25,000 characters a second, so this many take almost a minute and a half. */
  private static final long MAX_CHECKED_CHARACTERS = 2 << 20;

  /**
   * A text lies in memory three times, with up to two bytes a character: as it came, in pieces, and
   * as it is put together again.
   */
  private static final long BYTES_OF_A_CHARACTER = 6;

  /**
   * Of a call with more texts those behind them are checked each time: one call must not drive out
   * what is remembered of the others.
   */
  private static final int MAX_REMEMBERED = 256;

  private final Upstream upstream;
  private final PassedTexts passed;
  private final ServedEndpoint endpoint;
  private final CheckedTexts request;
  private final long deadlineNanos;
  private final BooleanSupplier wanted;
  private final Supplier<String> subject;
  private final SortedSet<GuardrailFinding> findings = new TreeSet<>();
  private GuardrailUnits units = GuardrailUnits.NONE;
  private Money unsure = Money.ZERO;
  private @Nullable Selection selection;

  /**
   * The texts to check under certain limits. It stays as it is from the reservation to the check:
   * what was remembered then and is forgotten now is not paid for.
   *
   * @param keys of the texts that are to be remembered, by their indexes
   */
  private record Selection(
      EndpointLimits limits, List<Integer> indexes, Map<Integer, PassedTexts.Key> keys) {}

  /**
   * @param passed texts of this and other calls in which nothing was found
   * @param request the texts of the call's request
   * @param deadlineNanos when the last check must have been answered
   * @param wanted whether a caller still waits for the call's answer
   * @param subject names the call in a line of the log
   */
  public TextGuard(
      Upstream upstream,
      PassedTexts passed,
      ServedEndpoint endpoint,
      CheckedTexts request,
      long deadlineNanos,
      BooleanSupplier wanted,
      Supplier<String> subject) {
    this.upstream = upstream;
    this.passed = passed;
    this.endpoint = endpoint;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.wanted = wanted;
    this.subject = subject;
  }

  /** Whether the inputs that an answer hands to tools are checked. */
  public static boolean checksAnswers(EndpointLimits limits) {
    return CheckedKinds.of(limits).contains(TextKind.TOOL);
  }

  /**
   * The most that the checks can cost.
   *
   * @param shape the shape of the call; null when it is not billed
   */
  public Money worst(EndpointLimits limits, @Nullable CallShape shape) {
    if (limits.guardrail() == null || shape == null) {
      return Money.ZERO;
    }
    var asked =
        select(limits).indexes.stream()
            .mapToLong(index -> CheckPlan.maxCharacters(request.length(index)))
            .sum();
    // The model generates the inputs for tools, so the bound of generated tokens holds for them
    // too.
    var answered =
        checksAnswers(limits) && shape.tools()
            ? limits.bounds().maxCharacters(shape.maxTokens())
            : 0;
    return limits.pricing().maxTextChecksCost(asked, CheckPlan.maxCharacters(answered));
  }

  /**
   * Whether the request may be sent otherwise than it came, or not at all, because of what the
   * checks find.
   */
  public boolean mayChange(EndpointLimits limits) {
    return unreadable(limits) != null || !select(limits).indexes.isEmpty();
  }

  private Selection select(EndpointLimits limits) {
    var known = selection;
    if (known == null || !known.limits.equals(limits)) {
      known = selected(limits);
      selection = known;
    }
    return known;
  }

  private Selection selected(EndpointLimits limits) {
    var guardrail = limits.guardrail();
    var kinds = CheckedKinds.of(limits);
    var indexes = new ArrayList<Integer>();
    for (var i = 0; i < request.count(); i++) {
      if (kinds.contains(request.kind(i))) {
        indexes.add(i);
      }
    }
    if (guardrail == null) {
      return new Selection(limits, List.of(), Map.of());
    }
    var unknown = new ArrayList<Integer>();
    var keys = new HashMap<Integer, PassedTexts.Key>();
    for (var i = 0; i < indexes.size(); i++) {
      var index = indexes.get(i);
      if (i >= MAX_REMEMBERED) {
        unknown.add(index);
        continue;
      }
      var key = PassedTexts.Key.of(limits, request, index);
      if (!passed.has(key, upstream.nanos())) {
        unknown.add(index);
        keys.put(index, key);
      }
    }
    return new Selection(limits, unknown, keys);
  }

  /** Notes that the call is admitted anew: the cost of checks counts from here. */
  public void admitted() {
    units = GuardrailUnits.NONE;
    unsure = Money.ZERO;
  }

  /** Why content can't be checked, behind its path; null when all can. */
  private @Nullable String unreadable(EndpointLimits limits) {
    for (var kind : CheckedKinds.readable(limits)) {
      var path = request.unreadable(kind);
      if (path != null) {
        return path
            + (kind == TextKind.TOOL
                ? ": can't be checked, as the endpoint's checkToolResults demands"
                : ": no guardrail can read it; send it as a text, or have UnreadableContent added"
                    + " to the endpoint's spec.guardrailExemptions");
      }
    }
    return null;
  }

  /**
   * Checks the texts of the request, and masks in it what is to be masked. Fails with a {@link
   * CallFailure} when that can't be done.
   *
   * @return the policy's message when a text is blocked
   */
  public Future<Optional<String>> checkRequest(Admission admission) {
    var limits = admission.limits();
    if (limits.guardrail() == null) {
      return Future.succeededFuture(Optional.empty());
    }
    var unreadable = unreadable(limits);
    if (unreadable != null) {
      return refused(unreadable);
    }
    var selected = select(limits);
    if (selected.indexes.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    var characters = selected.indexes.stream().mapToLong(request::length).sum();
    if (characters > MAX_CHECKED_CHARACTERS) {
      return refused(
          "messages: system prompt, documents, tool results and tool inputs of more than "
              + MAX_CHECKED_CHARACTERS
              + " characters can't be checked by the guardrail of the endpoint");
    }
    if (!request.hold(BYTES_OF_A_CHARACTER * characters)) {
      return Future.failedFuture(
          new CallFailure(
              ErrorCode.OVERLOADED, "too many bytes of requests are being served", 1_000L));
    }
    Part instructions;
    Part others;
    try {
      instructions = part(limits, selected, true);
      others = part(limits, selected, false);
    } catch (IOException e) {
      return refused("messages: " + e.getMessage());
    }
    // What is checked now is remembered, or masked: in either case the next selection is another.
    var decision = Promise.<Optional<String>>promise();
    return Future.join(
            check(selected, instructions, others, decision),
            check(selected, others, instructions, decision))
        .transform(
            done ->
                decision.future().isComplete()
                    ? decision.future()
                    : Future.succeededFuture(Optional.<String>empty()))
        .onComplete(done -> selection = null);
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(new CallFailure(ErrorCode.INVALID_REQUEST, why));
  }

  /**
   * Those of the selected texts that instruct the model, or those that do not: a guardrail judges a
   * request of its own as a whole.
   */
  private record Part(List<Integer> indexes, TextCheck check) {}

  private Part part(EndpointLimits limits, Selection selected, boolean instructing)
      throws IOException {
    var indexes =
        selected.indexes.stream()
            .filter(index -> request.kind(index).instructs() == instructing)
            .toList();
    var texts = new ArrayList<String>(indexes.size());
    for (var index : indexes) {
      texts.add(request.read(index));
    }
    return new Part(indexes, check(limits, Source.INPUT, instructing, texts));
  }

  /**
   * Checks a part. When it may not go on, that decides, and no more of the other part is checked.
   */
  private Future<Optional<String>> check(
      Selection selected, Part part, Part other, Promise<Optional<String>> decision) {
    return run(part.check)
        .compose(
            result ->
                switch (result) {
                  case CheckResult.Passed() -> {
                    remember(part, selected);
                    yield Future.succeededFuture(Optional.<String>empty());
                  }
                  case CheckResult.Masked(var masked) -> mask(part, masked, selected);
                  case CheckResult.Blocked(var message) ->
                      Future.succeededFuture(Optional.of(message));
                })
        .onComplete(
            done -> {
              if (done.failed()) {
                decision.tryFail(done.cause());
                other.check.stop();
              } else if (done.result().isPresent()) {
                decision.tryComplete(done.result());
                other.check.stop();
              }
            });
  }

  private void remember(Part part, Selection selected) {
    if (part.check.findings().isEmpty() && !part.check.unsure().isPositive()) {
      for (var index : part.indexes) {
        var key = selected.keys.get(index);
        if (key != null) {
          passed.add(key, upstream.nanos());
        }
      }
    }
  }

  /** Masks texts; those that Bedrock looks at too are left to it, whose trace tells of them. */
  private Future<Optional<String>> mask(Part part, List<String> masked, Selection selected) {
    var places = new ArrayList<Integer>();
    var texts = new ArrayList<String>();
    for (var i = 0; i < masked.size(); i++) {
      var index = part.indexes.get(i);
      if (request.kind(index) != TextKind.PROMPT) {
        places.add(index);
        texts.add(masked.get(i));
      }
    }
    try {
      request.replace(places, texts);
    } catch (IOException e) {
      return refused("JSON of the request is no JSON any more once the guardrail has masked it");
    }
    if (!part.check.unsure().isPositive()) {
      // What the guardrail itself has made of a text is not checked again when the call is retried,
      // or goes to a fallback.
      for (var index : places) {
        if (selected.keys.containsKey(index)) {
          passed.add(PassedTexts.Key.of(selected.limits, request, index), upstream.nanos());
        }
      }
    }
    return Future.succeededFuture(Optional.empty());
  }

  /**
   * Checks the inputs that an answer hands to tools. Fails with a {@link CallFailure} when that
   * can't be done.
   *
   * @param inputs as JSON in its shortest form
   * @return the result; a masked one has as many texts as there are inputs
   */
  public Future<CheckResult> checkAnswer(Admission admission, List<String> inputs) {
    if (!checksAnswers(admission.limits()) || inputs.stream().allMatch(String::isEmpty)) {
      return Future.succeededFuture(new CheckResult.Passed());
    }
    // Joined, for each text of its own could begin one text unit more than the reservation covers.
    var joined = String.join(SEPARATOR, inputs);
    return run(check(admission.limits(), Source.OUTPUT, false, List.of(joined)))
        .compose(
            result ->
                result instanceof CheckResult.Masked(var texts)
                    ? split(texts.getFirst(), inputs.size())
                    : Future.succeededFuture(result));
  }

  private static Future<CheckResult> split(String masked, int inputs) {
    var texts = List.of(masked.split(SEPARATOR, -1));
    return texts.size() == inputs
        ? Future.succeededFuture(new CheckResult.Masked(texts))
        : Future.failedFuture(broken());
  }

  /** The failure of an answer whose masked inputs do not fit into it. */
  public static CallFailure broken() {
    return new CallFailure(
        ErrorCode.UPSTREAM_ERROR,
        "a tool's input is no JSON any more once the guardrail has masked it");
  }

  private TextCheck check(
      EndpointLimits limits, Source source, boolean instructing, List<String> texts) {
    var guardrail = limits.guardrail();
    if (guardrail == null) {
      throw new IllegalStateException("there is nothing to check with");
    }
    return new TextCheck(
        upstream,
        endpoint,
        limits,
        guardrail,
        source,
        instructing,
        texts,
        deadlineNanos,
        wanted,
        subject);
  }

  private Future<CheckResult> run(TextCheck check) {
    return check
        .run()
        .eventually(
            () -> {
              units = units.plus(check.units());
              unsure = unsure.plus(check.unsure());
              findings.addAll(check.findings());
              return Future.succeededFuture();
            });
  }

  /** Whether checks have cost something, or may have. */
  public boolean owes() {
    return !units.equals(GuardrailUnits.NONE) || isUnsure();
  }

  /** Whether some check may have been billed without confirmation. */
  public boolean isUnsure() {
    return unsure.isPositive();
  }

  /** The usage together with that of the checks. */
  public Usage with(Usage usage) {
    return usage.withGuardrail(units);
  }

  /** The cost of {@link #with}, with the most that unsure checks can cost. */
  public Money cost(EndpointLimits limits, Usage usage) {
    return limits.pricing().cost(with(usage)).plus(unsure);
  }

  /** The findings of all checks. */
  public SortedSet<GuardrailFinding> findings() {
    return findings;
  }
}
