package ai.kernelpanic09.local.desk;

import ai.kernelpanic09.core.desk.DeskStore;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerState;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Ledgers as files, one for each endpoint, in the form in which a status holds them. */
public final class FileLedgers implements DeskStore {

  private final ObjectMapper json = JsonMapper.builder().build();
  private final Path directory;

  public FileLedgers(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  @Override
  public LedgerState load(EndpointName endpoint) throws IOException {
    var file = file(endpoint);
    if (!Files.exists(file)) {
      return LedgerState.EMPTY;
    }
    try {
      return json.readValue(file.toFile(), DurableLedger.class).toState();
    } catch (JsonProcessingException e) {
      throw new IOException(unreadable(file, e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(unreadable(file, String.valueOf(e.getMessage())), e);
    }
  }

  @Override
  public void save(EndpointName endpoint, LedgerState state, BudgetTerms terms, long nowMillis)
      throws IOException {
    var file = file(endpoint);
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    var bytes = ByteBuffer.wrap(json.writeValueAsBytes(DurableLedger.of(state, terms, nowMillis)));
    try (var out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static String unreadable(Path file, String why) {
    return "%s is no ledger (%s): bring it back from a copy, or remove it to forget what was spent"
        .formatted(file, why);
  }

  private Path file(EndpointName endpoint) {
    // Neither part of the name can hold ".." or a slash, so the file stays in the folder; neither
    // holds an underscore, so two endpoints never share a file.
    return directory.resolve(endpoint.namespace() + "_" + endpoint.name() + ".json");
  }
}
