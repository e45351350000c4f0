package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import org.jspecify.annotations.Nullable;

/** The tools that a call offers, composed of values of the body. */
public final class ComposedTools {

  /** The schema of a tool that takes nothing, or of which nothing is known. */
  public static final String NO_INPUT = "{\"type\":\"object\",\"properties\":{}}";

  private static final String STRICT = ",\"strict\":true";

  private final Splices written;
  private final JsonSplices to;
  private final WorstCaseTally tally;
  private final FeatureNotes features;
  private String separator = "";
  private @Nullable String choice;

  ComposedTools(Splices written, WorstCaseTally tally, FeatureNotes features) {
    this.written = written;
    this.to = new JsonSplices(written);
    this.tally = tally;
    this.features = features;
    to.text("{\"tools\":[");
  }

  /**
   * Adds a tool.
   *
   * @param name of the characters that Converse allows
   * @param description not blank; null for none
   * @param schema of its input: a JSON schema
   */
  public void tool(ScannedValue name, @Nullable ScannedValue description, ScannedValue schema) {
    begin(name, description, schema, "");
    to.text("}}");
  }

  /**
   * A tool whose input is made to follow its schema.
   *
   * @param path where the caller asks for that
   */
  public void strictTool(
      String path, ScannedValue name, @Nullable ScannedValue description, ScannedValue schema) {
    features.note(ModelFeature.STRICT_TOOLS, path);
    begin(name, description, schema, STRICT);
    to.text(STRICT).text("}}");
  }

  /**
   * @param more that will be written behind it
   */
  private void begin(
      ScannedValue name, @Nullable ScannedValue description, ScannedValue schema, String more) {
    tally.tools();
    tally.ownJson(
        "{'name':,'description':,'inputSchema':{'json':}}" + more,
        name.jsonBytes() + (description == null ? 0 : description.jsonBytes()) + schema.jsonBytes(),
        false);
    to.text(separator).text("{\"toolSpec\":{\"name\":").range(name.start(), name.end());
    if (description != null) {
      to.text(",\"description\":").range(description.start(), description.end());
    }
    to.text(",\"inputSchema\":{\"json\":").range(schema.start(), schema.end()).text("}");
    separator = ",";
  }

  /**
   * The tools before it may be kept in the model's cache.
   *
   * @param path of the caller's member that asks for it
   * @param anHour whether for an hour; else for five minutes
   */
  public void cachePoint(String path, boolean anHour) {
    to.text(separator).text("{\"cachePoint\":").text(tally.cachePoint(path, anHour)).text("}");
    separator = ",";
  }

  /**
   * Makes the model use some tool.
   *
   * @param path where the caller asks for that
   */
  public void chooseAny(String path) {
    features.note(ModelFeature.TOOL_CHOICE_ANY, path);
    choice = "{\"any\":{}}";
  }

  /**
   * Makes the model use one tool.
   *
   * @param path where the caller asks for that
   * @param name of ASCII letters, digits, {@code _} and {@code -}
   */
  public void choose(String path, String name) {
    features.note(ModelFeature.TOOL_CHOICE_TOOL, path);
    choice = "{\"tool\":{\"name\":\"" + name + "\"}}";
  }

  /** Whether no tool has been offered. */
  public boolean isEmpty() {
    return separator.isEmpty();
  }

  /** All of it, as an object of JSON. */
  Splices object() {
    to.text("]").text(choice == null ? "" : ",\"toolChoice\":" + choice).text("}").flush();
    return written;
  }
}
