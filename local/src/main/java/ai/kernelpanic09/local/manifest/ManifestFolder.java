package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.core.digest.Sha256;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The texts of a folder and its subfolders that may be manifests: files that end with yaml, yml or
 * json. Files and folders whose names begin with a dot are left out, the default folder for state
 * among them.
 *
 * @param texts texts of files by path below the folder
 */
public record ManifestFolder(SortedMap<String, String> texts) {

  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  /**
   * Reads a folder.
   *
   * @param state folder of local mode's own state, which is not read even if it is inside {@code
   *     folder}
   * @throws ManifestException when {@code folder} is missing or is a file
   * @throws IOException when a file can't be read
   */
  public static ManifestFolder read(Path folder, Path state) throws IOException {
    if (!Files.exists(folder)) {
      throw new ManifestException(
          "there is no folder " + folder + ": name the one that holds the manifests");
    }
    if (!Files.isDirectory(folder)) {
      throw new ManifestException(folder + " is a file: name the folder that holds the manifests");
    }
    var walk = new Walk(folder.toRealPath(), Files.exists(state) ? state.toRealPath() : state);
    Files.walkFileTree(walk.root, walk);
    return new ManifestFolder(walk.texts);
  }

  /** A hash of the texts and their paths. */
  public String fingerprint() {
    return Sha256.hex(texts.toString());
  }

  /** Walks a folder. A file that vanishes meanwhile counts as absent. */
  private static final class Walk extends SimpleFileVisitor<Path> {
    private final SortedMap<String, String> texts = new TreeMap<>();
    private final Path root;
    private final Path state;

    Walk(Path root, Path state) {
      this.root = root;
      this.state = state;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
      return !each.equals(root) && (isHidden(each) || each.equals(state))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
      var name = each.getFileName().toString();
      if (!isHidden(each)
          && ENDINGS.stream().anyMatch(name::endsWith)
          && Files.isRegularFile(each)) {
        try {
          texts.put(root.relativize(each).toString(), Files.readString(each));
        } catch (IOException e) {
          return visitFileFailed(each, e);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path each, IOException e) throws IOException {
      var name = root.relativize(each).toString();
      return switch (e) {
        case NoSuchFileException _ -> FileVisitResult.CONTINUE;
        case CharacterCodingException _ ->
            throw new ManifestException(name + ": is not UTF-8: save it as such");
        default ->
            throw new ManifestException(
                name + ": can't be read (" + e.getClass().getSimpleName() + "): is it yours?");
      };
    }

    private static boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }
  }
}
