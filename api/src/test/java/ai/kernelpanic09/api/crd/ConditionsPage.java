package ai.kernelpanic09.api.crd;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.condition.DocumentedReason;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.api.condition.ResourceKind;
import java.util.Arrays;
import java.util.List;

/** The reference page of conditions and Events, in Markdown. */
final class ConditionsPage {

  private static final String HEAD =
      """
      <!-- Generated from package condition of module api by `make manifests`: change its enums instead. -->

      # Conditions and Events

      A condition is `True`, `False` or `Unknown`, and has a reason, one word, and a message with the particulars. Each change of
      status or reason of a condition is an Event too, with the condition's reason.

      ## Any condition

      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  static String markdown() {
    return new ConditionsPage().write();
  }

  private String write() {
    table(
        Arrays.stream(ConditionReason.values())
            .filter(ConditionsPage::isOfEveryCondition)
            .toList());
    for (var kind : ResourceKind.values()) {
      page.append("\n## ").append(kind.id()).append('\n');
      Arrays.stream(ConditionType.values())
          .filter(type -> type.kinds().contains(kind))
          .forEach(this::type);
    }
    events();
    return page.toString();
  }

  private static boolean isOfEveryCondition(ConditionReason reason) {
    return reason.types().size() == ConditionType.values().length;
  }

  private void type(ConditionType type) {
    page.append("\n### ").append(type.id()).append("\n\n").append(type.meaning()).append("\n\n");
    table(type.reasons().stream().filter(each -> !isOfEveryCondition(each)).toList());
  }

  private void table(List<ConditionReason> reasons) {
    page.append("| reason | what it means | what to do |\n|---|---|---|\n");
    reasons.forEach(each -> row(each, ""));
  }

  private void events() {
    page.append("\n## Events\n\nBesides those about conditions:\n\n")
        .append("| reason | beside | what it means | what to do |\n|---|---|---|---|\n");
    for (var each : EventReason.values()) {
      row(each, each.about() + " | ");
    }
    page.append("\nWhy the webhooks decide as they do: [reasons of admission](admission.md).\n");
  }

  private void row(DocumentedReason reason, String second) {
    page.append("| `")
        .append(reason.id())
        .append("` | ")
        .append(second)
        .append(reason.meaning())
        .append(" | ")
        .append(reason.fix())
        .append(" |\n");
  }
}
