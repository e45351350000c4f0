package ai.kernelpanic09.e2e.compat;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What people read: which client's features work, as the table of expected results has it. */
final class CompatibilityPage {

  private static final String HEAD =
      """
      <!-- Generated from e2e/src/test/compat/expected.tsv, which real runs are held against, by `make manifests`: change that instead. -->

      # Clients

      `make compatibility` runs each of these clients, unmodified and in the version below, before a simulated AWS: in a
      labelled pod of a real cluster, and before [local mode](local.md) with the variables of such a pod. What it sees is
      held against this page, and what it costs against the simulator's bill, to the nano-dollar. What becomes of each
      member that clients send stands in [docs/clients](clients/README.md).

      Nothing is configured but the label, with these exceptions:

      - ai-sdk's provider for Anthropic wants the version in its address
        (`baseURL: process.env.ANTHROPIC_BASE_URL + "/v1"`); its provider for Bedrock finds no container credentials (any
        `accessKeyId` and `secretAccessKey` do); its provider for OpenAI's responses hands back a model's thoughts with
        `store: false` alone, and has to be told that the model thinks (`forceReasoning: true`).
      - Frameworks learn from a model's id what it can do. On Bedrock langchain-aws, pydantic-ai, strands and ai-sdk name
        the model by its Bedrock id instead of the endpoint's name. pydantic-ai on OpenAI is told by a profile that the
        model has prompt caching (`openai_supports_prompt_cache_breakpoints`) and gives back its thoughts
        (`openai_supports_encrypted_reasoning_content`); on chat it hands no thoughts back, so a loop of tools goes on
        without thinking on Claude before 4.6.

      ✓ works · ✗ is refused, and [why](#what-is-refused) · – the client has no such thing
      """;

  private static final String SIGHTS =
      """

      ## What clients see of errors and guardrails

      The error that the client raises, its status, and the code in the body. A call that a guardrail stops is no error: the
      answer is the policy's message, with this reason to stop.

      """;

  private static final String REFUSED =
      """

      ## What is refused

      """;

  private final ExpectedTable table;

  CompatibilityPage(ExpectedTable table) {
    this.table = table;
  }

  String text() throws IOException {
    return HEAD + works() + SIGHTS + sights() + REFUSED + refused();
  }

  private static List<Feature> features(boolean same) {
    return Stream.of(Feature.values()).filter(each -> each.expected().isEmpty() != same).toList();
  }

  private String works() throws IOException {
    var features = features(true);
    var rows = new ArrayList<String>();
    for (var client : Client.values()) {
      rows.add(
          row(
              client.title() + " " + client.version(),
              features.stream().map(each -> mark(client, each)).toList()));
    }
    return "\n" + table(features, rows);
  }

  private String mark(Client client, Feature feature) {
    return switch (table.get(client, feature).outcome()) {
      case WORKS -> "✓";
      case REFUSED, FAILED -> "✗";
      case ABSENT -> "–";
    };
  }

  private String sights() {
    var features = features(false);
    return table(
        features,
        Stream.of(Client.values())
            .map(
                client ->
                    row(
                        client.title(),
                        features.stream().map(each -> sight(client, each)).toList()))
            .toList());
  }

  private String sight(Client client, Feature feature) {
    var saw = table.get(client, feature).saw();
    // Of a guardrail the message is the policy's own.
    var kind = feature.isError() ? saw : saw.split(":", -1)[0];
    return kind.isEmpty() ? "–" : "`" + kind + "`";
  }

  private String refused() {
    var rows = new ArrayList<String>();
    for (var client : Client.values()) {
      for (var feature : features(true)) {
        var result = table.get(client, feature);
        if (result.outcome() == Result.Outcome.REFUSED) {
          rows.add(row(client.title(), List.of(feature.title(), result.saw().replace("|", "\\|"))));
        }
      }
    }
    return rows.isEmpty()
        ? "None of the features above.\n"
        : "| client | feature | what it is told |\n|---|---|---|\n" + String.join("", rows);
  }

  private static String table(List<Feature> features, List<String> rows) {
    return row("client", features.stream().map(Feature::title).toList())
        + "|---|"
        + "---|".repeat(features.size())
        + "\n"
        + String.join("", rows);
  }

  private static String row(String name, List<String> cells) {
    return cells.stream().collect(joining(" | ", "| " + name + " | ", " |\n"));
  }
}
