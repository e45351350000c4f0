package ai.kernelpanic09.sidecar.call;

/** Tells when nobody waits for an answer any more: it has been given, or its caller has gone. */
public interface Departure {

  /** Runs the action at that time, or at once when it has passed. */
  void then(Runnable action);
}
