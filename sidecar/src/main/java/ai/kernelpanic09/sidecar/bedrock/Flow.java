package ai.kernelpanic09.sidecar.bedrock;

/** Slows a streamed answer down to what its taker can bear. */
public interface Flow {

  /** Of an answer that is all there. */
  Flow NONE =
      new Flow() {
        @Override
        public void pause() {}

        @Override
        public void resume() {}
      };

  /** No more until {@link #resume}. */
  void pause();

  /** Go on. */
  void resume();
}
