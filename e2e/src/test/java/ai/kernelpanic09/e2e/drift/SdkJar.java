package ai.kernelpanic09.e2e.drift;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/**
 * A module of the AWS SDK for Java.
 *
 * @param module such as {@code bedrockruntime}
 */
record SdkJar(Path file, String module, String version) {

  private static final Pattern NAME = Pattern.compile("([a-z]+)-([0-9.]+)\\.jar");
  private static final Pattern REQUEST = Pattern.compile(".*/model/([A-Za-z]+)Request\\.class");

  static SdkJar of(Path file) throws IOException {
    var name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IOException(file + " is no module of the AWS SDK for Java");
    }
    return new SdkJar(file, name.group(1), name.group(2));
  }

  /** The operations that it has requests for. */
  Facts operations() throws IOException {
    var operations = new TreeSet<String>();
    try (var jar = new ZipFile(file.toFile())) {
      jar.stream()
          .map(entry -> REQUEST.matcher(entry.getName()))
          .filter(each -> each.matches() && !each.group(1).startsWith("Bedrock"))
          .forEach(each -> operations.add(each.group(1)));
    }
    var facts = new Facts();
    facts.all("request", operations);
    return facts;
  }
}
