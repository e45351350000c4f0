package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import org.jspecify.annotations.Nullable;

/** Holds a call against the limits that it was admitted under: they may be new. */
final class AdmissionCheck {

  private AdmissionCheck() {}

  /** Why the call can't be made under these limits; null when it can. */
  static @Nullable CallFailure refusal(
      EndpointName endpoint, EndpointLimits limits, ModelCall<?> call) {
    if (call.bodyBytes() > limits.maxBodyBytes()) {
      return new CallFailure(
          ErrorCode.TOO_LARGE,
          "the body has more than "
              + limits.maxBodyBytes()
              + " bytes, the spec.sidecar.maxBodyBytes of endpoint "
              + endpoint);
    }
    var unservable = call.unservable(limits);
    return unservable == null ? null : new CallFailure(ErrorCode.INVALID_REQUEST, unservable);
  }
}
