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

  /** Statements, what ended them, and where that stands. */
  private record Ended(Body body, End end, int position) {}

  /** A statement, or the end of a list of them. */
  private sealed interface Parsed {
    record One(Statement statement) implements Parsed {}

    record Ending(End end, int position) implements Parsed {}
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
    add(name, closed("define clause"));
  }

  /** Parses statements up to an end that must be no else. */
  private Body closed(String context) throws TemplateSyntaxException {
    var ended = statements();
    if (ended.end() != End.END) {
      throw error("unexpected " + ended.end().shown + " in " + context);
    }
    return ended.body();
  }

  private Ended statements() throws TemplateSyntaxException {
    var position = tokens.peekNonSpace().position();
    var statements = new ArrayList<Statement>();
    while (tokens.peekNonSpace().type() != TokenType.EOF) {
      switch (textOrAction()) {
        case Parsed.One one -> statements.add(one.statement());
        case Parsed.Ending ending -> {
          return new Ended(new Body(position, statements), ending.end(), ending.position());
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
      case ELSE -> otherwise();
      case END -> new Parsed.Ending(End.END, expect(TokenType.RIGHT_DELIM, "end").position());
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

  /** Returns where a break or continue stands, which must be in a loop. */
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

  /** Parses an else; an if or with behind it stays, for the branch to look at. */
  private Parsed otherwise() throws TemplateSyntaxException {
    var ahead = tokens.peekNonSpace();
    if (ahead.type() == TokenType.IF || ahead.type() == TokenType.WITH) {
      return new Parsed.Ending(End.ELSE, ahead.position());
    }
    return new Parsed.Ending(End.ELSE, expect(TokenType.RIGHT_DELIM, "else").position());
  }

  private Statement branch(Statement.BranchKind kind) throws TemplateSyntaxException {
    if (!source.enter()) {
      throw error(source.deepest());
    }
    var variables = scope.size();
    var pipeline = pipelines.parse(kind.keyword(), TokenType.RIGHT_DELIM);
    var loop = kind == Statement.BranchKind.RANGE ? 1 : 0;
    loops += loop;
    var ended = statements();
    loops -= loop;
    var otherwise = ended.end() == End.ELSE ? otherwise(kind, ended.position()) : null;
    scope.shrink(variables);
    source.leave();
    return new Statement.Branch(kind, pipeline.position(), pipeline, ended.body(), otherwise);
  }

  private Body otherwise(Statement.BranchKind kind, int position) throws TemplateSyntaxException {
    var chained =
        switch (kind) {
          case IF -> tokens.peek().type() == TokenType.IF;
          case WITH -> tokens.peek().type() == TokenType.WITH;
          case RANGE -> false;
        };
    if (chained) {
      tokens.next();
      // Its end stands for the end of this one too.
      return new Body(position, List.of(branch(kind)));
    }
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
    inner.add(name, inner.blockBody());
    source.leave();
    return new Statement.Invocation(token.position(), name, pipeline);
  }

  private Body blockBody() throws TemplateSyntaxException {
    return closed("block clause");
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
