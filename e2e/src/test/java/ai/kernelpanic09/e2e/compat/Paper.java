package ai.kernelpanic09.e2e.compat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A document whose one page is seen in the bill. */
final class Paper {

  /** What a page counts for. */
  static final long TOKENS = 3_000;

  private static final String PDF =
      """
      %PDF-1.4
      1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
      2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
      3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj
      trailer << /Root 1 0 R >>
      %%EOF
      """;

  private Paper() {}

  /** An empty page, as PDF. */
  static String base64() {
    return Base64.getEncoder().encodeToString(PDF.getBytes(StandardCharsets.US_ASCII));
  }
}
