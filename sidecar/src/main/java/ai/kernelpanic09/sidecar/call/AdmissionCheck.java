package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import org.jspecify.annotations.Nullable;

/**
 * Checks a call against the limits it is admitted under, which may be newer than those it was read
 * under.
 */
final class AdmissionCheck {

  private AdmissionCheck() {}

  /** The reason why the call can't be made under these limits; null when it can. */
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
    return invalid(call.unservable(limits));
  }

  /** As {@link #refusal}, of a call whose answer is streamed. */
  static @Nullable CallFailure streamedRefusal(
      EndpointName endpoint, EndpointLimits limits, ModelCall<?> call) {
    var refusal = refusal(endpoint, limits, call);
    return refusal == null ? invalid(call.unstreamable(limits)) : refusal;
  }

  private static @Nullable CallFailure invalid(@Nullable String why) {
    return why == null
        ? null
        : new CallFailure(ErrorCode.INVALID_REQUEST, why).ofMember(member(why));
  }

  /** The member that {@link ModelCall#unservable} begins with. */
  private static @Nullable String member(String unservable) {
    var colon = unservable.indexOf(": ");
    return colon < 0 ? null : unservable.substring(0, colon);
  }
}
