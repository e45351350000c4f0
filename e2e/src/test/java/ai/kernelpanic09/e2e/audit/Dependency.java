package ai.kernelpanic09.e2e.audit;

import java.util.Set;
import java.util.stream.Stream;

/**
 * An artifact that Maven resolved for a module.
 *
 * @param artifact as {@code group:artifact}
 * @param shipped whether it is part of an image that people run
 */
record Dependency(String artifact, Version version, boolean shipped) {

  private static final Set<String> IMAGES = Set.of("operator", "sidecar");
  private static final Set<String> IN_IMAGES = Set.of("compile", "runtime");

  /**
   * Reads the output of {@code mvn dependency:list}, such as {@code g:a:jar:1.0:compile -- module
   * m}.
   *
   * @param module the module that {@code list} is of
   */
  static Stream<Dependency> readAll(String module, String list) {
    return list.lines()
        .map(line -> line.strip().split(" ", 2)[0].split(":", -1))
        .filter(fields -> fields.length >= 5 && !fields[0].equals("ai.kernelpanic09"))
        .map(fields -> of(module, fields));
  }

  private static Dependency of(String module, String[] fields) { // with or without a classifier
    var scope = fields[fields.length - 1];
    return new Dependency(
        fields[0] + ":" + fields[1],
        new Version(fields[fields.length - 2]),
        IMAGES.contains(module) && IN_IMAGES.contains(scope));
  }
}
