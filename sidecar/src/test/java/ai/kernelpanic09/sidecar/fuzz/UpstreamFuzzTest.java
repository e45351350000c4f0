package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.bedrock.StreamPieces;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams of Bedrock that come in pieces of one byte and more, broken, cut off or wrong: a caller
 * of each surface gets the whole answer or the surface's own error, and what is booked is the usage
 * where the stream has told it, and the worst case where it may have been billed.
 */
class UpstreamFuzzTest {

  private static final int CASES = Integer.getInteger("fuzz.upstream", 480);
  private static final long SEED = Seed.CHOSEN;
  private static final int AT_ONCE = 32;

  /** A surface that streams, and its request. */
  private enum Asked {
    OWN(Form.INVOKE, "/invoke/ai-workloads/claude-haiku", "\"maxTokens\":8,\"stream\":true", false),
    CHAT(
        Form.CHAT,
        "/v1/chat/completions",
        "\"model\":\"claude-haiku\",\"max_tokens\":8,\"stream\":true",
        false),
    RESPONSES(
        Form.RESPONSES,
        "/v1/responses",
        "\"model\":\"claude-haiku\",\"max_output_tokens\":16,\"stream\":true",
        false),
    MESSAGES(
        Form.MESSAGES,
        "/v1/messages",
        "\"model\":\"claude-haiku\",\"max_tokens\":8,\"stream\":true",
        false),
    CONVERSE(
        Form.CONVERSE,
        "/model/claude-haiku/converse-stream",
        "\"inferenceConfig\":{\"maxTokens\":8}",
        false),
    INVOKE(
        Form.INVOKE_CLAUDE,
        "/model/claude-haiku/invoke-with-response-stream",
        "\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":8",
        true);

    private final Form form;
    private final String path;
    private final String settings;
    private final boolean chunks;

    Asked(Form form, String path, String settings, boolean chunks) {
      this.form = form;
      this.path = path;
      this.settings = settings;
      this.chunks = chunks;
    }

    byte[] body(long seed) {
      var content =
          this == CONVERSE
              ? "[{\"text\":\"case %d.\"}]".formatted(seed)
              : "\"case %d.\"".formatted(seed);
      return "{%s,\"%s\":[{\"role\":\"user\",\"content\":%s}]}"
          .formatted(settings, this == RESPONSES ? "input" : "messages", content)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  private record Sent(Asked to, long seed, CompletableFuture<HttpResponse<byte[]>> answer) {}

  /**
   * What a stream must come to.
   *
   * @param cost in all attempts together
   */
  private record Expected(boolean complete, Money cost) {}

  @Test
  void whateverComesIsAnsweredInFormAndBooked(@TempDir Path directory) throws Exception {
    try (var bedrock = new TornBedrock();
        var sidecar = new FuzzedSidecar(bedrock.url(), directory)) {
      var limits = ServedEndpoints.haiku(bedrock.url()).limits();
      var seeds = new SplittableRandom(SEED);
      var underWay = new ArrayDeque<Sent>();
      var booked = Money.ZERO;
      for (var i = 0; i < CASES; i++) {
        var to = Asked.values()[i % Asked.values().length];
        var seed = i == 0 ? SEED : seeds.nextLong();
        underWay.add(new Sent(to, seed, sidecar.post(to.path, to.form.headers(), to.body(seed))));
        if (underWay.size() == AT_ONCE) {
          booked = booked.plus(judge(underWay.remove(), limits));
        }
      }
      for (var each : underWay) {
        booked = booked.plus(judge(each, limits));
      }
      sidecar.requireAtRestBut("event=usage_impossible");
      assertThat(sidecar.spent()).as("seed " + SEED).isEqualTo(booked);
      assertThat(sidecar.leased()).isEqualTo(Money.ZERO);
    }
  }

  /** Returns what the call must have been booked with. */
  private static Money judge(Sent sent, EndpointLimits limits) {
    try {
      var answer = sent.answer.get(60, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isIn(200, 400, 424, 429, 500, 502, 503, 529);
      var events = sent.to.form.wire().require(answer);
      var expected = expected(sent, limits);
      var failed = events.isEmpty() || isError(events.getLast());
      assertThat(failed)
          .as(new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(!expected.complete);
      return expected.cost;
    } catch (Exception | AssertionError e) {
      throw new AssertionError(sent.to + " -Dfuzz.seed=" + sent.seed, e);
    }
  }

  private static boolean isError(Wire.Event event) {
    return event.name().equals("error")
        || event.name().equals("response.failed")
        || event.name().endsWith("Exception");
  }

  private static Expected expected(Sent sent, EndpointLimits limits)
      throws InvalidRequestException, java.io.IOException {
    var call = sent.to.form.read(ReceivedBytes.of(sent.to.body(sent.seed)), limits);
    return expected(TornStream.of(sent.seed, sent.to.chunks), call, limits);
  }

  private static Expected expected(TornStream stream, ModelCall<?> call, EndpointLimits limits)
      throws java.io.IOException {
    var reader = call.events();
    var begun = new AtomicBoolean();
    var content = new AtomicBoolean();
    var failure = BedrockException.Kind.LOST;
    var told = false;
    try {
      StreamPieces.receive(
          stream.sent(),
          stream.piece(),
          frame -> {
            var event = reader.read(frame);
            if (event instanceof ReplyEvent.BlockStart || event instanceof ReplyEvent.BlockDelta) {
              begun.set(true);
              content.set(true);
            } else if (event instanceof ReplyEvent.Other) {
              content.set(true);
            }
          });
    } catch (BedrockException e) {
      failure = e.kind();
      told = e.error() != null && !e.error().type().isEmpty();
    }
    var shape = Objects.requireNonNull(call.shape(limits));
    var worst = limits.pricing().worstCase(shape);
    var output = limits.pricing().cost(Usage.ofTokens(0, shape.maxTokens()));
    var most = told && !content.get() ? worst.minus(output) : worst;
    if (reader.isComplete()) {
      var usage = Objects.requireNonNull(reader.reply().usage());
      return new Expected(true, usage.isPossible() ? limits.pricing().cost(usage) : worst);
    }
    var again = failure.worthRetrying() && !begun.get();
    var attempts = again ? List.of(most, most) : List.of(most);
    return new Expected(
        false,
        failure.mayBeBilled() ? attempts.stream().reduce(Money.ZERO, Money::plus) : Money.ZERO);
  }
}
