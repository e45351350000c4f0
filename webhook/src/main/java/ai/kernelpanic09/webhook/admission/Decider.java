package ai.kernelpanic09.webhook.admission;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;

/** Takes one kind of decision. */
interface Decider {

  Decision decide(AdmissionRequest request);

  /** The decision after {@link #decide} has thrown. */
  Decision failed(RuntimeException failure);
}
