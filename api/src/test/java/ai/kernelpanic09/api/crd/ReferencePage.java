package ai.kernelpanic09.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The reference page of one kind, in Markdown. */
final class ReferencePage {

  private final CustomResourceDefinition crd;
  private final StringBuilder page = new StringBuilder();

  ReferencePage(CustomResourceDefinition crd) {
    this.crd = crd;
  }

  String markdown() {
    var spec = crd.getSpec();
    var names = spec.getNames();
    var version = spec.getVersions().getFirst();
    var root = version.getSchema().getOpenAPIV3Schema();
    page.append("<!-- Generated from the CRD by `make manifests`: change the classes of module")
        .append(" api instead. -->\n\n# ")
        .append(names.getKind())
        .append("\n\n")
        .append(root.getDescription())
        .append("\n\n| | |\n|---|---|\n");
    row("apiVersion", code(spec.getGroup() + "/" + version.getName()));
    row("kind", code(names.getKind()));
    row("scope", spec.getScope());
    row("names", names(List.of(names.getPlural()), names.getShortNames()));
    row("categories", names(names.getCategories(), List.of()));
    rules("\n## Rules\n", root);
    section("spec", root);
    section("status", root);
    page.append("\nEvery condition and reason, with what to do: [conditions](conditions.md#")
        .append(names.getSingular())
        .append(").\n");
    columns();
    return page.toString();
  }

  private static String names(List<String> first, List<String> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all.stream().map(ReferencePage::code).collect(Collectors.joining(", "));
  }

  private void section(String name, JSONSchemaProps root) {
    var schema = Objects.requireNonNull(root.getProperties().get(name), name);
    page.append("\n## ").append(name).append("\n\n").append(schema.getDescription()).append("\n\n");
    rules("", schema);
    page.append("| field | type | description |\n|---|---|---|\n");
    members(name + ".", schema);
  }

  private void members(String prefix, JSONSchemaProps schema) {
    var required = Objects.requireNonNullElse(schema.getRequired(), List.of());
    Objects.requireNonNullElse(schema.getProperties(), Map.<String, JSONSchemaProps>of())
        .forEach(
            (name, part) -> {
              row(
                  code(prefix + name) + (required.contains(name) ? " **required**" : ""),
                  type(part),
                  cell(part));
              members(prefix + name + ".", part);
              if (part.getItems() != null) {
                members(prefix + name + "[].", part.getItems().getSchema());
              }
            });
  }

  private static String type(JSONSchemaProps schema) {
    if (schema.getItems() != null) {
      return "list of " + type(schema.getItems().getSchema());
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      return "integer or string";
    }
    if (schema.getType() == null) {
      return "any";
    }
    return "date-time".equals(schema.getFormat()) ? "time" : schema.getType();
  }

  private static String cell(JSONSchemaProps schema) {
    var parts = new StringJoiner("<br>");
    parts.add(schema.getDescription());
    if (schema.getDefault() != null) {
      parts.add("Default: " + code(schema.getDefault().asText()));
    }
    constraints(schema, parts, "");
    if (schema.getItems() != null) {
      constraints(schema.getItems().getSchema(), parts, "Each: ");
    }
    return parts.toString();
  }

  private static void constraints(JSONSchemaProps schema, StringJoiner parts, String prefix) {
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      parts.add(
          prefix
              + "One of: "
              + schema.getEnum().stream()
                  .map(value -> code(value.asText()))
                  .collect(Collectors.joining(", ")));
    }
    range(schema.getMinimum(), schema.getMaximum(), "", parts, prefix);
    range(schema.getMinLength(), schema.getMaxLength(), " characters", parts, prefix);
    range(schema.getMinItems(), schema.getMaxItems(), " entries", parts, prefix);
    if (schema.getPattern() != null) {
      parts.add(prefix + "Pattern: " + code(schema.getPattern()));
    }
    if ("map".equals(schema.getXKubernetesListType())) {
      parts.add("One entry per " + String.join(" and ", schema.getXKubernetesListMapKeys()) + ".");
    } else if ("set".equals(schema.getXKubernetesListType())) {
      parts.add("Entries are unique.");
    }
    if (schema.getXKubernetesValidations() != null) {
      schema
          .getXKubernetesValidations()
          .forEach(
              rule ->
                  parts.add(
                      prefix
                          + "Rule: "
                          + (rule.getFieldPath() == null
                              ? ""
                              : code(rule.getFieldPath().substring(1)) + " ")
                          + rule.getMessage()));
    }
  }

  private static void range(
      Number least, Number most, String unit, StringJoiner parts, String prefix) {
    if (least != null && most != null) {
      parts.add(prefix + number(least) + " to " + number(most) + unit);
    } else if (least != null) {
      parts.add(prefix + "At least " + number(least) + unit);
    } else if (most != null) {
      parts.add(prefix + "At most " + number(most) + unit);
    }
  }

  private static String number(Number number) {
    return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
  }

  private void rules(String heading, JSONSchemaProps schema) {
    var rules = schema.getXKubernetesValidations();
    if (rules == null || rules.isEmpty()) {
      return;
    }
    page.append(heading).append('\n');
    for (var rule : rules) {
      page.append("- ");
      if (rule.getFieldPath() != null) {
        page.append(code(rule.getFieldPath().substring(1))).append(' ');
      }
      page.append(rule.getMessage()).append('\n');
    }
    page.append('\n');
  }

  private void columns() {
    page.append(
        "\n## Columns of kubectl get\n\n| column | source | with -o wide only |\n|---|---|---|\n");
    for (var column : crd.getSpec().getVersions().getFirst().getAdditionalPrinterColumns()) {
      row(
          column.getName().toUpperCase(Locale.ROOT),
          code(column.getJsonPath()),
          column.getPriority() == null ? "" : "yes");
    }
  }

  private void row(String... cells) {
    page.append("| ")
        .append(String.join(" | ", List.of(cells).stream().map(ReferencePage::escaped).toList()))
        .append(" |\n");
  }

  private static String escaped(String cell) {
    return cell.replace("|", "\\|").replaceAll("<(?!br>)", "&lt;");
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
