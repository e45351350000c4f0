package ai.kernelpanic09.sidecar.call;

/** Tells when nobody waits for an answer any more: it has been given, or its caller has gone. */
public interface Departure {

  /** Runs the action then, or now when that is over already. */
  void then(Runnable action);
}
