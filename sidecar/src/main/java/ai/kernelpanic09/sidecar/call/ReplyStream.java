package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.AnswerHead;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.bedrock.StreamListener;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import ai.kernelpanic09.sidecar.textcheck.CheckResult;
import ai.kernelpanic09.sidecar.textcheck.HeldEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Hands on the stream of one attempt while the caller waits. It reads the stream to its end even
 * when nobody waits any more, for the provider bills the whole of it.
 */
final class ReplyStream<R extends Reply<R>> implements StreamListener {

  private final EndpointName endpoint;
  private final ReplySink sink;
  private final EventReader<R> reader;
  private final BooleanSupplier wanted;
  private final Runnable firstContent;
  private final boolean holdsTools;
  private final HeldEvents held = new HeldEvents();
  private final List<ReplyEvent> before = new ArrayList<>(2);
  private String requestId = "";
  private boolean begun;
  private boolean content;

  /**
   * @param endpoint the endpoint that is called
   * @param wanted whether the caller still waits
   * @param firstContent runs before the first content is handed on
   * @param holdsTools whether inputs for tools are held back until they are checked
   */
  ReplyStream(
      EndpointName endpoint,
      ReplySink sink,
      EventReader<R> reader,
      BooleanSupplier wanted,
      Runnable firstContent,
      boolean holdsTools) {
    this.endpoint = endpoint;
    this.sink = sink;
    this.reader = reader;
    this.wanted = wanted;
    this.firstContent = firstContent;
    this.holdsTools = holdsTools;
  }

  /** Whether the caller has got some content: then the call can't be retried. */
  boolean begun() {
    return begun;
  }

  /** Whether the answer has ended and told its usage. */
  boolean isComplete() {
    return reader.isComplete();
  }

  /** Whether anything of the model's answer has come, even if it was not handed on. */
  boolean hasContent() {
    return content;
  }

  R reply() {
    return reader.reply();
  }

  String requestId() {
    return requestId;
  }

  /** The inputs for tools that are held back to be checked. */
  List<String> heldInputs() {
    return held.toolInputs();
  }

  @Override
  public void opened(AnswerHead head, Flow flow) {
    requestId = head.requestId();
    reader.opened(head);
    sink.begin(endpoint, requestId, flow);
  }

  @Override
  public void event(Frame frame) throws IOException {
    var event = reader.read(frame);
    // What has no meaning here may be content of a kind that is not known.
    content |= isContent(event) || event instanceof ReplyEvent.Other;
    if (holdsTools && (!held.isEmpty() || HeldEvents.isOfTool(event))) {
      held.add(event);
    } else {
      handOn(event);
    }
  }

  /**
   * Hands on the rest of a stream that is over, as the check of its tool inputs allows.
   *
   * @throws IOException when a masked input is not JSON
   */
  void finish(CheckResult result) throws IOException {
    switch (result) {
      case CheckResult.Passed() -> held.events().forEach(this::handOn);
      case CheckResult.Masked(var inputs) -> held.events(inputs, reader).forEach(this::handOn);
      case CheckResult.Blocked(var message) -> handOn(reader.text(message));
    }
    flush();
  }

  private void handOn(ReplyEvent event) {
    if (!wanted.getAsBoolean()) {
      return;
    }
    if (!begun) {
      before.add(event);
      if (!isContent(event)) {
        return;
      }
      begun = true;
      firstContent.run();
      flush();
    } else {
      sink.event(event);
    }
  }

  private void flush() {
    if (wanted.getAsBoolean()) {
      before.forEach(sink::event);
    }
    before.clear();
  }

  private static boolean isContent(ReplyEvent event) {
    return event instanceof ReplyEvent.BlockStart || event instanceof ReplyEvent.BlockDelta;
  }
}
