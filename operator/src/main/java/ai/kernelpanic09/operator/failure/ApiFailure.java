package ai.kernelpanic09.operator.failure;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a failure says of its cause, in the words of the API server where they are its. */
public final class ApiFailure {

  private static final int MAX_LENGTH = 500;
  private static final int UNAVAILABLE = 500;
  private static final int TOO_MANY = 429;
  private static final int CONFLICT = 409;

  /** Whether the API server has looked at a request and won't have it. */
  public static boolean isRefusal(Throwable failure) {
    var api = api(failure);
    return api != null && !isPassing(api);
  }

  /** Whether the API server could not be asked, or asks to be asked again. */
  public static boolean isPassing(Throwable failure) {
    var api = api(failure);
    return api != null && isPassing(api);
  }

  private static boolean isPassing(KubernetesClientException e) {
    return e.getCode() <= 0
        || e.getCode() >= UNAVAILABLE
        || e.getCode() == TOO_MANY
        || e.getCode() == CONFLICT;
  }

  /** A sentence about it, at most 500 characters. */
  public static String text(Throwable failure) {
    var api = api(failure);
    var status = api == null ? null : api.getStatus();
    var text =
        status != null && status.getMessage() != null
            ? status.getMessage()
            : Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
  }

  private static @Nullable KubernetesClientException api(Throwable failure) {
    for (var each = failure; each != null; each = each.getCause()) {
      if (each instanceof KubernetesClientException e) {
        return e;
      }
    }
    return null;
  }

  private ApiFailure() {}
}
