package ai.kernelpanic09.sidecar.bedrock;

/** Pauses a streamed answer while its taker is slow. */
public interface Flow {

  /** The flow of an answer that is already complete, which does nothing. */
  Flow NONE =
      new Flow() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}
      };

  /** Stops events from coming until {@link #resume}. */
  void pause();

  /** Lets events come again. */
  void resume();
}
