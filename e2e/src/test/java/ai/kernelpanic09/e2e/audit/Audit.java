package ai.kernelpanic09.e2e.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The command behind {@code make audit}. */
final class Audit {

  /** Exit codes: no artifact is affected, one is, or it could not be found out. */
  static final int CLEAR = 0;

  static final int AFFECTED = 1;
  static final int FAILED = 2;

  private static final String USAGE =
      "audit: called wrongly: Audit ADVISORIES [--refresh URL] MODULE=FILE…";

  private final PrintStream out;
  private final PrintStream err;

  Audit(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(new Audit(System.out, System.err).run(arguments));
  }

  int run(String... arguments) throws InterruptedException {
    var lists = new LinkedHashMap<String, Path>();
    String refresh = "";
    for (var i = 1; i < arguments.length; i++) {
      var pair = arguments[i].split("=", 2);
      if (arguments[i].equals("--refresh") && i + 1 < arguments.length) {
        refresh = arguments[++i];
      } else if (pair.length == 2) {
        lists.put(pair[0], Path.of(pair[1]));
      } else {
        err.println(USAGE);
        return FAILED;
      }
    }
    if (lists.isEmpty()) {
      err.println(USAGE);
      return FAILED;
    }
    try {
      var file = Path.of(arguments[0]);
      var dependencies = dependencies(lists);
      var list = AdvisoryList.read(file);
      if (!refresh.isEmpty()) {
        list = refresh(file, list, dependencies, refresh);
      }
      return report(list, dependencies);
    } catch (IOException | IllegalArgumentException e) {
      err.println("audit: " + message(e));
      return FAILED;
    }
  }

  /** All artifacts, each version once; it counts as shipped if any module ships it. */
  private static List<Dependency> dependencies(Map<String, Path> lists) throws IOException {
    var all = new ArrayList<Dependency>();
    for (var list : lists.entrySet()) {
      var read = Dependency.readAll(list.getKey(), Files.readString(list.getValue())).toList();
      if (read.isEmpty()) {
        throw new IOException(list.getValue() + " has no dependency: was it written by Maven?");
      }
      all.addAll(read);
    }
    var byShipped = Comparator.comparing((Dependency d) -> !d.shipped());
    all.sort(byShipped.thenComparing(Dependency::artifact).thenComparing(Dependency::version));
    var once = new LinkedHashMap<String, Dependency>();
    all.forEach(d -> once.putIfAbsent(d.artifact() + ":" + d.version(), d));
    return List.copyOf(once.values());
  }

  private AdvisoryList refresh(
      Path file, AdvisoryList list, List<Dependency> dependencies, String from)
      throws IOException, InterruptedException {
    var artifacts = new TreeSet<String>();
    dependencies.forEach(d -> artifacts.add(d.artifact()));
    try {
      var found = new OsvDatabase(URI.create(from)).advisories(artifacts);
      var refreshed = list.refreshed(found);
      refreshed.write(file);
      out.printf(
          "%s: %d advisories, %d of them from %s%n",
          file, refreshed.advisories().size(), found.size(), from);
      return refreshed;
    } catch (IOException e) {
      throw new IOException(
          "could not be refreshed from %s (%s): %s is as it was".formatted(from, message(e), file),
          e);
    }
  }

  private int report(AdvisoryList list, List<Dependency> dependencies) {
    var affected = 0;
    for (var dependency : dependencies) {
      for (var advisory : list.advisories()) {
        if (!advisory.affects(dependency)) {
          continue;
        }
        affected += advisory.accepted() ? 0 : 1;
        out.printf(
            "%s: %s %s: %s (%s), fixed in %s: %s%n",
            dependency.shipped() ? "shipped" : "tests only",
            dependency.artifact(),
            dependency.version(),
            advisory.id(),
            advisory.severity(),
            advisory.fixed(),
            advisory.note());
      }
    }
    out.printf(
        "%d dependencies, %d of them shipped, held against %d advisories: %s%n",
        dependencies.size(),
        dependencies.stream().filter(Dependency::shipped).count(),
        list.advisories().size(),
        affected == 0 ? "none to mend" : affected + " to mend");
    return affected == 0 ? CLEAR : AFFECTED;
  }

  private static String message(Exception e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
