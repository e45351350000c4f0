package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.sync.NotServed;

/** Error codes of the control API, each with its HTTP status. */
enum ControlError {
  INVALID_REQUEST(400, ErrorCode.INVALID_REQUEST.text()),
  /** The token is missing, not valid, or not meant for this API. */
  UNAUTHORIZED(401, "Unauthorized"),
  /** The token is bound to no pod, or to one that does not exist. */
  POD_UNKNOWN(403, "PodUnknown"),
  /** The pod's label names no endpoint. */
  LABEL_MISSING(403, "LabelMissing"),
  /** The sidecar is not as the webhook rendered it, or runs an image that is not believed. */
  PROOF_INVALID(403, "ProofInvalid"),
  /** Only the gateway may ask this. */
  NOT_GATEWAY(403, "NotGateway"),
  /** The holder may use none of the endpoints that it asks for. */
  ENDPOINT_NOT_ALLOWED(403, NotServed.ENDPOINT_NOT_ALLOWED.reason()),
  /** The gateway's caller can't be told. */
  NOT_ALLOWED(403, ErrorCode.NOT_ALLOWED.text()),
  PROTOCOL_NOT_SUPPORTED(409, "ProtocolNotSupported"),
  /** Another operator leads: it answers under the same address soon. */
  NOT_LEADER(421, "NotLeader"),
  TOO_MANY_REQUESTS(429, "TooManyRequests"),
  INTERNAL_ERROR(500, ConditionReason.INTERNAL_ERROR.id()),
  /** It can't be told at the moment: the holder asks again later. */
  UNAVAILABLE(503, "Unavailable");

  private final int status;
  private final String code;

  ControlError(int status, String code) {
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** The code as callers see it. */
  String code() {
    return code;
  }
}
