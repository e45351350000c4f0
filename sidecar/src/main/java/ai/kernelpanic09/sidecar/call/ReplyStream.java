package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.bedrock.StreamListener;
import ai.kernelpanic09.sidecar.converse.HeldParts;
import ai.kernelpanic09.sidecar.converse.ReplyPart;
import ai.kernelpanic09.sidecar.converse.StreamReader;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Hands one attempt's stream on while the caller waits, and reads it to its end whether or not
 * somebody does: the provider bills the whole of it.
 */
final class ReplyStream implements StreamListener {

  private final EndpointName endpoint;
  private final ReplySink sink;
  private final StreamReader reader;
  private final BooleanSupplier wanted;
  private final Runnable firstPart;
  private final boolean holdsTools;
  private final HeldParts held = new HeldParts();
  private boolean begun;

  /**
   * @param endpoint that is called
   * @param wanted whether the caller still waits
   * @param firstPart to be run before the first part is handed on
   * @param holdsTools whether what is for tools waits until it is checked
   */
  ReplyStream(
      EndpointName endpoint,
      ReplySink sink,
      StreamReader reader,
      BooleanSupplier wanted,
      Runnable firstPart,
      boolean holdsTools) {
    this.endpoint = endpoint;
    this.sink = sink;
    this.reader = reader;
    this.wanted = wanted;
    this.firstPart = firstPart;
    this.holdsTools = holdsTools;
  }

  /** Whether the caller has got a part of it: then it can't be tried again. */
  boolean begun() {
    return begun;
  }

  StreamReader reader() {
    return reader;
  }

  @Override
  public void opened(Flow flow) {
    sink.begin(endpoint, flow);
  }

  @Override
  public void event(String type, byte[] payload) throws IOException {
    var part = reader.read(type, payload);
    if (part == null) {
      return;
    }
    if (holdsTools && (!held.isEmpty() || HeldParts.isOfTool(part))) {
      held.add(part);
    } else {
      handOn(part);
    }
  }

  /** What is for tools, and waits. */
  HeldParts held() {
    return held;
  }

  /** Hands a part on, if the caller still waits. */
  void handOn(ReplyPart part) {
    if (!wanted.getAsBoolean()) {
      return;
    }
    if (!begun) {
      begun = true;
      firstPart.run();
    }
    sink.part(part);
  }
}
