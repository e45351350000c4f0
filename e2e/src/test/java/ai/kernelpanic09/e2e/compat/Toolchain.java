package ai.kernelpanic09.e2e.compat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A language's programs, and the exact packages that they use. Packages are fetched once and kept
 * outside the tree, in a folder that is named after their lock file.
 */
enum Toolchain {
  /** The clients of OpenAI, Anthropic and AWS. */
  PYTHON_SDKS("PyPI", "python/sdks.txt", "(?m)^%s(?:\\[[^]]*])?==([^ ;]+)") {
    @Override
    void install(Path folder) throws IOException, InterruptedException {
      python(folder, lock());
    }

    @Override
    List<String> command(Path folder, String program) {
      return List.of(folder.resolve("bin/python").toString(), source(program).toString());
    }
  },
  /** Frameworks that use those clients. */
  PYTHON_FRAMEWORKS("PyPI", "python/frameworks.txt", "(?m)^%s(?:\\[[^]]*])?==([^ ;]+)") {
    @Override
    void install(Path folder) throws IOException, InterruptedException {
      python(folder, lock());
    }

    @Override
    List<String> command(Path folder, String program) {
      return List.of(folder.resolve("bin/python").toString(), source(program).toString());
    }
  },
  NODE("npm", "node/package-lock.json", "\"node_modules/%s\": \\{\\s*\"version\": \"([^\"]+)\"") {
    @Override
    void install(Path folder) throws IOException, InterruptedException {
      Files.createDirectories(folder);
      for (var file : List.of("package.json", "package-lock.json")) {
        Files.copy(source(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      run(List.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"), folder);
    }

    @Override
    List<String> command(Path folder, String program) throws IOException {
      // A module's imports are looked up from where its file is.
      try (var files = Files.list(sources())) {
        for (var file : files.filter(each -> each.toString().endsWith(".mjs")).toList()) {
          Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return List.of("node", folder.resolve(program).toString());
    }
  },
  GO("the Go module proxy", "go/go.sum", "(?m)^%s v(\\S+) ") {
    @Override
    void install(Path folder) throws IOException, InterruptedException {
      Files.createDirectories(folder);
      run(List.of("go", "mod", "download"), sources());
    }

    @Override
    List<String> command(Path folder, String program) throws IOException, InterruptedException {
      var binary = folder.resolve("client").toString();
      run(List.of("go", "build", "-o", binary, "."), sources());
      return List.of(binary);
    }
  },
  JAVA("Maven Central", "java/pom.xml", "<artifactId>%s</artifactId>\\s*<version>([^<]+)") {
    @Override
    void install(Path folder) throws IOException, InterruptedException {
      Files.createDirectories(folder);
      run(
          List.of(
              "mvn",
              "-B",
              "-ntp",
              "-q",
              "-f",
              lock().toString(),
              "org.apache.maven.plugins:maven-dependency-plugin:build-classpath",
              "-Dmdep.outputFile=" + folder.resolve("classpath")),
          folder);
    }

    @Override
    List<String> command(Path folder, String program) throws IOException {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-cp",
          Files.readString(folder.resolve("classpath")).strip(),
          source(program).toString());
    }
  };

  static final Path SOURCES = Path.of("src/test/compat").toAbsolutePath();

  private static final Path CACHE =
      Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
          .map(Path::of)
          .orElse(Path.of(System.getProperty("user.home"), ".cache"))
          .resolve("k8s-ai-operator");

  private final String registry;
  private final String lock;
  private final String version;

  Toolchain(String registry, String lock, String version) {
    this.registry = registry;
    this.lock = lock;
    this.version = version;
  }

  abstract void install(Path folder) throws IOException, InterruptedException;

  abstract List<String> command(Path folder, String program)
      throws IOException, InterruptedException;

  /** The command that runs a program, after its packages were fetched where they are not there. */
  List<String> prepared(String program) throws IOException, InterruptedException {
    return command(installed(), program);
  }

  /** The folder of its packages, which are fetched where they are not there. */
  Path installed() throws IOException, InterruptedException {
    var folder = CACHE.resolve("compat-%s-%s".formatted(lock.replace('/', '-'), fingerprint()));
    var done = folder.resolve("is-complete");
    if (!Files.exists(done)) {
      try {
        install(folder);
      } catch (IllegalStateException e) {
        throw new IllegalStateException(
            "the packages of src/test/compat/%s could not be fetched from %s: %s"
                .formatted(lock, registry, e.getMessage()),
            e);
      }
      Files.writeString(done, "");
    }
    return folder;
  }

  /** The pinned version of a package. */
  String versionOf(String name) throws IOException {
    var found =
        Pattern.compile(version.formatted(Pattern.quote(name))).matcher(Files.readString(lock()));
    if (!found.find()) {
      throw new IllegalArgumentException(name + " is not in " + lock);
    }
    return found.group(1);
  }

  Path lock() {
    return SOURCES.resolve(lock);
  }

  /** The folder of this language's programs. */
  final Path sources() {
    return SOURCES.resolve(lock.substring(0, lock.indexOf('/')));
  }

  /** A file of that folder. */
  final Path source(String name) {
    return sources().resolve(name);
  }

  private static void python(Path folder, Path lock) throws IOException, InterruptedException {
    Files.createDirectories(CACHE);
    run(List.of("python3", "-m", "venv", "--clear", folder.toString()), CACHE);
    run(
        List.of(
            folder.resolve("bin/python").toString(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--only-binary=:all:",
            "--requirement",
            lock.toString()),
        CACHE);
  }

  private String fingerprint() throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(lock()));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    var log = Files.createTempFile("install", ".log");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      var process = builder.start();
      var ended = process.waitFor(10, TimeUnit.MINUTES);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(lastLine(Files.readString(log, StandardCharsets.UTF_8)));
      }
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private static String lastLine(String output) {
    return output.lines().filter(each -> !each.isBlank()).reduce((a, b) -> b).orElse("no output");
  }
}
