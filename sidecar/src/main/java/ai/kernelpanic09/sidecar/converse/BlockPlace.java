package ai.kernelpanic09.sidecar.converse;

/** A place where content blocks may stand, with the blocks that it allows. */
enum BlockPlace {
  MESSAGE,
  SYSTEM,
  TOOL_RESULT;

  boolean allows(String block) {
    return switch (block) {
      case "text" -> true;
      case "guardContent", "cachePoint" -> this != TOOL_RESULT;
      case "json" -> this == TOOL_RESULT;
      case "image", "document", "video", "searchResult" -> this != SYSTEM;
      case "audio", "toolUse", "toolResult", "reasoningContent", "citationsContent" ->
          this == MESSAGE;
      default -> false;
    };
  }
}
