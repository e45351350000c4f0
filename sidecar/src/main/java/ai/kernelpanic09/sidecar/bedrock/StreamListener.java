package ai.kernelpanic09.sidecar.bedrock;

import java.io.IOException;

/** Takes the events of a streamed answer, in their order. */
public interface StreamListener {

  /** The answer begins. */
  void opened(AnswerHead head, Flow flow);

  /**
   * An event; exceptions within the stream are none, they fail the call.
   *
   * @throws IOException when it can't be read; the call then fails
   */
  void event(Frame frame) throws IOException;
}
