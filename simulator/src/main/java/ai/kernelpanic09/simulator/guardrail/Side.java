package ai.kernelpanic09.simulator.guardrail;

/** Which side of a model a text is on. */
public enum Side {
  INPUT("inputAction", "inputEnabled", "inputStrength"),
  OUTPUT("outputAction", "outputEnabled", "outputStrength");

  final String action;
  final String enabled;
  final String strength;

  Side(String action, String enabled, String strength) {
    this.action = action;
    this.enabled = enabled;
    this.strength = strength;
  }
}
