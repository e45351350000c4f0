package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.runtime.ConverseForms.Event;
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
    var fault = outcome.streamFault().filter(f -> breaks(f.kind()));
    int sent = fault.map(f -> Math.min(f.afterEvents(), events.size())).orElse(events.size());
    var frames = new ArrayList<Buffer>();
    long output = 0;
    for (var event : events.subList(0, sent)) {
      frames.add(EventFrames.event(event.type(), event.payload()));
      output += event.outputTokens();
    }
    if (fault.isEmpty()) {
      return AwsResponse.stream(EVENT_STREAM, frames, false);
    }
    if (fault.get().kind() == FaultBook.Kind.STREAM_TRUNCATE) {
      return AwsResponse.stream(EVENT_STREAM, frames, true);
    }
    frames.add(
        fault.get().kind() == FaultBook.Kind.STREAM_EXCEPTION
            ? EventFrames.exception(fault.get().code(), fault.get().message())
            : EventFrames.error(fault.get().code(), fault.get().message()));
    var whole = outcome.answer().usage();
    draft.used(
        outcome.answer().stopReason(),
        new TokenUsage(
            whole.input(),
            Math.min(output, whole.output()),
            whole.cacheRead(),
            whole.cacheWrite5m(),
            whole.cacheWrite1h()),
        outcome.units());
    draft.failed(fault.get().code());
    return AwsResponse.stream(EVENT_STREAM, frames, false);
  }

  private static boolean breaks(FaultBook.Kind kind) {
    return switch (kind) {
      case STREAM_EXCEPTION, STREAM_ERROR, STREAM_TRUNCATE -> true;
      case ERROR, RESET, HANG, DELAY -> false;
    };
  }
}
