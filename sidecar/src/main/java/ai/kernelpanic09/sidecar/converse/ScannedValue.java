package ai.kernelpanic09.sidecar.converse;

/**
 * A value of a received body that has been read over and measured, so that it is counted wherever
 * it is written.
 *
 * @param start where its bytes begin in the body
 * @param end where its bytes end in the body
 * @param jsonBytes its length in bytes in its shortest form, with a separator
 * @param textBytes the length of a text in UTF-8; 0 for anything else
 * @param characters the characters of a text; 0 for anything else
 */
public record ScannedValue(int start, int end, long jsonBytes, long textBytes, int characters) {}
