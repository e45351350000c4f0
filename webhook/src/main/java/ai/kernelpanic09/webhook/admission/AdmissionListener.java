package ai.kernelpanic09.webhook.admission;

/** Receives every decision, to turn it into metrics, Events and logs. */
@FunctionalInterface
public interface AdmissionListener {

  /** Called once per decision, on the thread that took it. */
  void decided(AdmissionEvent event);
}
