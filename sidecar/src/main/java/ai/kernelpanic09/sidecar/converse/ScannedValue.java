package ai.kernelpanic09.sidecar.converse;

/**
 * A value of a received body that has been read over, and counts wherever it is written.
 *
 * @param start of its bytes in the body
 * @param jsonBytes in its shortest form, with a separator
 * @param textBytes of a text in UTF-8; 0 for anything else
 * @param characters of a text; 0 for anything else
 */
public record ScannedValue(int start, int end, long jsonBytes, long textBytes, int characters) {}
