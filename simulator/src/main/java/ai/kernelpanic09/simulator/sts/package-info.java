/** The Security Token Service, which answers in XML. */
@NullMarked
package ai.kernelpanic09.simulator.sts;

import org.jspecify.annotations.NullMarked;
