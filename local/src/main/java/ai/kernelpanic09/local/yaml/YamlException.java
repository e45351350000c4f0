package ai.kernelpanic09.local.yaml;

import java.io.IOException;

/** A text is no YAML, or none that JSON can express; the message names the line. */
public final class YamlException extends IOException {

  private static final long serialVersionUID = 1;

  YamlException(String message) {
    super(message);
  }
}
