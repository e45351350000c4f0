package ai.kernelpanic09.local.schema;

/**
 * A problem of a manifest.
 *
 * @param path of the field, such as {@code spec.fallbacks[0]}
 */
public record Problem(String path, String message) {

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
