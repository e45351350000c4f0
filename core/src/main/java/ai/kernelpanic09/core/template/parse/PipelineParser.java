package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.text.Unquoting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Parses the inside of an action: pipelines, commands and operands. */
final class PipelineParser {

  private final Source source;
  private final Tokens tokens;
  private final Scope scope;
  private final BiFunction<Token, String, TemplateSyntaxException> unexpected;

  PipelineParser(
      Source source,
      Tokens tokens,
      Scope scope,
      BiFunction<Token, String, TemplateSyntaxException> unexpected) {
    this.source = source;
    this.tokens = tokens;
    this.scope = scope;
    this.unexpected = unexpected;
  }

  private TemplateSyntaxException error(String message) {
    return source.error(tokens.latest(), message);
  }

  /** Parses a pipeline up to a token that ends it. */
  Operand.Pipeline parse(String context, TokenType end) throws TemplateSyntaxException {
    var position = tokens.peekNonSpace().position();
    var declared = new ArrayList<Operand.Variable>();
    var assigns = declarations(context, declared);
    var commands = new ArrayList<Command>();
    while (true) {
      var token = tokens.nextNonSpace();
      if (token.type() == end) {
        check(commands, context);
        return new Operand.Pipeline(position, assigns, declared, commands);
      }
      switch (token.type()) {
        case BOOL,
            CHAR_CONSTANT,
            COMPLEX,
            DOT,
            FIELD,
            IDENTIFIER,
            NUMBER,
            NIL,
            RAW_STRING,
            STRING,
            VARIABLE,
            LEFT_PAREN -> {
          tokens.backup();
          commands.add(command());
        }
        default -> throw unexpected.apply(token, context);
      }
    }
  }

  /** Parses variables before an equals sign, and returns whether they are only assigned to. */
  private boolean declarations(String context, List<Operand.Variable> declared)
      throws TemplateSyntaxException {
    while (true) {
      var variable = tokens.peekNonSpace();
      if (variable.type() != TokenType.VARIABLE) {
        return false;
      }
      tokens.next();
      var behind = tokens.peek();
      var next = tokens.peekNonSpace();
      if (next.type() == TokenType.ASSIGN || next.type() == TokenType.DECLARE) {
        tokens.nextNonSpace();
        declare(variable, declared);
        return next.type() == TokenType.ASSIGN;
      }
      if (next.type() != TokenType.CHAR || !next.text().equals(",")) {
        if (behind.type() == TokenType.SPACE) {
          tokens.backup(variable, behind);
        } else {
          tokens.backup(variable);
        }
        return false;
      }
      tokens.nextNonSpace();
      declare(variable, declared);
      if (!context.equals("range") || declared.size() >= 2) {
        throw error("too many declarations in " + context);
      }
      switch (tokens.peekNonSpace().type()) {
        case VARIABLE, RIGHT_DELIM, RIGHT_PAREN -> {} // the second one follows
        default -> throw error("range can only initialize variables");
      }
    }
  }

  private void declare(Token variable, List<Operand.Variable> declared) {
    declared.add(new Operand.Variable(variable.position(), variable.text(), List.of()));
    scope.declare(variable.text());
  }

  private void check(List<Command> commands, String context) throws TemplateSyntaxException {
    if (commands.isEmpty()) {
      throw error("missing value for " + context);
    }
    for (var i = 1; i < commands.size(); i++) {
      switch (commands.get(i).first()) {
        case Operand.Bool ignored -> throw notExecutable(i);
        case Operand.Dot ignored -> throw notExecutable(i);
        case Operand.Nil ignored -> throw notExecutable(i);
        case Operand.Numeral ignored -> throw notExecutable(i);
        case Operand.Text ignored -> throw notExecutable(i);
        case Operand.Pipeline ignored -> {} // checked when it runs
        case Operand.Identifier ignored -> {} // a function
        case Operand.Variable ignored -> {} // checked when it runs
        case Operand.Field ignored -> {} // checked when it runs
        case Operand.Chain ignored -> {} // checked when it runs
      }
    }
  }

  private TemplateSyntaxException notExecutable(int index) {
    return error("non executable command in pipeline stage " + (index + 1));
  }

  private Command command() throws TemplateSyntaxException {
    var position = tokens.peekNonSpace().position();
    var operands = new ArrayList<Operand>();
    while (true) {
      tokens.peekNonSpace();
      var operand = operand();
      if (operand != null) {
        operands.add(operand);
      }
      var token = tokens.next();
      if (token.type() == TokenType.SPACE) {
        continue;
      }
      switch (token.type()) {
        case RIGHT_DELIM, RIGHT_PAREN -> tokens.backup();
        case PIPE -> {} // the next command follows
        default -> throw unexpected.apply(token, "operand");
      }
      if (operands.isEmpty()) {
        throw error("empty command");
      }
      return new Command(position, operands);
    }
  }

  /** Parses a term with the fields after it; null if there is none. */
  private @Nullable Operand operand() throws TemplateSyntaxException {
    var term = term();
    if (term == null || tokens.peek().type() != TokenType.FIELD) {
      return term;
    }
    var position = tokens.peek().position();
    var fields = new ArrayList<String>();
    while (tokens.peek().type() == TokenType.FIELD) {
      fields.add(tokens.next().text().substring(1));
    }
    return switch (term) {
      case Operand.Field field -> new Operand.Field(position, joined(field.fields(), fields));
      case Operand.Variable variable ->
          new Operand.Variable(position, variable.name(), joined(variable.fields(), fields));
      case Operand.Bool literal -> throw dotBehind(literal);
      case Operand.Text literal -> throw dotBehind(literal);
      case Operand.Numeral literal -> throw dotBehind(literal);
      case Operand.Nil literal -> throw dotBehind(literal);
      case Operand.Dot literal -> throw dotBehind(literal);
      case Operand.Pipeline pipeline -> new Operand.Chain(position, pipeline, fields);
      case Operand.Identifier function -> new Operand.Chain(position, function, fields);
      case Operand.Chain chain -> new Operand.Chain(position, chain, fields);
    };
  }

  private static List<String> joined(List<String> first, List<String> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private TemplateSyntaxException dotBehind(Operand literal) {
    return error("unexpected . after term " + Quoting.quote(literal.source()));
  }

  /** Parses a literal, function, variable, field or parenthesized pipeline; null if none. */
  private @Nullable Operand term() throws TemplateSyntaxException {
    var token = tokens.nextNonSpace();
    var position = token.position();
    return switch (token.type()) {
      case IDENTIFIER -> {
        var function = Builtins.named(token.text());
        yield new Operand.Identifier(
            position,
            function.orElseThrow(
                () -> error("function " + Quoting.quote(token.text()) + " not defined")));
      }
      case DOT -> new Operand.Dot(position);
      case NIL -> new Operand.Nil(position);
      case VARIABLE -> {
        if (!scope.knows(token.text())) {
          throw error("undefined variable " + Quoting.quote(token.text()));
        }
        yield new Operand.Variable(position, token.text(), List.of());
      }
      case FIELD -> new Operand.Field(position, List.of(token.text().substring(1)));
      case BOOL -> new Operand.Bool(position, token.text().equals("true"));
      case CHAR_CONSTANT, COMPLEX, NUMBER -> number(token);
      case LEFT_PAREN -> {
        if (!source.enter()) {
          throw error(source.deepest());
        }
        var pipeline = parse("parenthesized pipeline", TokenType.RIGHT_PAREN);
        source.leave();
        yield pipeline;
      }
      case STRING, RAW_STRING ->
          new Operand.Text(
              position,
              token.text(),
              Unquoting.unquote(token.text()).orElseThrow(() -> error("invalid syntax")));
      default -> {
        tokens.backup();
        yield null;
      }
    };
  }

  private Operand number(Token token) throws TemplateSyntaxException {
    try {
      return new Operand.Numeral(token.position(), token.text(), Numbers.read(token));
    } catch (Numbers.Malformed e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }
}
