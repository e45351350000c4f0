package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;

/** Where a tool, or the choice of one, says what its function is. */
enum FunctionForm {
  /** In an object of its own, as chat completions have it. */
  NESTED {
    @Override
    JsonMembers function(JsonMembers tool) throws InvalidRequestException {
      tool.allow(Set.of("type", "function"));
      var function = tool.require("function").members();
      function.allow(Set.of("name", "description", "parameters", "strict"));
      return function;
    }

    @Override
    JsonMember chosen(JsonMembers choice) throws InvalidRequestException {
      choice.allow(Set.of("type", "function"));
      var function = choice.require("function").members();
      function.allow(Set.of("name"));
      return function.require("name");
    }
  },

  /** Beside the type, as responses have it. */
  FLAT {
    @Override
    JsonMembers function(JsonMembers tool) throws InvalidRequestException {
      tool.allow(Set.of("type", "name", "description", "parameters", "strict"));
      return tool;
    }

    @Override
    JsonMember chosen(JsonMembers choice) throws InvalidRequestException {
      choice.allow(Set.of("type", "name"));
      return choice.require("name");
    }
  };

  /** The members {@code name}, {@code description}, {@code parameters} and {@code strict}. */
  abstract JsonMembers function(JsonMembers tool) throws InvalidRequestException;

  /** The name of the function that is chosen. */
  abstract JsonMember chosen(JsonMembers choice) throws InvalidRequestException;
}
