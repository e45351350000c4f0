package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import org.jspecify.annotations.Nullable;

/** The tools that a call offers, composed of values of the body. */
public final class ComposedTools {

  private final JsonSplices to;
  private final WorstCaseTally tally;
  private String separator = "";

  ComposedTools(Splices to, WorstCaseTally tally) {
    this.to = new JsonSplices(to);
    this.tally = tally;
    this.to.text("{\"tools\":[");
  }

  /**
   * Adds a tool.
   *
   * @param description null for none
   * @param schema the JSON schema of its input
   */
  public void tool(ScannedValue name, @Nullable ScannedValue description, ScannedValue schema) {
    tally.tools();
    tally.ownJson(
        "{'name':,'description':,'inputSchema':{'json':}}",
        name.jsonBytes() + (description == null ? 0 : description.jsonBytes()) + schema.jsonBytes(),
        false);
    to.text(separator).text("{\"toolSpec\":{\"name\":").value(name);
    if (description != null) {
      to.text(",\"description\":").value(description);
    }
    to.text(",\"inputSchema\":{\"json\":").value(schema).text("}}}");
    separator = ",";
  }

  /** Ends the tools; the model chooses among them. */
  public void end() {
    to.text("]}").flush();
  }
}
