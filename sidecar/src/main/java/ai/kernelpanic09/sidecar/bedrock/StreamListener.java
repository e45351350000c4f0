package ai.kernelpanic09.sidecar.bedrock;

import java.io.IOException;

/** Takes the events of a streamed answer, in their order. */
public interface StreamListener {

  /** The answer begins. */
  void opened(AnswerHead head, Flow flow);

  /**
   * Takes an event. Exceptions within the stream don't come here: they fail the call.
   *
   * @throws IOException when the event can't be read; the call then fails
   */
  void event(Frame frame) throws IOException;
}
