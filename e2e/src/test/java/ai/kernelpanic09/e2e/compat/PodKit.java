package ai.kernelpanic09.e2e.compat;

import ai.kernelpanic09.e2e.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the programs of a language need in a pod: an image that hack/images.sh makes of this
 * machine's runtime, and files that are copied into it.
 */
record PodKit(Toolchain toolchain) {

  /** Where its files are in a pod. */
  static final String FOLDER = "/clients";

  String image() {
    return "localhost/e2e-" + runtime() + ":1";
  }

  private String runtime() {
    return switch (toolchain) {
      case PYTHON_SDKS, PYTHON_FRAMEWORKS -> "python";
      case NODE -> "node";
      case JAVA -> "java";
      case GO -> "tools";
    };
  }

  /**
   * Makes the image and gives it to the node, which has that of the tools already.
   *
   * @param folder for its archive
   */
  void load(Path folder) throws IOException {
    if (toolchain == Toolchain.GO) {
      return;
    }
    var images = Cluster.PROJECT.resolve("hack/images.sh").toString();
    Cluster.run(images, "runtime", runtime()).succeeded();
    Cluster.run(images, "save", folder.toString(), runtime()).succeeded();
    var archive = folder.resolve(runtime() + ".tar");
    Cluster.script("load", archive.toString());
    Files.delete(archive);
  }

  /**
   * Its files, each of which gets into {@link #FOLDER} under its own name: programs, and the
   * packages that they use.
   */
  List<Path> files() throws IOException, InterruptedException {
    var packages = toolchain.installed();
    return switch (toolchain) {
      case PYTHON_SDKS, PYTHON_FRAMEWORKS ->
          List.of(toolchain.sources(), sitePackages(packages.resolve("lib")));
      case NODE -> List.of(toolchain.sources(), packages.resolve("node_modules"));
      case JAVA ->
          Stream.concat(
                  Stream.of(toolchain.sources()),
                  Stream.of(Files.readString(packages.resolve("classpath")).strip().split(":", -1))
                      .map(Path::of))
              .toList();
      case GO -> List.of(Path.of(toolchain.prepared("main.go").getFirst()));
    };
  }

  private static Path sitePackages(Path libraries) throws IOException {
    try (var versions = Files.newDirectoryStream(libraries, "python3*")) {
      return versions.iterator().next().resolve("site-packages");
    }
  }

  /** The command that runs a program where the image and the files are. */
  List<String> command(String program) {
    var file = FOLDER + "/" + toolchain.sources().getFileName() + "/" + program;
    return switch (toolchain) {
      case PYTHON_SDKS, PYTHON_FRAMEWORKS ->
          List.of("env", "PYTHONPATH=" + FOLDER + "/site-packages", "python3", file);
      case NODE -> List.of("node", file);
      case JAVA -> List.of("java", "-cp", FOLDER + "/*", file);
      case GO -> List.of(FOLDER + "/client");
    };
  }
}
