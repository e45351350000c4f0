package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.http.HttpServerRequest;

/**
 * Versions of Anthropic's API that clients send.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/versioning">Versions</a>
 */
enum ApiVersion {
  V2023_06_01("2023-06-01"),
  /** Has no sampling parameters, and is stricter with content. */
  V2026_10_21("2026-10-21");

  static final String HEADER = "anthropic-version";

  private final String date;

  ApiVersion(String date) {
    this.date = date;
  }

  /** The date that names it. */
  String date() {
    return date;
  }

  /**
   * The version of a request. Every client of Anthropic's says one; a request that says none was
   * written by hand, and gets the older one, which takes more.
   *
   * @throws CallFailure when there is no such version
   */
  static ApiVersion of(HttpServerRequest request) {
    var asked = request.getHeader(HEADER);
    if (asked == null) {
      return V2023_06_01;
    }
    for (var each : values()) {
      if (each.date.equals(asked.strip())) {
        return each;
      }
    }
    throw new CallFailure(
        ErrorCode.INVALID_REQUEST,
        HEADER + ": must be " + V2023_06_01.date + " or " + V2026_10_21.date);
  }
}
