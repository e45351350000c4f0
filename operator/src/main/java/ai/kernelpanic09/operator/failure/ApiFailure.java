package ai.kernelpanic09.operator.failure;

import com.fasterxml.jackson.core.JacksonException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads failures of the API server: whether it refused a request, and with which message. */
public final class ApiFailure {

  private static final int MAX_LENGTH = 500;
  private static final int UNAVAILABLE = 500;
  private static final int TOO_MANY = 429;
  private static final int CONFLICT = 409;

  /** Whether the API server refused a request, so that the same one will be refused again. */
  public static boolean isRefusal(Throwable failure) {
    var api = api(failure);
    return api != null && !isPassing(api);
  }

  /** Whether the API server could not be reached, or the same request may succeed later. */
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

  /** The API server's message, else the exception's; at most 500 characters. */
  public static String text(Throwable failure) {
    var api = api(failure);
    var status = api == null ? null : api.getStatus();
    var text =
        status != null && status.getMessage() != null
            ? status.getMessage()
            : Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
  }

  /** The client's exception in the chain of causes; null if there is none about a request. */
  private static @Nullable KubernetesClientException api(Throwable failure) {
    KubernetesClientException found = null;
    for (var each = failure; each != null; each = each.getCause()) {
      if (each instanceof JacksonException) {
        // The client has read or written an object wrongly: that is no answer of the API server.
        return null;
      }
      if (found == null && each instanceof KubernetesClientException e) {
        found = e;
      }
    }
    return found;
  }

  private ApiFailure() {}
}
