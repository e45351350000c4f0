package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;

/**
 * The part of a lease that must survive a crash, so that the next process goes on from it.
 *
 * @param endpoint the endpoint whose dollars these are
 * @param windowSeq number of the day
 * @param incarnation the holder's name for the lease
 * @param granted dollars granted
 * @param spent dollars of finished calls
 * @param returned dollars given back
 * @param estimated the part of {@code spent} that is a worst case and no bill
 * @param inFlight worst case of the calls under way
 * @param usage calls and tokens of finished calls
 */
public record JournalEntry(
    EndpointName endpoint,
    long windowSeq,
    String incarnation,
    Money granted,
    Money spent,
    Money returned,
    Money estimated,
    Money inFlight,
    UsageTotals usage) {}
