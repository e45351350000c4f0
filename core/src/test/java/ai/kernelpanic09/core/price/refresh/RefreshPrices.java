package ai.kernelpanic09.core.price.refresh;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The command behind {@code make prices}. */
final class RefreshPrices {

  private static final String USAGE =
      """
      make prices [FROM='file …'] [REGIONS='region …'] [WRITE=yes]
        Holds prices.tsv and guardrails.tsv against the AWS Price List: of files saved before
        (a bulk offer file, or the output of aws pricing get-products), else of what AWS publishes
        for these regions. Shows what would change; WRITE=yes writes it.
      """;
  private static final List<String> OFFERS = List.of("AmazonBedrock", Quote.FOUNDATION_MODELS);
  private static final List<String> REGIONS =
      List.of("us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-northeast-1");
  private static final URI BULK =
      URI.create("https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/");

  /** The command's arguments. */
  private record Options(Path tables, List<Path> from, List<String> regions, boolean write) {

    static Options of(String[] arguments) {
      var from = new ArrayList<Path>();
      var regions = new ArrayList<String>();
      var write = false;
      for (var i = 1; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--write" -> write = true;
          case "--from" -> from.add(Path.of(arguments[++i]));
          case "--region" -> regions.add(arguments[++i]);
          default -> throw new IllegalArgumentException(arguments[i]);
        }
      }
      return new Options(Path.of(arguments[0]), from, regions.isEmpty() ? REGIONS : regions, write);
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    var lists = new ArrayList<String>();
    for (var file : options.from) {
      lists.add(Files.readString(file));
    }
    if (lists.isEmpty()) {
      for (var offer : OFFERS) {
        for (var region : options.regions) {
          lists.add(download(BULK.resolve(offer + "/current/" + region + "/index.json")));
        }
      }
    }
    System.out.print(run(options.tables, lists, LocalDate.now(ZoneOffset.UTC), options.write));
    if (!options.write) {
      System.out.println("\nNothing was written: WRITE=yes does that.");
    }
  }

  /**
   * Compares the tables of a folder with price lists.
   *
   * @param today the last day on which the old prices hold
   * @param write whether to write the changes
   */
  static Diff run(Path tables, List<String> lists, LocalDate today, boolean write)
      throws IOException {
    var entries = new ArrayList<Offer.Entry>();
    for (var list : lists) {
      entries.addAll(Offer.entries(list));
    }
    var pricesFile = tables.resolve("prices.tsv");
    var guardrailsFile = tables.resolve("guardrails.tsv");
    var prices = new TableText(Files.readString(pricesFile), 4, 9, 10);
    var guardrails = new TableText(Files.readString(guardrailsFile), 2, 3, 4);
    var diff = new Diff();
    var quotes = entries.stream().flatMap(entry -> Quote.of(entry).stream()).toList();
    new Refresh(prices, quotes, today, diff).run();
    new GuardrailRefresh(guardrails, entries, today, diff).run();
    if (write && !diff.isEmpty()) {
      Files.writeString(pricesFile, prices.toString());
      Files.writeString(guardrailsFile, guardrails.toString());
    }
    return diff;
  }

  private static String download(URI url) throws IOException, InterruptedException {
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build()) {
      var request = HttpRequest.newBuilder(url).timeout(Duration.ofMinutes(2)).build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(url + " answers " + answer.statusCode());
      }
      return answer.body();
    }
  }

  private RefreshPrices() {}
}
