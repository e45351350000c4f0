package ai.kernelpanic09.sidecar.bedrock;

import java.io.IOException;

/** Takes the events of a streamed answer, in their order. */
public interface StreamListener {

  /** The answer begins. */
  void opened(Flow flow);

  /**
   * An event.
   *
   * @param type such as {@code contentBlockDelta}
   * @param payload its JSON
   * @throws IOException when it can't be read; the call then fails
   */
  void event(String type, byte[] payload) throws IOException;
}
