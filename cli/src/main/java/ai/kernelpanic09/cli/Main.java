package ai.kernelpanic09.cli;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import ai.kernelpanic09.cli.terminal.Terminal;

/** Starts the command line. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name; {@code --help} lists all. */
  public static void main(String[] arguments) {
    // What libraries log is for operators of a service; a command says what happened itself.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    var terminal = Terminal.ofProcess();
    int exitCode;
    try {
      exitCode =
          new Program(terminal, System.getenv(), version(), ai.kernelpanic09.local.Main::main)
              .run(arguments);
    } catch (CommandFailure e) {
      terminal.complain(String.valueOf(e.getMessage()));
      exitCode = e.exitCode();
    }
    // Not for 0: local mode goes on when this returns.
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** The version of this build; "dev" for classes that are not packaged. */
  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
