package ai.kernelpanic09.local.manifest;

import java.io.IOException;
import java.util.List;

/** Manifests can't be served; each line of the message names a file, an object and a field. */
public final class ManifestException extends IOException {

  private static final long serialVersionUID = 1;

  ManifestException(String problem) {
    super(problem);
  }

  ManifestException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
