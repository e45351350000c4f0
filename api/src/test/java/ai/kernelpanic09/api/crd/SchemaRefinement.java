package ai.kernelpanic09.api.crd;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Adds to a CRD those parts for which the generator has no annotation. */
final class SchemaRefinement {

  private static final Map<String, String> KIND_DESCRIPTIONS =
      Map.of(
          "ModelEndpoint",
          "ModelEndpoint makes one Bedrock model available to pods, with a budget, limits and a"
              + " guardrail that all callers share.",
          "PromptTemplate",
          "PromptTemplate is a prompt with variables, kept in revisions and rendered for a"
              + " ModelEndpoint.",
          "GuardrailPolicy",
          "GuardrailPolicy is a Bedrock guardrail, kept in every AWS account and region whose"
              + " endpoints use it.");

  /** Lists that are merged by key on server-side apply; one entry per key. */
  private static final Map<String, List<String>> MAP_LISTS =
      Map.ofEntries(
          Map.entry("status.conditions", List.of("type")),
          Map.entry("status.guardrails", List.of("account", "region")),
          Map.entry("spec.variables", List.of("name")),
          Map.entry("spec.contentPolicy.filters", List.of("type")),
          Map.entry("spec.topicPolicy.topics", List.of("name")),
          Map.entry("spec.wordPolicy.managedWordLists", List.of("type")),
          Map.entry("spec.sensitiveInformationPolicy.piiEntities", List.of("type")),
          Map.entry("spec.sensitiveInformationPolicy.regexes", List.of("name")),
          Map.entry("spec.contextualGroundingPolicy.filters", List.of("type")));

  /** Lists whose order means nothing and whose entries are unique. All others are atomic. */
  private static final Set<String> SETS =
      Set.of(
          "spec.allowedNamespaces",
          "spec.automatedReasoningPolicy.policies",
          "spec.contentPolicy.filters[].inputModalities",
          "spec.contentPolicy.filters[].outputModalities");

  private static final Set<String> INT_OR_STRING =
      Set.of(
          "spec.variables[].enum[]",
          "spec.sidecar.resources.requests.cpu",
          "spec.sidecar.resources.requests.memory",
          "spec.sidecar.resources.limits.cpu",
          "spec.sidecar.resources.limits.memory");

  /** Members that take any JSON value. */
  private static final Set<String> ANY_VALUE = Set.of("spec.variables[].default");

  private static final Set<String> DATE_TIMES =
      Set.of("windowStart", "windowEnd", "start", "end", "createdAt", "lastTransitionTime");

  /**
   * Amounts in a status: a client that can't read one of them can't list any object of the kind.
   */
  private static final Pattern AMOUNTS =
      Pattern.compile(
          "status\\.(budget|usage|spenders).*\\."
              + "(spent|estimated|resolved|billed|unbilled|writtenOff|forgiven|leased|limit|unreachable|available|amount|costTotal)"
              + "|status\\.limits\\.(guardrail\\.)?price\\..*");

  private static final String AMOUNT = "^-?([0-9]{1,9}|[1-8][0-9]{9})(\\.[0-9]{1,9})?$";

  private static final Map<String, String> CONDITION_DESCRIPTIONS =
      Map.of(
          "type", "Type of the condition.",
          "status", "True, False or Unknown.",
          "reason", "Reason of the status as one word, for programs.",
          "message", "Reason of the status as a sentence, for people.",
          "lastTransitionTime", "When the status changed last.",
          "observedGeneration", "Generation of the spec that the condition is about.");

  private final CustomResourceDefinition crd;

  SchemaRefinement(CustomResourceDefinition crd) {
    this.crd = crd;
  }

  CustomResourceDefinition refined() {
    var kind = crd.getSpec().getNames().getKind();
    for (var version : crd.getSpec().getVersions()) {
      var root = version.getSchema().getOpenAPIV3Schema();
      describe(root, kind);
      root.getProperties().forEach((name, schema) -> refine(name, schema));
      root.setXKubernetesValidations(distinct(root.getXKubernetesValidations()));
      conditions(root);
      version.setAdditionalPrinterColumns(columns(kind));
      keepStatusSubresource(version);
    }
    return crd;
  }

  private static void describe(JSONSchemaProps root, String kind) {
    root.setDescription(KIND_DESCRIPTIONS.get(kind));
    root.setRequired(List.of("spec"));
    member(root.getProperties(), "spec").setDescription("What is wanted.");
    member(root.getProperties(), "status").setDescription("What the operator found and did.");
    root.getProperties()
        .put(
            "apiVersion",
            string("Group and version of this object: ai.kernelpanic09.io/v1alpha1."));
    root.getProperties().put("kind", string("Kind of this object: " + kind + "."));
    // The API server knows metadata itself, and allows no description here.
    root.getProperties().put("metadata", type("object"));
  }

  private static JSONSchemaProps string(String description) {
    return new JSONSchemaPropsBuilder().withType("string").withDescription(description).build();
  }

  private static void refine(String path, JSONSchemaProps schema) {
    var name = path.substring(path.lastIndexOf('.') + 1);
    if (INT_OR_STRING.contains(path)) {
      schema.setXKubernetesIntOrString(true);
      schema.setAnyOf(List.of(type("integer"), type("string")));
      schema.setType(null);
    } else if (ANY_VALUE.contains(path)) {
      schema.setType(null);
      schema.setXKubernetesPreserveUnknownFields(true);
    } else if ("integer".equals(schema.getType())) {
      schema.setFormat("int64");
    } else if ("number".equals(schema.getType())) {
      schema.setFormat("double");
    } else if ("string".equals(schema.getType()) && AMOUNTS.matcher(path).matches()) {
      schema.setPattern(AMOUNT);
    } else if (DATE_TIMES.contains(name)) {
      schema.setFormat("date-time");
    } else if ("array".equals(schema.getType())) {
      list(path, schema);
      refine(path + "[]", schema.getItems().getSchema());
    }
    schema.setXKubernetesValidations(distinct(schema.getXKubernetesValidations()));
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((member, part) -> refine(path + "." + member, part));
    }
  }

  private static JSONSchemaProps type(String type) {
    return new JSONSchemaPropsBuilder().withType(type).build();
  }

  private static void list(String path, JSONSchemaProps schema) {
    var keys = MAP_LISTS.get(path);
    if (keys != null) {
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(keys);
      var item = schema.getItems().getSchema();
      var required = new LinkedHashSet<>(Objects.requireNonNullElse(item.getRequired(), List.of()));
      required.addAll(keys);
      item.setRequired(List.copyOf(required));
    } else {
      schema.setXKubernetesListType(SETS.contains(path) ? "set" : "atomic");
    }
  }

  /**
   * Removes duplicates: the generator finds a rule of a record's component at its field and again
   * at its accessor.
   */
  private static @Nullable List<ValidationRule> distinct(@Nullable List<ValidationRule> rules) {
    return rules == null ? null : new ArrayList<>(new LinkedHashSet<>(rules));
  }

  private static void conditions(JSONSchemaProps root) {
    var item =
        member(member(root.getProperties(), "status").getProperties(), "conditions")
            .getItems()
            .getSchema();
    item.setRequired(List.of("type", "status", "reason", "message", "lastTransitionTime"));
    var members = item.getProperties();
    CONDITION_DESCRIPTIONS.forEach((name, text) -> member(members, name).setDescription(text));
    member(members, "type").setMaxLength(316L);
    member(members, "reason").setMaxLength(1024L);
    member(members, "message").setMaxLength(32_768L);
    member(members, "status")
        .setEnum(List.of(new TextNode("True"), new TextNode("False"), new TextNode("Unknown")));
  }

  private static JSONSchemaProps member(Map<String, JSONSchemaProps> members, String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  private static void keepStatusSubresource(CustomResourceDefinitionVersion version) {
    Objects.requireNonNull(version.getSubresources().getStatus(), "status subresource");
  }

  private static List<CustomResourceColumnDefinition> columns(String kind) {
    return switch (kind) {
      case "ModelEndpoint" ->
          List.of(
              column("Model", "string", ".spec.modelId", 0, "Model as the spec names it."),
              column("Region", "string", ".spec.region", 0, "AWS region."),
              column("Available", "boolean", ".status.available", 0, "Whether calls are served."),
              column(
                  "Cost/Month",
                  "string",
                  ".status.budget.monthly.spent",
                  0,
                  "Dollars spent in the current month."),
              column(
                  "Invocations",
                  "integer",
                  ".status.usage.invocations",
                  0,
                  "Calls that the model answered."),
              column(
                  "Cost/Day",
                  "string",
                  ".status.budget.daily.spent",
                  1,
                  "Dollars spent in the current day."),
              column(
                  "Estimated/Day",
                  "string",
                  ".status.budget.daily.estimated",
                  1,
                  "The part of Cost/Day that is a worst case and no bill."),
              column(
                  "Budget/Month",
                  "string",
                  ".spec.costBudget.monthly",
                  1,
                  "Dollars that may be spent per month."),
              column(
                  "Sidecars",
                  "integer",
                  ".status.sidecars",
                  1,
                  "Pods whose proxy serves the endpoint."),
              column(
                  "Reason",
                  "string",
                  ".status.conditions[?(@.type==\"Ready\")].reason",
                  1,
                  "Why the endpoint is ready, or not."),
              age(1));
      case "PromptTemplate" ->
          List.of(
              ready(),
              column("Endpoint", "string", ".spec.modelEndpointRef.name", 0, "Who answers."),
              column("Revision", "integer", ".status.revision", 0, "Current revision."),
              age(0));
      case "GuardrailPolicy" ->
          List.of(
              ready(),
              column(
                  "Regions",
                  "integer",
                  ".status.regions",
                  0,
                  "Accounts and regions in which the policy is in force."),
              column("Version", "string", ".status.version", 0, "Version in force."),
              age(0));
      default -> throw new IllegalArgumentException("no columns for kind " + kind);
    };
  }

  private static CustomResourceColumnDefinition ready() {
    return column(
        "Ready",
        "string",
        ".status.conditions[?(@.type==\"Ready\")].status",
        0,
        "Whether the object is in order.");
  }

  private static CustomResourceColumnDefinition age(int priority) {
    return column("Age", "date", ".metadata.creationTimestamp", priority, "Since creation.");
  }

  private static CustomResourceColumnDefinition column(
      String name, String type, String jsonPath, int priority, String description) {
    var column = new CustomResourceColumnDefinition();
    column.setName(name);
    column.setType(type);
    column.setJsonPath(jsonPath);
    column.setPriority(priority == 0 ? null : priority);
    column.setDescription(description);
    return column;
  }
}
