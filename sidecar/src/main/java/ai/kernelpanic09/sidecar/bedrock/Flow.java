package ai.kernelpanic09.sidecar.bedrock;

/** Slows a streamed answer down to what its taker can bear. */
public interface Flow {

  /** No more until {@link #resume}. */
  void pause();

  /** Go on. */
  void resume();
}
