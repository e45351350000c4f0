package ai.kernelpanic09.cli.terminal;

import java.util.Locale;

/** A form of a result. */
public enum OutputFormat {
  TABLE,
  JSON,
  YAML,
  CSV;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
