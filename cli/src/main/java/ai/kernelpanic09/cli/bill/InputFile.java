package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A file of AWS's, plain or gzip, open at its first byte.
 *
 * @param kind what it holds
 */
record InputFile(String name, Kind kind, InputStream content) implements AutoCloseable {

  private static final int BUFFER = 1 << 16;
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** What a file holds. */
  enum Kind {
    INVOCATION_LOG,
    COST_REPORT
  }

  /**
   * @throws CommandFailure when it can't be opened, or is of no kind that can be read
   */
  static InputFile open(Path path) throws CommandFailure {
    try {
      var content = plain(path);
      try {
        return new InputFile(path.toString(), kind(path, content), content);
      } catch (IOException | CommandFailure e) {
        content.close();
        throw e;
      }
    } catch (IOException e) {
      throw CommandFailure.wrongInput(
          path + " can't be read (" + e.getClass().getSimpleName() + "): name a file that exists");
    }
  }

  /** The text of a file, plain or gzip. */
  static InputStream plain(Path path) throws IOException {
    var raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    var start = peek(raw, 2);
    var zipped = start.length == 2 && start[0] == (byte) 0x1f && start[1] == (byte) 0x8b;
    return zipped ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
  }

  private static Kind kind(Path path, InputStream content) throws IOException, CommandFailure {
    var start = peek(content, BUFFER / 2);
    if (Arrays.equals(start, 0, Math.min(4, start.length), PARQUET, 0, PARQUET.length)) {
      throw CommandFailure.wrongInput(
          path
              + " is Parquet, which is not read: export CSV (in Data Exports choose gzip with"
              + " text/csv, or SELECT the rows in Athena and download its results)");
    }
    var text = new String(start, StandardCharsets.UTF_8);
    var first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    return CostReportReader.isHeader(first) ? Kind.COST_REPORT : Kind.INVOCATION_LOG;
  }

  private static byte[] peek(InputStream from, int most) throws IOException {
    from.mark(most);
    var start = from.readNBytes(most);
    from.reset();
    return start;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
