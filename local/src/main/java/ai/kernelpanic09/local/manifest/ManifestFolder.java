package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.core.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The texts of a folder and its subfolders that may be manifests: files that end with yaml, yml or
 * json. What begins with a dot is left out, our own state among it.
 *
 * @param texts by path below the folder
 */
public record ManifestFolder(SortedMap<String, String> texts) {

  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  /**
   * Reads a folder.
   *
   * @param state a folder that holds no manifests, even if it is below
   * @throws ManifestException when there is none
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
    var texts = new TreeMap<String, String>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            return !each.equals(folder) && (isHidden(each) || isSame(each, state))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            var name = each.getFileName().toString();
            if (!isHidden(each)
                && ENDINGS.stream().anyMatch(name::endsWith)
                && Files.isRegularFile(each)) {
              texts.put(
                  folder.relativize(each).toString(),
                  new String(Files.readAllBytes(each), StandardCharsets.UTF_8));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new ManifestFolder(texts);
  }

  /** The same for folders that say the same. */
  public String fingerprint() {
    return Sha256.hex(texts.toString());
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }
}
