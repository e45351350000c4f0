package ai.kernelpanic09.cli.completion;

/** A shell that completes commands. */
enum Shell {
  BASH,
  ZSH,
  FISH;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
