package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.limit.ParseLimits;
import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.text.Unquoting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses one template of a text: its statements. */
public final class Parser {

  private final Source source;
  private final Tokens tokens;
  private final Scope scope = new Scope();
  private final PipelineParser pipelines;
  private int actionLine;
  private int loops;

  private Parser(Source source) {
    this.source = source;
    this.tokens = new Tokens(source.lexer);
    this.pipelines = new PipelineParser(source, tokens, scope, this::unexpected);
  }

  /**
   * Parses a text.
   *
   * @param name name of the text, a byte string
   * @param text a byte string
   */
  public static Templates parse(String name, String text, ParseLimits limits)
      throws TemplateSyntaxException {
    var source = new Source(name, text, limits);
    var parser = new Parser(source);
    if (source.tooLong()) {
      throw parser.error(source.longest());
    }
    parser.add(name, parser.whole());
    return new Templates(name, text, source.templates.all());
  }

  /** How a list of statements ended. */
  private enum End {
    END("{{end}}"),
    ELSE("{{else}}");

    private final String shown;

    End(String shown) {
      this.shown = shown;
    }
  }

  /** Statements, and what ended them. */
  private record Ended(Body body, End end) {}

  /** A statement, or the end of a list of them. */
  private sealed interface Parsed {
    record One(Statement statement) implements Parsed {}

    record Ending(End end) implements Parsed {}
  }

  private TemplateSyntaxException error(String message) {
    return source.error(tokens.latest(), message);
  }

  private TemplateSyntaxException unexpected(Token token, String context) {
    if (token.type() != TokenType.ERROR) {
      return error("unexpected " + token.shown() + " in " + context);
    }
    var extra = "";
    if (actionLine != 0 && actionLine != token.line()) {
      extra =
          (token.text().endsWith(" action") ? "" : " in action")
              + " started at "
              + source.name()
              + ":"
              + actionLine;
    }
    return error(token.shown() + extra);
  }

  private Token expect(TokenType type, String context) throws TemplateSyntaxException {
    var token = tokens.nextNonSpace();
    if (token.type() != type) {
      throw unexpected(token, context);
    }
    return token;
  }

  private void add(String name, Body body) throws TemplateSyntaxException {
    if (!source.templates.add(name, body)) {
      throw error("template: multiple definition of template " + Quoting.quote(name));
    }
  }

  private Body whole() throws TemplateSyntaxException {
    var position = tokens.peek().position();
    var statements = new ArrayList<Statement>();
    while (tokens.peek().type() != TokenType.EOF) {
      if (tokens.peek().type() == TokenType.LEFT_DELIM) {
        var delim = tokens.next();
        if (tokens.nextNonSpace().type() == TokenType.DEFINE) {
          new Parser(source).definition();
          continue;
        }
        tokens.backup(delim);
      }
      switch (textOrAction()) {
        case Parsed.One one -> statements.add(one.statement());
        case Parsed.Ending ending -> throw error("unexpected " + ending.end().shown);
      }
    }
    return new Body(position, statements);
  }

  private void definition() throws TemplateSyntaxException {
    var name = templateName(tokens.nextNonSpace(), "define clause");
    expect(TokenType.RIGHT_DELIM, "define clause");
    var ended = statements();
    if (ended.end() != End.END) {
      throw error("unexpected " + ended.end().shown + " in define clause");
    }
    add(name, ended.body());
  }

  private Ended statements() throws TemplateSyntaxException {
    var position = tokens.peekNonSpace().position();
    var statements = new ArrayList<Statement>();
    while (tokens.peekNonSpace().type() != TokenType.EOF) {
      switch (textOrAction()) {
        case Parsed.One one -> statements.add(one.statement());
        case Parsed.Ending ending -> {
          return new Ended(new Body(position, statements), ending.end());
        }
      }
    }
    throw error("unexpected EOF");
  }

  private Parsed textOrAction() throws TemplateSyntaxException {
    var token = tokens.nextNonSpace();
    return switch (token.type()) {
      case TEXT -> new Parsed.One(new Statement.Text(token.position(), token.text()));
      case LEFT_DELIM -> {
        actionLine = token.line();
        var parsed = action();
        actionLine = 0;
        yield parsed;
      }
      default -> throw unexpected(token, "input");
    };
  }

  private Parsed action() throws TemplateSyntaxException {
    var token = tokens.nextNonSpace();
    return switch (token.type()) {
      case BLOCK -> new Parsed.One(block());
      case BREAK -> new Parsed.One(new Statement.Break(jump(token)));
      case CONTINUE -> new Parsed.One(new Statement.Continue(jump(token)));
      case ELSE -> elseAction();
      case END -> {
        expect(TokenType.RIGHT_DELIM, "end");
        yield new Parsed.Ending(End.END);
      }
      case IF -> new Parsed.One(branch(Statement.BranchKind.IF));
      case RANGE -> new Parsed.One(branch(Statement.BranchKind.RANGE));
      case WITH -> new Parsed.One(branch(Statement.BranchKind.WITH));
      case TEMPLATE -> new Parsed.One(invocation());
      default -> {
        tokens.backup();
        var position = tokens.peek().position();
        yield new Parsed.One(
            new Statement.Action(position, pipelines.parse("command", TokenType.RIGHT_DELIM)));
      }
    };
  }

  /** Returns the position of a break or continue, which must be in a loop. */
  private int jump(Token keyword) throws TemplateSyntaxException {
    var shown = "{{" + keyword.text() + "}}";
    var token = tokens.nextNonSpace();
    if (token.type() != TokenType.RIGHT_DELIM) {
      throw unexpected(token, shown);
    }
    if (loops == 0) {
      throw error(shown + " outside {{range}}");
    }
    return keyword.position();
  }

  /** Parses an else; an if or with after it is left for the branch to read. */
  private Parsed elseAction() throws TemplateSyntaxException {
    var ahead = tokens.peekNonSpace();
    if (ahead.type() == TokenType.IF || ahead.type() == TokenType.WITH) {
      return new Parsed.Ending(End.ELSE);
    }
    expect(TokenType.RIGHT_DELIM, "else");
    return new Parsed.Ending(End.ELSE);
  }

  private Statement branch(Statement.BranchKind kind) throws TemplateSyntaxException {
    if (!source.enter()) {
      throw error(source.deepest());
    }
    var variables = scope.size();
    var arms = new ArrayList<Statement.Arm>();
    var end = arm(kind, arms);
    // One end closes all arms of a chain.
    while (end == End.ELSE && isChained(kind)) {
      tokens.next();
      end = arm(kind, arms);
    }
    var otherwise = end == End.ELSE ? otherwise() : null;
    scope.shrink(variables);
    source.leave();
    return new Statement.Branch(kind, arms.getFirst().pipeline().position(), arms, otherwise);
  }

  /** Parses a pipeline with a body, and returns what ended the body. */
  private End arm(Statement.BranchKind kind, List<Statement.Arm> arms)
      throws TemplateSyntaxException {
    var pipeline = pipelines.parse(kind.keyword(), TokenType.RIGHT_DELIM);
    var loop = kind == Statement.BranchKind.RANGE ? 1 : 0;
    loops += loop;
    var ended = statements();
    loops -= loop;
    arms.add(new Statement.Arm(pipeline, ended.body()));
    return ended.end();
  }

  private boolean isChained(Statement.BranchKind kind) {
    return switch (kind) {
      case IF -> tokens.peek().type() == TokenType.IF;
      case WITH -> tokens.peek().type() == TokenType.WITH;
      case RANGE -> false;
    };
  }

  private Body otherwise() throws TemplateSyntaxException {
    var ended = statements();
    if (ended.end() != End.END) {
      throw error("expected end; found " + ended.end().shown);
    }
    return ended.body();
  }

  private Statement block() throws TemplateSyntaxException {
    if (!source.enter()) {
      throw error(source.deepest());
    }
    var token = tokens.nextNonSpace();
    var name = templateName(token, "block clause");
    var pipeline = pipelines.parse("block clause", TokenType.RIGHT_DELIM);
    var inner = new Parser(source);
    var ended = inner.statements();
    if (ended.end() != End.END) {
      throw error("unexpected " + ended.end().shown + " in block clause");
    }
    inner.add(name, ended.body());
    source.leave();
    return new Statement.Invocation(token.position(), name, pipeline);
  }

  private Statement invocation() throws TemplateSyntaxException {
    var token = tokens.nextNonSpace();
    var name = templateName(token, "template clause");
    Operand.@Nullable Pipeline pipeline = null;
    if (tokens.nextNonSpace().type() != TokenType.RIGHT_DELIM) {
      tokens.backup();
      pipeline = pipelines.parse("template clause", TokenType.RIGHT_DELIM);
    }
    return new Statement.Invocation(token.position(), name, pipeline);
  }

  private String templateName(Token token, String context) throws TemplateSyntaxException {
    if (token.type() != TokenType.STRING && token.type() != TokenType.RAW_STRING) {
      throw unexpected(token, context);
    }
    return Unquoting.unquote(token.text()).orElseThrow(() -> error("invalid syntax"));
  }
}
