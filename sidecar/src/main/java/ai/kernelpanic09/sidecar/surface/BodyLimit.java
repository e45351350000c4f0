package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;

/**
 * The largest body that a request may have.
 *
 * @param why names the setting that the limit comes from
 */
public record BodyLimit(int bytes, String why) {

  /** The limit of a call to an endpoint that is not known yet. */
  static BodyLimit of(int maxOfTheProcess) {
    return new BodyLimit(maxOfTheProcess, "see spec.sidecar.maxBodyBytes of its endpoint");
  }

  /** The limit of a call whose caller is not known, and can be asked for only by its body. */
  static BodyLimit ofUnknown(int most) {
    return new BodyLimit(
        most,
        "more is read only of a caller that was let in before, or that names its endpoint in the"
            + " address: /endpoints/{namespace}/{name}/…");
  }

  /** The limit of a call to an endpoint. */
  static BodyLimit of(ServedEndpoint endpoint, int maxOfTheProcess) {
    var limits = endpoint.gate().limits();
    var field = "spec.sidecar.maxBodyBytes of endpoint " + endpoint.name() + " is ";
    if (limits == null) {
      return of(maxOfTheProcess);
    }
    var ofTheEndpoint = limits.maxBodyBytes();
    return ofTheEndpoint <= maxOfTheProcess
        ? new BodyLimit(ofTheEndpoint, field + ofTheEndpoint)
        : new BodyLimit(
            maxOfTheProcess,
            field
                + ofTheEndpoint
                + ", but this sidecar was started with less, or has too little memory for it;"
                + " restart the pod, with a larger memory limit if it has one of its own");
  }

  /** This limit divided by {@code parts}. */
  public BodyLimit dividedBy(int parts) {
    return new BodyLimit(bytes / parts, "one " + parts + "th of what a call may have; " + why);
  }

  /** The failure of a larger body. */
  CallFailure exceeded() {
    return new CallFailure(
        ErrorCode.TOO_LARGE, "the body has more than " + bytes + " bytes: " + why);
  }
}
