package ai.kernelpanic09.e2e.compat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to come of each client's features: a file of lines {@code client feature outcome saw},
 * separated by tabs. Features that a client lacks are not in it.
 */
final class ExpectedTable {

  static final Path FILE = Toolchain.SOURCES.resolve("expected.tsv");

  private final Map<Client, Map<Feature, Result>> results = new EnumMap<>(Client.class);

  static ExpectedTable read() throws IOException {
    var table = new ExpectedTable();
    for (var line : Files.readAllLines(FILE)) {
      var cells = line.split("\t", -1);
      table.put(
          Client.valueOf(constant(cells[0])),
          Feature.valueOf(constant(cells[1])),
          new Result(Result.Outcome.valueOf(constant(cells[2])), cells[3]));
    }
    return table;
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  Result get(Client client, Feature feature) {
    return find(client, feature).orElse(new Result(Result.Outcome.ABSENT, ""));
  }

  Map<Feature, Result> get(Client client, Set<Feature> features) {
    var ofClient = new EnumMap<Feature, Result>(Feature.class);
    features.forEach(feature -> ofClient.put(feature, get(client, feature)));
    return ofClient;
  }

  private Optional<Result> find(Client client, Feature feature) {
    return Optional.ofNullable(results.getOrDefault(client, Map.of()).get(feature));
  }

  void put(Client client, Feature feature, Result result) {
    var ofClient = results.computeIfAbsent(client, key -> new EnumMap<>(Feature.class));
    if (result.outcome() == Result.Outcome.ABSENT) {
      ofClient.remove(feature);
    } else {
      ofClient.put(feature, result);
    }
  }

  void write() throws IOException {
    var lines = new StringBuilder();
    results.forEach(
        (client, features) ->
            features.forEach(
                (feature, result) ->
                    lines
                        .append(client.id())
                        .append('\t')
                        .append(feature.id())
                        .append('\t')
                        .append(result.outcome().name().toLowerCase(Locale.ROOT))
                        .append('\t')
                        .append(result.saw())
                        .append('\n')));
    Files.writeString(FILE, lines);
  }
}
