package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.runtime.ConverseForms.Event;
import ai.kernelpanic09.simulator.runtime.FaultBook.Kind;
import ai.kernelpanic09.simulator.runtime.FaultBook.Rule;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Turns events into an event stream, broken off where a fault says so. */
final class Streams {
  private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

  private Streams() {}

  static AwsResponse reply(List<Event> events, Outcome outcome, CallDraft draft) {
    var frames = new ArrayList<Buffer>();
    events.forEach(e -> frames.add(EventFrames.event(e.type(), e.payload())));
    var fault = outcome.fault().filter(f -> f.kind().ofStream());
    return fault
        .map(f -> broken(f, events, frames, outcome, draft))
        .orElseGet(() -> AwsResponse.stream(EVENT_STREAM, frames, false));
  }

  private static AwsResponse broken(
      Rule fault, List<Event> events, List<Buffer> frames, Outcome outcome, CallDraft draft) {
    int sent = Math.min(fault.afterEvents(), frames.size());
    int next = Math.min(sent, frames.size() - 1);
    return switch (fault.kind()) {
      case STREAM_TRUNCATE -> AwsResponse.stream(EVENT_STREAM, frames.subList(0, sent), true);
      case STREAM_CUT -> {
        var cut = new ArrayList<>(frames.subList(0, next));
        cut.add(frames.get(next).slice(0, frames.get(next).length() / 2));
        yield AwsResponse.stream(EVENT_STREAM, cut, true);
      }
      case STREAM_USAGE_ONLY -> AwsResponse.stream(EVENT_STREAM, List.of(frames.getLast()), false);
      case STREAM_PRELUDE_CRC -> {
        frames.set(next, EventFrames.withWrongPrelude(frames.get(next)));
        yield AwsResponse.stream(EVENT_STREAM, frames, false);
      }
      case STREAM_MESSAGE_CRC -> {
        frames.set(next, EventFrames.withWrongChecksum(frames.get(next)));
        yield AwsResponse.stream(EVENT_STREAM, frames, false);
      }
      default -> {
        var ended = new ArrayList<>(frames.subList(0, sent));
        ended.add(
            fault.kind() == Kind.STREAM_EXCEPTION
                ? EventFrames.exception(fault.code(), fault.message())
                : EventFrames.error(fault.code(), fault.message()));
        billTheSaid(events.subList(0, sent), outcome, draft);
        draft.failed(fault.code());
        yield AwsResponse.stream(EVENT_STREAM, ended, false);
      }
    };
  }

  private static void billTheSaid(List<Event> sent, Outcome outcome, CallDraft draft) {
    var whole = outcome.answer().usage();
    draft.used(
        outcome.answer().stopReason(),
        new TokenUsage(
            whole.input(),
            Math.min(sent.stream().mapToLong(Event::outputTokens).sum(), whole.output()),
            whole.cacheRead(),
            whole.cacheWrite5m(),
            whole.cacheWrite1h()),
        outcome.units());
  }
}
