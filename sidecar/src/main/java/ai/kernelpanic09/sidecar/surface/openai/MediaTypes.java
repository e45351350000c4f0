package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;

/** Converse's names of formats, by media type. */
final class MediaTypes {

  private MediaTypes() {}

  static String image(JsonMember of, String type) throws InvalidRequestException {
    return switch (type) {
      case "image/png" -> "png";
      case "image/jpeg", "image/jpg" -> "jpeg";
      case "image/gif" -> "gif";
      case "image/webp" -> "webp";
      default -> throw of.wrong("must be a PNG, JPEG, GIF or WebP image, not " + type);
    };
  }

  static String document(JsonMember of, String type) throws InvalidRequestException {
    return switch (type) {
      case "application/pdf" -> "pdf";
      case "text/csv" -> "csv";
      case "text/html" -> "html";
      case "text/plain" -> "txt";
      case "text/markdown" -> "md";
      case "application/msword" -> "doc";
      case "application/vnd.openxmlformats-officedocument.wordprocessingml.document" -> "docx";
      case "application/vnd.ms-excel" -> "xls";
      case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" -> "xlsx";
      default -> throw of.wrong("Bedrock takes no documents of type " + type);
    };
  }
}
