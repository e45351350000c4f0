package ai.kernelpanic09.e2e.drift;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;

/** A wheel of botocore, which has the models of all services. */
final class Botocore implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("botocore-([0-9.]+)-.*\\.whl");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZipFile wheel;
  private final String version;

  Botocore(Path file) throws IOException {
    var name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IOException(file + " is no wheel of botocore");
    }
    version = name.group(1);
    wheel = new ZipFile(file.toFile());
  }

  String version() {
    return version;
  }

  /** The newest model of a service, such as {@code bedrock-runtime}. */
  ServiceModel service(String service) throws IOException {
    var prefix = "botocore/data/" + service + "/";
    var newest =
        wheel.stream()
            .map(entry -> entry.getName())
            .filter(each -> each.startsWith(prefix) && each.endsWith("/service-2.json.gz"))
            .max(String::compareTo)
            .orElseThrow(() -> new IOException("botocore has no model of " + service));
    try (var in = new GZIPInputStream(wheel.getInputStream(wheel.getEntry(newest)))) {
      return new ServiceModel(JSON.readTree(in));
    }
  }

  @Override
  public void close() throws IOException {
    wheel.close();
  }
}
